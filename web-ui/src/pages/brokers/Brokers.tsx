import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { electPreferred } from "../../api/admin";
import type { BrokerNode, Nodes } from "../../api/types";
import { useClusterId } from "../../api/useClusterId";
import { Bar } from "../../design/Bar";
import { Button } from "../../design/Controls";
import { Confirm } from "../../design/Dialog";
import { Loading, PageHead, Panel, ProblemNote } from "../../design/Panel";
import { Status } from "../../design/Status";
import { type Column, type Sort, Table } from "../../design/Table";
import { bytesPerSecond, grouped, percent, perSecond } from "../../format/numbers";
import { useLive } from "../../live/useLive";
import { LeaderDrill } from "../drill/LeaderDrill";
import styles from "./Brokers.module.css";
import { brokerSignal } from "./brokerSignal";
import { usedDisk } from "./usedDisk";

type Row = BrokerNode & { id: string };

const COLUMNS: Column<Row>[] = [
  {
    key: "id",
    title: "Broker",
    width: "80px",
    sortable: true,
    cell: (row) => (
      <Link to="/brokers/$broker" params={{ broker: row.id }} className={styles.name}>
        Broker {row.id}
      </Link>
    ),
  },
  { key: "state", title: "State", width: "104px", cell: (row) => <Status signal={brokerSignal(row.state)}>{row.state}</Status> },
  { key: "rack", title: "Rack", width: "64px", cell: (row) => <span className="soft">{row.rack ?? "–"}</span> },
  { key: "address", title: "Address", width: "minmax(132px, 1fr)", cell: (row) => <span className="soft">{row.host == null ? "–" : `${row.host}:${row.port}`}</span> },
  { key: "leaders", title: "Leads", width: "64px", numeric: true, sortable: true, cell: (row) => grouped(row.leaders) },
  { key: "replicas", title: "Replicas", width: "76px", numeric: true, sortable: true, cell: (row) => grouped(row.replicas) },
  { key: "recordsInPerS", title: "Records in", width: "98px", numeric: true, sortable: true, cell: (row) => perSecond(row.recordsInPerS) },
  { key: "bytesInPerS", title: "Bytes in", width: "102px", numeric: true, sortable: true, cell: (row) => bytesPerSecond(row.bytesInPerS) },
  { key: "bytesOutPerS", title: "Bytes out", width: "102px", numeric: true, sortable: true, cell: (row) => bytesPerSecond(row.bytesOutPerS) },
  { key: "disk", title: "Disk", hint: "the fullest directory", width: "minmax(116px, 0.8fr)", cell: (row) => <DiskCell row={row} /> },
];

function DiskCell({ row }: { row: Row }) {
  const used = usedDisk(row.disks);
  if (used === null) return <span className="soft">–</span>;
  return (
    <span className={styles.disk}>
      <Bar share={used.share} level={used.level} label={`disk of broker ${row.id}`} />
      {percent(used.share, 1)}
    </span>
  );
}

export function sortedBrokers(brokers: Record<string, BrokerNode>, sort: Sort): Row[] {
  const rows = Object.entries(brokers).map(([id, broker]) => ({ ...broker, id }));
  const value = (row: Row) => Number(row[sort.key as keyof Row]);
  return rows.toSorted((left, right) => (sort.order === "asc" ? 1 : -1) * (value(left) - value(right)) || Number(left.id) - Number(right.id));
}

export function Brokers() {
  const nodes = useLive<Nodes>("nodes");
  const clusterId = useClusterId();
  const [sort, setSort] = useState<Sort>({ key: "id", order: "asc" });
  const [isElecting, setElecting] = useState(false);
  const [isDrilling, setDrilling] = useState(false);
  if (nodes.problem !== null) return <ProblemNote problem={nodes.problem} />;
  if (nodes.data === undefined) return <Loading rows={8} />;
  const rows = sortedBrokers(nodes.data.brokers, sort);
  const leaders = rows.map((row) => row.leaders);
  const even = Math.round(leaders.reduce((sum, each) => sum + each, 0) / Math.max(1, rows.length));

  return (
    <>
      <PageHead
        title="Brokers"
        actions={
          <>
            <Link to="/reassign" className={styles.action}>
              Move replicas
            </Link>
            <Button onClick={() => setDrilling(true)}>Drill</Button>
            <Button onClick={() => setElecting(true)}>Let preferred leaders lead</Button>
          </>
        }
      >
        They keep the records. Evenly spread, each of them would lead {grouped(even)} partitions.
      </PageHead>
      <Panel flush>
        <Table label="Brokers" columns={COLUMNS} count={rows.length} rowAt={(index) => rows[index]} sort={sort} onSort={setSort} rowHeight={40} />
      </Panel>
      {isDrilling && <LeaderDrill onClose={() => setDrilling(false)} />}
      <Confirm
        title="Let preferred leaders lead"
        open={isElecting}
        onClose={() => setElecting(false)}
        action="Elect"
        change={clusterId === undefined ? null : electPreferred(clusterId)}
      >
        <p>
          Each partition whose first replica is in sync and does not lead gets it as its leader again. Clients find the new leader by themselves; producers and consumers of those
          partitions pause for some milliseconds. Partitions that are led by their first replica are left alone, and so are those of brokers that are being drained.
        </p>
      </Confirm>
    </>
  );
}
