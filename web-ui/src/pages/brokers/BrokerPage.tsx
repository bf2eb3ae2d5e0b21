import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { drainBroker } from "../../api/admin";
import { type BrokerNode, type Nodes, type Range, RANGES, type Series } from "../../api/types";
import { useClusterId } from "../../api/useClusterId";
import { useNow } from "../../app/useNow";
import { Bar } from "../../design/Bar";
import { Chart } from "../../design/Chart";
import { Button, Segmented } from "../../design/Controls";
import { Confirm } from "../../design/Dialog";
import { Empty, Fact, Facts, Loading, PageHead, Panel, ProblemNote } from "../../design/Panel";
import { Shape, Status } from "../../design/Status";
import { type Column, Table } from "../../design/Table";
import { bytes, bytesPerSecond, grouped, percent, perSecond, plural } from "../../format/numbers";
import { duration } from "../../format/times";
import { useLive } from "../../live/useLive";
import { brokerSignal } from "./brokerSignal";
import styles from "./Brokers.module.css";

const route = getRouteApi("/brokers/$broker");
const TICK_MS = 10_000;

type DiskRow = [string, BrokerNode["disks"][string]];

const DISK_COLUMNS: Column<DiskRow>[] = [
  { key: "path", title: "Directory", width: "minmax(140px, 1fr)", cell: ([path]) => <span className="mono">{path}</span> },
  { key: "state", title: "State", width: "96px", cell: ([, disk]) => <Status signal={disk.offline ? "bad" : "ok"}>{disk.offline ? "offline" : "serves"}</Status> },
  { key: "logs", title: "Logs", width: "84px", numeric: true, cell: ([, disk]) => bytes(disk.logBytes) },
  { key: "free", title: "Free", width: "84px", numeric: true, cell: ([, disk]) => bytes(disk.usableBytes) },
  { key: "used", title: "Used", width: "60px", numeric: true, cell: ([, disk]) => percent(disk.totalBytes - disk.usableBytes, disk.totalBytes) },
];

export function BrokerPage() {
  const { broker: id } = route.useParams();
  const { range = "15m" } = route.useSearch();
  const navigate = route.useNavigate();
  const nowMs = useNow(TICK_MS);
  const nodes = useLive<Nodes>("nodes");
  const series = useLive<Series>("series", { range, names: ["bytes_in", "bytes_out", "records_in"].map((name) => `broker/${id}/${name}`).join(",") });
  const [isAsking, setAsking] = useState(false);

  if (nodes.problem !== null) return <ProblemNote problem={nodes.problem} />;
  if (nodes.data === undefined) return <Loading rows={12} />;
  const broker = nodes.data.brokers[id];
  if (broker === undefined) return <Empty title={`There is no broker ${id}`}>The cluster has {Object.keys(nodes.data.brokers).join(", ")}.</Empty>;
  const values = (name: string) => series.data?.series[`broker/${id}/${name}`] ?? [];
  const isDraining = broker.state === "draining";
  const disks = Object.entries(broker.disks);

  return (
    <>
      <PageHead
        title={
          <span className={styles.title}>
            <Shape signal={brokerSignal(broker.state)} size={13} />
            Broker {id}
          </span>
        }
        actions={
          <Button look={isDraining ? "primary" : "plain"} onClick={() => setAsking(true)}>
            {isDraining ? "End the drain" : "Drain"}
          </Button>
        }
      >
        <span>
          {broker.state}
          {broker.sinceMs != null && ` for ${duration(Math.max(0, nowMs - broker.sinceMs))}`}
        </span>
        {broker.rack != null && <span>rack {broker.rack}</span>}
        {broker.host != null && (
          <span className="mono">
            {broker.host}:{broker.port}
          </span>
        )}
      </PageHead>
      <div className={styles.stack}>
        {isDraining && (
          <p className={styles.drain} role="status">
            <Shape signal={broker.leaders === 0 ? "ok" : "warn"} size={12} />
            {broker.leaders === 0
              ? "Drained: it leads nothing any more and can be stopped. It goes on replicating until then."
              : `Draining: it still leads ${plural(broker.leaders, "partition")}, since nobody else in sync with them is alive.`}
          </p>
        )}
        <Facts>
          <Fact name="Leads">{grouped(broker.leaders)}</Fact>
          <Fact name="Replicas">{grouped(broker.replicas)}</Fact>
          <Fact name="Records in">{perSecond(broker.recordsInPerS)}</Fact>
          <Fact name="Bytes in">{bytesPerSecond(broker.bytesInPerS)}</Fact>
          <Fact name="Bytes out">{bytesPerSecond(broker.bytesOutPerS)}</Fact>
          <Fact name="Epoch" title="the index of its registration in the metadata log">
            {grouped(broker.epoch)}
          </Fact>
        </Facts>
        <div className={styles.charts}>
          <Panel
            title="Throughput"
            actions={<Segmented<Range> label="Range" value={range} options={RANGES} onChange={(chosen) => void navigate({ search: { range: chosen }, replace: true })} />}
          >
            {series.data === undefined ? (
              <Loading />
            ) : (
              <Chart label={`Bytes in and out of broker ${id}`} stepMs={series.data.stepMs} endMs={series.data.endMs} format={bytesPerSecond} height={170} lines={[{ name: "in", values: values("bytes_in") }, { name: "out", values: values("bytes_out") }]} />
            )}
          </Panel>
          <Panel title="Leadership" note="against its peers">
            <Peers self={id} brokers={nodes.data.brokers} />
          </Panel>
        </div>
        <Panel title="Disks" note={plural(disks.length, "directory", "directories")} flush>
          <Table label={`Disks of broker ${id}`} columns={DISK_COLUMNS} count={disks.length} rowAt={(index) => disks[index]} empty={<Empty title="It has told of no directory" />} />
        </Panel>
      </div>
      <DrainDialog id={id} broker={broker} isOpen={isAsking} onClose={() => setAsking(false)} />
    </>
  );
}

function Peers({ self, brokers }: { self: string; brokers: Record<string, BrokerNode> }) {
  const most = Math.max(1, ...Object.values(brokers).map((broker) => broker.leaders));
  return (
    <ul className={styles.peers}>
      {Object.entries(brokers).map(([id, broker]) => (
        <li key={id} data-self={id === self}>
          <span>Broker {id}</span>
          <Bar share={broker.leaders / most} level="accent" label={`leaders of broker ${id}`} />
          <span>{grouped(broker.leaders)}</span>
        </li>
      ))}
    </ul>
  );
}

function DrainDialog({ id, broker, isOpen, onClose }: { id: string; broker: BrokerNode; isOpen: boolean; onClose: () => void }) {
  const clusterId = useClusterId();
  const shallDrain = broker.state !== "draining";
  return (
    <Confirm
      title={shallDrain ? `Drain broker ${id}?` : `End the drain of broker ${id}?`}
      open={isOpen}
      onClose={onClose}
      action={shallDrain ? "Drain" : "End the drain"}
      change={clusterId === undefined ? null : drainBroker(clusterId, id, shallDrain)}
    >
      {shallDrain ? (
        <p>
          The {plural(broker.leaders, "partition")} that it leads will be led by other replicas in sync, each with a pause of some milliseconds. It keeps its{" "}
          {plural(broker.replicas, "replica")} up to date meanwhile, and leads nothing until the drain ends, also after a restart. What nobody else could lead it goes on leading.
        </p>
      ) : (
        <p>It may lead again. It gets its partitions back by and by, or at once when preferred leaders are elected.</p>
      )}
    </Confirm>
  );
}
