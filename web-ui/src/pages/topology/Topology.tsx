import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Nodes } from "../../api/types";
import { Loading, PageHead, Panel, ProblemNote } from "../../design/Panel";
import type { Signal } from "../../design/Status";
import { bytesPerSecond, grouped, plural } from "../../format/numbers";
import { useLive } from "../../live/useLive";
import { brokerSignal } from "../brokers/brokerSignal";
import { band, type Box, curve, layout } from "./layout";
import styles from "./Topology.module.css";

/** Who there is and what flows: bands are bytes per second, dashed lines the metadata that everybody follows. */
export function Topology() {
  const nodes = useLive<Nodes>("nodes");
  if (nodes.problem !== null) return <ProblemNote problem={nodes.problem} />;
  if (nodes.data === undefined) return <Loading rows={12} />;
  const { brokers, gateways, controllers } = nodes.data;
  return (
    <>
      <PageHead title="Topology">
        {plural(Object.keys(gateways).length, "gateway")}, {plural(Object.keys(brokers).length, "broker")} and {plural(Object.keys(controllers).length, "controller")}
      </PageHead>
      <Panel>
        <div className={styles.scroll} tabIndex={0} role="region" aria-label="Topology">
          <Picture nodes={nodes.data} />
        </div>
        <p className={styles.legend}>
          <span data-look="in">bytes into a broker per second</span>
          <span data-look="out">bytes out of it, to whoever reads</span>
          <span data-look="meta">follows the metadata of the leading controller</span>
        </p>
      </Panel>
    </>
  );
}

function Picture({ nodes }: { nodes: Nodes }) {
  const navigate = useNavigate();
  const { width, height, racks, door, gateways, controllers } = layout(nodes);
  const boxes = racks.flatMap((rack) => rack.brokers);
  const most = Math.max(1, ...boxes.flatMap(({ broker }) => [broker.bytesInPerS, broker.bytesOutPerS]));
  const leader = controllers.find((box) => nodes.controllers[box.id]?.leader);
  return (
    <svg viewBox={`0 0 ${width} ${height}`} className={styles.picture} role="group" aria-label="Nodes and what flows between them">
      <rect x={door.x} y={door.y} width={door.width} height={door.height} rx="10" className={styles.rack} />
      <text x={door.x + 14} y={door.y + 20} className={styles.rackName}>
        Gateways, and Kafka clients
      </text>
      {boxes.map((box, index) => {
        const { bytesInPerS, bytesOutPerS } = box.broker;
        const share = (index + 1) / (boxes.length + 1);
        return (
          <g key={box.id}>
            {bytesInPerS > 0 && <path d={curve(door, box, -8, share)} className={styles.in} strokeWidth={band(bytesInPerS, most)} />}
            {bytesOutPerS > 0 && <path d={curve(door, box, 8, share)} className={styles.out} strokeWidth={band(bytesOutPerS, most)} />}
          </g>
        );
      })}
      {leader !== undefined && boxes.map((box) => <path key={box.id} d={curve(box, leader)} className={styles.meta} />)}
      {racks.map((rack) => (
        <g key={rack.id}>
          <rect x={rack.x} y={rack.y} width={rack.width} height={rack.height} rx="10" className={styles.rack} />
          <text x={rack.x + 14} y={rack.y + 20} className={styles.rackName}>
            {rack.id}
          </text>
          {rack.brokers.map((box) => (
            <Card key={box.id} box={box} signal={brokerSignal(box.broker.state)} title={`Broker ${box.id}`} tag={box.broker.state === "up" ? null : box.broker.state} onClick={() => void navigate({ to: "/brokers/$broker", params: { broker: box.id } })}>
              {`leads ${grouped(box.broker.leaders)} of ${grouped(box.broker.replicas)}`}
              {`${bytesPerSecond(box.broker.bytesInPerS)} in, ${bytesPerSecond(box.broker.bytesOutPerS)} out`}
            </Card>
          ))}
        </g>
      ))}
      {gateways.map((box) => {
        const gateway = nodes.gateways[box.id]!;
        return (
          <Card key={box.id} box={box} signal={gateway.up ? "ok" : "bad"} title={`Gateway ${box.id}`} tag={null}>
            {`coordinates ${plural(gateway.coordinates, "shard")}`}
            {gateway.httpUrl?.replace(/^https?:\/\//, "") ?? gateway.host ?? ""}
          </Card>
        );
      })}
      {controllers.map((box) => {
        const controller = nodes.controllers[box.id]!;
        return (
          <Card key={box.id} box={box} signal={controller.up == null ? "off" : controller.up ? "ok" : "bad"} title={`Controller ${box.id}`} tag={controller.leader ? "leader" : null}>
            {`term ${controller.term}`}
            {controller.host == null ? "alone" : `${controller.host}:${controller.port}`}
          </Card>
        );
      })}
    </svg>
  );
}

const SIGNS: Record<Signal, ReactNode> = {
  ok: <circle cx="18" cy="21" r="4.6" />,
  warn: <path d="M18 15.500 24 26H12Z" />,
  bad: <rect x="13.500" y="16.500" width="9" height="9" rx="1.600" />,
  off: <circle cx="18" cy="21" r="4" fill="none" stroke="currentColor" strokeWidth="1.800" />,
};

function Card({ box, signal, title, tag, children, onClick }: { box: Box; signal: Signal; title: string; tag: string | null; children: [string, string]; onClick?: () => void }) {
  const press = onClick === undefined ? {} : { role: "link", tabIndex: 0, onClick, onKeyDown: (event: React.KeyboardEvent) => event.key === "Enter" && onClick() };
  return (
    <g transform={`translate(${box.x} ${box.y})`} className={styles.card} data-signal={signal} data-pressable={onClick !== undefined} {...press}>
      <rect width={box.width} height={box.height} rx="8" />
      <g className={styles.sign}>{SIGNS[signal]}</g>
      <text x="32" y="25.500" className={styles.title}>
        {title}
      </text>
      {tag !== null && (
        <text x={box.width - 12} y="25.500" textAnchor="end" className={styles.tag}>
          {tag}
        </text>
      )}
      <text x="12" y="45" className={styles.small}>
        {children[0]}
      </text>
      <text x="12" y="62" className={styles.small}>
        {children[1]}
      </text>
    </g>
  );
}
