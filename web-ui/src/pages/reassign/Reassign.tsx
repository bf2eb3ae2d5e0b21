import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { reassign } from "../../api/admin";
import type { Nodes, Paged, Topic, TopicDetail } from "../../api/types";
import { useClusterId } from "../../api/useClusterId";
import { Button, Field } from "../../design/Controls";
import { Confirm } from "../../design/Dialog";
import { Empty, Loading, PageHead, Panel, ProblemNote } from "../../design/Panel";
import { type Column, Table } from "../../design/Table";
import { bytes, plural } from "../../format/numbers";
import { useLive } from "../../live/useLive";
import { asMoves, plan, type PlannedMove } from "./plan";
import styles from "./Reassign.module.css";
import { UnderWay } from "./UnderWay";

const route = getRouteApi("/reassign");
const SUGGESTED_MAX = 12;
const VIRTUAL_FROM = 40;

const COLUMNS: Column<PlannedMove>[] = [
  { key: "partition", title: "Partition", width: "74px", numeric: true, cell: (move) => <b>{move.partition}</b> },
  { key: "before", title: "Now on", width: "minmax(110px, 1fr)", cell: (move) => <Replicas ids={move.before} marked={move.removed} look="removed" /> },
  { key: "after", title: "Then on", width: "minmax(110px, 1fr)", cell: (move) => <Replicas ids={move.after} marked={move.added} look="added" /> },
  { key: "leader", title: "Preferred leader", width: "minmax(110px, 1fr)", cell: (move) => (move.before[0] === move.after[0] ? <span className="soft">stays {move.after[0]}</span> : `${move.before[0]} → ${move.after[0]}`) },
  { key: "bytes", title: "To copy", width: "90px", numeric: true, cell: (move) => (move.bytes === 0 ? <span className="soft">nothing</span> : bytes(move.bytes)) },
];

function Replicas({ ids, marked, look }: { ids: number[]; marked: number[]; look: "added" | "removed" }) {
  return (
    <span className={styles.replicas}>
      {ids.map((id) => (
        <span key={id} data-look={marked.includes(id) ? look : undefined}>
          {id}
        </span>
      ))}
    </span>
  );
}

export function Reassign() {
  const { topic: chosen } = route.useSearch();
  const clusterId = useClusterId();
  return (
    <>
      <PageHead title="Reassign">Moves replicas to other brokers while everything goes on: first a plan, then its progress.</PageHead>
      <div className={styles.page}>
        <TopicChoice chosen={chosen} />
        {chosen !== undefined && <Planner key={chosen} topic={chosen} clusterId={clusterId} />}
        {clusterId !== undefined && <UnderWay clusterId={clusterId} />}
      </div>
    </>
  );
}

function TopicChoice({ chosen }: { chosen: string | undefined }) {
  const navigate = route.useNavigate();
  const [text, setText] = useState(chosen ?? "");
  const found = useLive<Paged<Topic>>("topics", { q: text, limit: SUGGESTED_MAX, offset: 0, internal: true });
  const go = () => void navigate({ search: text === "" ? {} : { topic: text }, replace: true });
  return (
    <form
      className={styles.choice}
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
    >
      <Field label="Topic">
        <input value={text} list="topics" data-search placeholder="whose replicas shall move" spellCheck={false} onChange={(event) => setText(event.target.value)} />
      </Field>
      <datalist id="topics">
        {(found.data?.items ?? []).map((topic) => (
          <option key={topic.name}>{topic.name}</option>
        ))}
      </datalist>
      <Button type="submit" look={chosen === undefined ? "primary" : "plain"}>
        Plan
      </Button>
    </form>
  );
}

function Planner({ topic: name, clusterId }: { topic: string; clusterId: string | undefined }) {
  const topic = useLive<TopicDetail>("topic", { name });
  const nodes = useLive<Nodes>("nodes");
  const [replicas, setReplicas] = useState<number | null>(null);
  const [without, setWithout] = useState<number[]>([]);
  const [isAsking, setAsking] = useState(false);
  if (topic.problem !== null) return <ProblemNote problem={topic.problem} />;
  if (topic.data === undefined || nodes.data === undefined) return <Loading rows={8} />;
  const { brokers } = nodes.data;
  const wanted = replicas ?? topic.data.replicationFactor;
  const usable = Object.entries(brokers).filter(([id, broker]) => broker.state === "up" && !without.includes(Number(id))).length;
  const moves = plan(topic.data.partitionsById, brokers, { replicas: wanted, without });
  const toCopy = moves.reduce((sum, move) => sum + move.bytes, 0);

  return (
    <>
      <Panel title="Goal">
        <div className={styles.goal}>
          <Field label="Replicas of each partition">
            <input type="number" min={1} max={Object.keys(brokers).length} value={wanted} onChange={(event) => setReplicas(Math.max(1, Number(event.target.value) || 1))} />
          </Field>
          <fieldset className={styles.brokers}>
            <legend>On these brokers</legend>
            {Object.entries(brokers).map(([id, broker]) => (
              <label key={id} data-off={broker.state !== "up"}>
                <input
                  type="checkbox"
                  disabled={broker.state !== "up"}
                  checked={broker.state === "up" && !without.includes(Number(id))}
                  onChange={(event) => setWithout(event.target.checked ? without.filter((each) => each !== Number(id)) : [...without, Number(id)])}
                />
                {id}
                <small>{broker.state === "up" ? (broker.rack ?? "") : broker.state}</small>
              </label>
            ))}
          </fieldset>
        </div>
      </Panel>
      <Panel
        title="Plan"
        note={moves.length === 0 ? "" : `${plural(moves.length, "partition")} of ${topic.data.partitions} change, ${bytes(toCopy)} to copy`}
        actions={
          <Button look="primary" disabled={moves.length === 0 || clusterId === undefined} onClick={() => setAsking(true)}>
            Apply the plan
          </Button>
        }
        flush
      >
        <Table
          label="Plan"
          columns={COLUMNS}
          count={moves.length}
          rowAt={(index) => moves[index]}
          {...(moves.length > VIRTUAL_FROM ? { height: 480 } : {})}
          empty={
            usable < wanted ? (
              <Empty title={`${plural(wanted, "replica")} need as many brokers`}>{plural(usable, "broker")} chosen that {usable === 1 ? "is" : "are"} up.</Empty>
            ) : (
              <Empty title="Nothing has to move">The replicas are where this goal wants them, evenly spread.</Empty>
            )
          }
        />
      </Panel>
      {clusterId !== undefined && (
        <Confirm title={`Move replicas of ${name}?`} open={isAsking} onClose={() => setAsking(false)} action="Move them" change={reassign(clusterId, asMoves(name, moves))}>
          <p>
            {plural(moves.length, "partition")} get other replicas and {bytes(toCopy)} are copied between brokers. A partition keeps its old replicas until all new ones are in
            sync, so nothing gets rarer on the way. Each of them can be cancelled below until it is through.
          </p>
        </Confirm>
      )}
    </>
  );
}
