import type { ClusterEvent, EventKind } from "../../api/types";

export interface Lane {
  name: string;
  events: ClusterEvent[];
}

const LANE_OF_KIND: Record<EventKind, string> = {
  election: "Partitions",
  isr: "Partitions",
  node: "Cluster",
  quorum: "Cluster",
  config: "Settings",
  topic: "Topics",
  group: "Groups",
  admin: "Operators",
};
const ORDER = ["Controller", "Broker", "Gateway", "Partitions", "Topics", "Groups", "Settings", "Operators", "Cluster"];
const NODE = /^(controller|broker|gateway) (\d+)$/i;

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function ids(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((each): each is number => typeof each === "number") : [];
}

/** Whether an event took something away from the cluster or gave it back; most do neither. */
export function toneOf(event: Pick<ClusterEvent, "type" | "kind" | "before" | "after">): "good" | "bad" | undefined {
  if (event.type === "NODE_FENCED") return "bad";
  if (event.type === "NODE_UNFENCED") return "good";
  if (event.kind === "election" && field(event.after, "leader") === -1) return "bad";
  if (event.kind !== "isr") return undefined;
  return ids(field(event.after, "isr")).length < ids(field(event.before, "isr")).length ? "bad" : "good";
}

/** The lane that an event belongs to: the node it is about, or that gained or lost by it; else its kind's. */
export function laneOf(event: ClusterEvent): string {
  const node = NODE.exec(event.subject);
  if (node !== null) return `${node[1]!.charAt(0).toUpperCase()}${node[1]!.slice(1).toLowerCase()} ${node[2]}`;
  if (event.kind === "election") {
    const leader = field(event.after, "leader");
    if (typeof leader === "number" && leader >= 0) return `Broker ${leader}`;
  }
  if (event.kind === "group") {
    const coordinator = field(event.after, "coordinator");
    if (typeof coordinator === "number" && coordinator >= 0) return `Gateway ${coordinator}`;
  }
  if (event.kind === "isr") {
    const before = ids(field(event.before, "isr"));
    const after = ids(field(event.after, "isr"));
    const moved = [...before.filter((id) => !after.includes(id)), ...after.filter((id) => !before.includes(id))];
    if (moved.length === 1) return `Broker ${moved[0]}`;
  }
  return LANE_OF_KIND[event.kind] ?? "Cluster";
}

/** Nodes first, in the order of their ids, then what has no node. Known nodes have a lane even when nothing happened. */
export function lanes(events: ClusterEvent[], nodes: string[]): Lane[] {
  const byName = new Map<string, ClusterEvent[]>(nodes.map((name) => [name, []]));
  for (const event of events) {
    const name = laneOf(event);
    const lane = byName.get(name);
    if (lane === undefined) byName.set(name, [event]);
    else lane.push(event);
  }
  const rank = (name: string) => ORDER.indexOf(name.split(" ")[0]!) * 1e6 + Number(name.split(" ")[1] ?? 0);
  return [...byName].map(([name, each]) => ({ name, events: each })).toSorted((left, right) => rank(left.name) - rank(right.name));
}

const STEPS_MS = [1_000, 5_000, 15_000, 60_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000, 604_800_000];

/** Round times between two, at most so many, on the hour and the minute of this time zone. */
export function ticks(fromMs: number, toMs: number, ticksMax: number): number[] {
  const step = STEPS_MS.find((each) => (toMs - fromMs) / each <= ticksMax) ?? STEPS_MS.at(-1)!;
  const zoneMs = new Date(fromMs).getTimezoneOffset() * 60_000;
  const found: number[] = [];
  for (let at = Math.ceil((fromMs - zoneMs) / step) * step + zoneMs; at <= toMs; at += step) found.push(at);
  return found;
}
