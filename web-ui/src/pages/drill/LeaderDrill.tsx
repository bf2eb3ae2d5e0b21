import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { asCurl, carryOut } from "../../api/admin";
import { type DrillReport, leaderDrill } from "../../api/drill";
import { Refused } from "../../api/http";
import type { Problem } from "../../api/types";
import { Button, Code } from "../../design/Controls";
import { Dialog } from "../../design/Dialog";
import { ProblemNote } from "../../design/Panel";
import { grouped, plural } from "../../format/numbers";
import { milliseconds } from "../../format/times";
import styles from "./Drill.module.css";
import { DrillStrip } from "./DrillStrip";

/** Moves a leader that nobody depends on, and shows for how long no record came through. */
export function LeaderDrill({ onClose }: { onClose: () => void }) {
  const [report, setReport] = useState<DrillReport | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isRunning, setRunning] = useState(false);
  const run = async () => {
    setRunning(true);
    setProblem(null);
    try {
      setReport(await carryOut<DrillReport>(leaderDrill));
    } catch (failure) {
      setReport(null);
      setProblem(failure instanceof Refused ? failure.problem : { title: "Failed", status: 0, detail: String(failure) });
    } finally {
      setRunning(false);
    }
  };

  return (
    <Dialog
      title="Drill: move a leader"
      open
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{report === null ? "Cancel" : "Close"}</Button>
          <Button look="primary" disabled={isRunning} onClick={() => void run()}>
            {isRunning ? "Moving …" : report === null ? "Move it" : "Move it on"}
          </Button>
        </>
      }
    >
      <div className={styles.result} aria-live="polite">
        {report === null ? (
          <p>
            Records go through <code>__canary</code>, a partition of the platform's own, one after the other, written to all replicas in sync and read back. After a second its leader moves to another
            broker, as it does in an election. What is measured is the longest time in which no record came through. Other partitions keep their leaders; it takes about two seconds.
          </p>
        ) : (
          <Result report={report} />
        )}
      </div>
      {problem !== null && <ProblemNote problem={problem} />}
      <details>
        <summary className="soft">As a command</summary>
        <Code text={asCurl(leaderDrill, location.origin)} label="as curl" />
      </details>
    </Dialog>
  );
}

function Result({ report }: { report: DrillReport }) {
  return (
    <>
      <p className={styles.gapWords}>
        {milliseconds(report.gapMs)}
        <small>without a record while the leader moved; before that never longer than {milliseconds(report.usualGapMs)}</small>
      </p>
      <DrillStrip report={report} />
      <p>
        The lead went from broker {report.fromBroker} to broker {report.toBroker}. {plural(report.came, "record")} came through,{" "}
        {report.failed === 0 ? "none was refused" : `${grouped(report.failed)} ${report.failed === 1 ? "was" : "were"} refused and followed by the next`}.
      </p>
      <p>
        <Link to="/events">See the election among the events</Link>
      </p>
    </>
  );
}
