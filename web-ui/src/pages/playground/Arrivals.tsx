import { useEffect, useRef, useState } from "react";
import type { StoredRecord } from "../../api/records";
import { tail, type TailState } from "../../api/tail";
import { Status } from "../../design/Status";
import { clockMs } from "../../format/times";
import { preview } from "../topic/recordText";
import styles from "./Playground.module.css";

const SHOWN_MAX = 12;
const EARLIER = "-5";

/** The newest records of a topic, as its socket brings them. */
export function Arrivals({ topic, isMade, onSeen }: { topic: string; isMade: boolean; onSeen: (record: StoredRecord) => void }) {
  const [records, setRecords] = useState<StoredRecord[]>([]);
  const [state, setState] = useState<TailState>("connecting");
  const tell = useRef(onSeen);
  useEffect(() => {
    tell.current = onSeen;
  });
  useEffect(
    () =>
      tail(topic, { from: EARLIER, limit: 0 }, {
        records: (fresh) => {
          setRecords((held) => [...fresh.toReversed(), ...held].slice(0, SHOWN_MAX));
          const newest = fresh.at(-1);
          if (newest !== undefined) tell.current(newest);
        },
        skipped: () => undefined,
        state: setState,
      }),
    // A topic that does not exist refuses its socket; the first record makes it, and the socket is worth another try.
    [topic, isMade],
  );
  return (
    <div className={styles.arrivals}>
      <Status signal={state === "live" ? "ok" : "off"}>{state === "live" ? "listening" : records.length === 0 ? "waits for the topic" : "reconnecting"}</Status>
      <ol aria-label={`records of ${topic}`}>
        {records.map((record) => (
          <li key={`${record.partition}@${record.offset}`}>
            <time>{clockMs(Date.parse(record.timestamp))}</time>
            <span>
              {record.partition}@{record.offset}
            </span>
            <code title={preview(record.value)}>
              {record.key === null ? "" : `${preview(record.key)} `}
              {preview(record.value)}
            </code>
          </li>
        ))}
      </ol>
      {records.length === 0 && <p className="soft">The records that you send stand here in the moment in which they are safe.</p>}
    </div>
  );
}
