import { Link } from "@tanstack/react-router";
import type { BrokerNode, Nodes, Overview } from "../../api/types";
import { Bar } from "../../design/Bar";
import { Loading, Panel } from "../../design/Panel";
import { Status, Tag } from "../../design/Status";
import { bytes, bytesPerSecond, percent, plural } from "../../format/numbers";
import { brokerSignal } from "../brokers/brokerSignal";
import { usedDisk } from "../brokers/usedDisk";
import styles from "./Overview.module.css";

/** Every node of the cluster in a cell: brokers first, since they keep the records. */
export function NodeStrip({ overview, nodes }: { overview: Overview; nodes: Nodes | undefined }) {
  const { counts, quorum } = overview;
  return (
    <Panel
      title="Nodes"
      note={`${plural(counts.brokersUp, "broker")} of ${counts.brokers} up, ${plural(counts.controllersUp, "controller")} of ${counts.controllers}, ${plural(counts.gateways, "gateway")}`}
      actions={<Link to="/topology">Topology</Link>}
      flush
    >
      {nodes === undefined ? (
        <Loading rows={3} />
      ) : (
        <div className={styles.nodes}>
          {Object.entries(nodes.brokers).map(([id, broker]) => (
            <BrokerCell key={id} id={id} broker={broker} />
          ))}
          {Object.entries(nodes.controllers).map(([id, controller]) => (
            <div key={id} className={styles.node}>
              <span>
                <Status signal={controller.up == null ? "off" : controller.up ? "ok" : "bad"}>Controller {id}</Status>
                {controller.leader && <Tag tone="accent">leader</Tag>}
              </span>
              <small>{quorumWords(id, quorum)}</small>
            </div>
          ))}
          {Object.entries(nodes.gateways).map(([id, gateway]) => (
            <div key={id} className={styles.node}>
              <span>
                <Status signal={gateway.up ? "ok" : "bad"}>Gateway {id}</Status>
              </span>
              <small>coordinates {plural(gateway.coordinates, "shard")} of groups</small>
            </div>
          ))}
        </div>
      )}
    </Panel>
  );
}

function quorumWords(id: string, quorum: Overview["quorum"]): string {
  const lag = quorum.voters[id]?.lagRecords;
  const behind = lag == null ? "" : lag === 0 ? ", up to date" : `, ${plural(lag, "entry", "entries")} behind`;
  return `term ${quorum.term}${behind}`;
}

function BrokerCell({ id, broker }: { id: string; broker: BrokerNode }) {
  const used = usedDisk(broker.disks);
  return (
    <Link to="/brokers/$broker" params={{ broker: id }} className={styles.node}>
      <span>
        <Status signal={brokerSignal(broker.state)}>Broker {id}</Status>
        {broker.state !== "up" && <Tag tone="warn">{broker.state}</Tag>}
      </span>
      <small>
        {bytesPerSecond(broker.bytesInPerS)} in, {bytesPerSecond(broker.bytesOutPerS)} out
      </small>
      {used !== null && (
        <span className={styles.disk}>
          <Bar share={used.share} level={used.level} label={`disk of broker ${id}`} />
          <small>
            disk {percent(used.share, 1)}, {bytes(used.usableBytes)} free
          </small>
        </span>
      )}
    </Link>
  );
}
