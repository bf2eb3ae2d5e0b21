import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import type { Nodes, Partition } from "../../api/types";
import { Panel } from "../../design/Panel";
import { type Column, type Sort, Table } from "../../design/Table";
import { bytes, compareLong, grouped } from "../../format/numbers";
import { seconds } from "../../format/times";
import { useLive } from "../../live/useLive";
import { HEAT_WORDS, type Heat, heat, replicaRole, worstLagSeconds } from "./replicas";
import styles from "./Topic.module.css";
import { TopicRates } from "./TopicRates";
import { useTopic } from "./TopicPage";

interface Row {
  id: number;
  partition: Partition;
}

const route = getRouteApi("/topics/$topic/partitions");
const HEATS: Heat[] = [0, 1, 2, 3, 4];
const VIRTUAL_FROM = 60;

const ORDER: Record<string, (left: Row, right: Row) => number> = {
  id: (left, right) => left.id - right.id,
  records: (left, right) => compareLong(recordsIn(left.partition), recordsIn(right.partition)),
  size: (left, right) => (left.partition.sizeBytes ?? -1) - (right.partition.sizeBytes ?? -1),
  lag: (left, right) => heat(left.partition) - heat(right.partition) || (worstLagSeconds(left.partition) ?? -1) - (worstLagSeconds(right.partition) ?? -1),
  epoch: (left, right) => left.partition.leaderEpoch - right.partition.leaderEpoch,
};

function recordsIn({ startOffset, endOffset }: Partition): string | null {
  return startOffset == null || endOffset == null ? null : String(BigInt(endOffset) - BigInt(startOffset));
}

export function sortedPartitions(byId: Record<string, Partition>, sort: Sort): Row[] {
  const rows = Object.entries(byId).map(([id, partition]) => ({ id: Number(id), partition }));
  const compare = ORDER[sort.key] ?? ORDER.id!;
  return rows.toSorted((left, right) => (sort.order === "asc" ? 1 : -1) * compare(left, right) || left.id - right.id);
}

export function Partitions() {
  const topic = useTopic();
  const { topic: name } = route.useParams();
  const nodes = useLive<Nodes>("nodes");
  const [sort, setSort] = useState<Sort>({ key: "id", order: "asc" });
  const [marked, setMarked] = useState<number | null>(null);
  const rows = sortedPartitions(topic.partitionsById, sort);
  const brokers = [...new Set([...Object.keys(nodes.data?.brokers ?? {}).map(Number), ...rows.flatMap((row) => row.partition.replicas)])].toSorted((a, b) => a - b);

  return (
    <div className={styles.stack}>
      <div className={styles.pair}>
        <TopicRates topic={name} />
        <Panel title="Replication" note="one cell per partition, by its slowest follower">
          <div className={styles.strip}>
            {sortedPartitions(topic.partitionsById, { key: "id", order: "asc" }).map(({ id, partition }) => (
              <button
                key={id}
                type="button"
                className={styles.heat}
                data-heat={heat(partition)}
                aria-pressed={id === marked}
                title={`${name}-${id}: ${HEAT_WORDS[heat(partition)]}, slowest follower ${seconds(worstLagSeconds(partition))}`}
                aria-label={`partition ${id}: ${HEAT_WORDS[heat(partition)]}`}
                onClick={() => setMarked(id === marked ? null : id)}
              />
            ))}
          </div>
          <p className={styles.legend}>
            {HEATS.map((each) => (
              <span key={each}>
                <i className={styles.heat} data-heat={each} />
                {HEAT_WORDS[each]}
              </span>
            ))}
          </p>
        </Panel>
      </div>
      <Panel flush>
        <Table
          label={`Partitions of ${name}`}
          columns={columns(brokers)}
          count={rows.length}
          rowAt={(index) => rows[index]}
          keyAt={(index) => rows[index]?.id ?? index}
          isMarked={(row) => row.id === marked}
          sort={sort}
          onSort={setSort}
          {...(rows.length > VIRTUAL_FROM ? { height: "calc(100vh - 220px)" } : {})}
        />
      </Panel>
    </div>
  );
}

const ROLE_WORDS = { leader: "leads", isr: "in sync", elr: "eligible, not in sync", out: "out of sync", none: "no replica" };
const ROLE_SIGNS = { leader: "L", isr: "✓", elr: "E", out: "✕", none: "" };

function columns(brokers: number[]): Column<Row>[] {
  return [
    { key: "id", title: "Partition", width: "78px", sortable: true, numeric: true, cell: ({ id }) => <b>{id}</b> },
    ...brokers.map(
      (broker, place): Column<Row> => ({
        key: `broker${broker}`,
        title: `B ${broker}`,
        hint: `what broker ${broker} is to the partition`,
        width: place === brokers.length - 1 ? "44px" : "32px",
        cell: ({ partition }) => {
          const role = replicaRole(partition, broker);
          const lag = partition.replicaLag?.[broker];
          const words = `broker ${broker} ${ROLE_WORDS[role]}${lag && role !== "leader" ? `, lacks ${grouped(lag.records)} records` : ""}${partition.replicas[0] === broker ? "; preferred leader" : ""}`;
          return role === "none" ? null : (
            <span className={styles.replica} data-role={role} title={words} role="img" aria-label={words}>
              {ROLE_SIGNS[role]}
            </span>
          );
        },
      }),
    ),
    { key: "epoch", title: "Epoch", hint: "how often the leader has changed", width: "62px", numeric: true, sortable: true, cell: ({ partition }) => partition.leaderEpoch },
    { key: "lag", title: "Slowest follower", width: "minmax(130px, 1fr)", numeric: true, sortable: true, cell: ({ partition }) => <FollowerLag partition={partition} /> },
    { key: "start", title: "Start", width: "minmax(110px, 1fr)", numeric: true, cell: ({ partition }) => <span className="soft">{grouped(partition.startOffset)}</span> },
    { key: "end", title: "End", width: "minmax(110px, 1fr)", numeric: true, cell: ({ partition }) => grouped(partition.endOffset) },
    { key: "records", title: "Offsets held", hint: "end − start; compaction may have left gaps", width: "minmax(110px, 1fr)", numeric: true, sortable: true, cell: ({ partition }) => grouped(recordsIn(partition)) },
    { key: "size", title: "Size", width: "84px", numeric: true, sortable: true, cell: ({ partition }) => bytes(partition.sizeBytes) },
  ];
}

function FollowerLag({ partition }: { partition: Partition }) {
  const worst = Object.entries(partition.replicaLag ?? {}).toSorted(([, left], [, right]) => compareLong(right.records, left.records))[0];
  if (worst === undefined || worst[1].records == null) return <span className="soft">{partition.replicas.length > 1 ? "–" : "no follower"}</span>;
  if (worst[1].records === "0") return <span className="soft">in step</span>;
  return (
    <span title={`broker ${worst[0]} lacks ${grouped(worst[1].records)} records`}>
      {grouped(worst[1].records)} <span className="soft">on {worst[0]}, {seconds(worst[1].seconds)}</span>
    </span>
  );
}
