import type { Move } from "../../api/admin";
import type { BrokerNode, Partition } from "../../api/types";

export interface Goal {
  /** How many replicas each partition shall have. */
  replicas: number;
  /** Brokers that shall keep nothing of the topic. */
  without: number[];
}

export interface PlannedMove {
  partition: number;
  before: number[];
  after: number[];
  added: number[];
  removed: number[];
  /** What the added replicas have to fetch, in bytes. */
  bytes: number;
}

type Brokers = Record<string, Pick<BrokerNode, "rack" | "replicas" | "state">>;

/**
 * Where the replicas of a topic shall be: as many as wanted, none on the brokers to leave, as even as can be and over
 * as many racks as there are, with as little as possible moved. Whoever is up now may be chosen.
 */
export function plan(partitions: Record<string, Partition>, brokers: Brokers, goal: Goal): PlannedMove[] {
  const usable = Object.keys(brokers)
    .map(Number)
    .filter((id) => brokers[id]!.state === "up" && !goal.without.includes(id));
  if (usable.length < goal.replicas) return [];
  const load = new Map(usable.map((id) => [id, 0]));
  const bump = (id: number, by: number) => load.set(id, (load.get(id) ?? 0) + by);
  const after = new Map<number, number[]>();
  const all = Object.entries(partitions).map(([id, partition]) => ({ id: Number(id), partition })).toSorted((left, right) => left.id - right.id);

  for (const { id, partition } of all) {
    const kept = partition.replicas.filter((each) => usable.includes(each)).slice(0, goal.replicas);
    for (const each of kept) bump(each, 1);
    after.set(id, kept);
  }
  for (const { id } of all) {
    const replicas = after.get(id)!;
    while (replicas.length < goal.replicas) {
      const next = best(usable.filter((each) => !replicas.includes(each)), replicas, brokers, load);
      replicas.push(next);
      bump(next, 1);
    }
  }
  evenOut(after, usable, brokers, load);
  spreadLeaders(after, usable.length);
  return all.map(({ id, partition }) => moveOf(id, partition, after.get(id)!)).filter((move) => move.before.join() !== move.after.join());
}

/** A rack that the partition is not in yet comes first, then the broker with the least of this topic, then of all. */
function best(candidates: number[], replicas: number[], brokers: Brokers, load: Map<number, number>): number {
  const racks = new Set(replicas.map((id) => brokers[id]?.rack));
  const rank = (id: number) => [racks.has(brokers[id]!.rack) ? 1 : 0, load.get(id)!, brokers[id]!.replicas, id] as const;
  return candidates.toSorted((left, right) => {
    const [a, b] = [rank(left), rank(right)];
    return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];
  })[0]!;
}

/** Moves single replicas from the fullest broker to the emptiest while that makes a difference and breaks no spread. */
function evenOut(after: Map<number, number[]>, usable: number[], brokers: Brokers, load: Map<number, number>): void {
  for (let round = after.size * usable.length; round > 0; round -= 1) {
    const byLoad = usable.toSorted((left, right) => load.get(left)! - load.get(right)! || left - right);
    const to = byLoad[0]!;
    const from = byLoad.toReversed().find((candidate) => load.get(candidate)! - load.get(to)! > 1 && movable(after, candidate, to, brokers) !== undefined);
    if (from === undefined) return;
    const replicas = after.get(movable(after, from, to, brokers)!)!;
    replicas[replicas.indexOf(from)] = to;
    load.set(from, load.get(from)! - 1);
    load.set(to, load.get(to)! + 1);
  }
}

function movable(after: Map<number, number[]>, from: number, to: number, brokers: Brokers): number | undefined {
  for (const [id, replicas] of [...after].toReversed()) {
    const isSpread = replicas.every((each) => each === from || brokers[each]?.rack == null || brokers[each]?.rack !== brokers[to]?.rack) || brokers[from]?.rack === brokers[to]?.rack;
    if (replicas.includes(from) && !replicas.includes(to) && isSpread) return id;
  }
  return undefined;
}

/** The first replica is the preferred leader; where one broker would lead more than its share another comes first. */
function spreadLeaders(after: Map<number, number[]>, brokerCount: number): void {
  const share = Math.ceil(after.size / brokerCount);
  const leads = new Map<number, number>();
  for (const replicas of after.values()) {
    const count = (id: number) => leads.get(id) ?? 0;
    const first = replicas[0]!;
    const chosen = count(first) < share ? first : replicas.toSorted((left, right) => count(left) - count(right))[0]!;
    leads.set(chosen, count(chosen) + 1);
    replicas.splice(replicas.indexOf(chosen), 1);
    replicas.unshift(chosen);
  }
}

function moveOf(id: number, partition: Partition, after: number[]): PlannedMove {
  const added = after.filter((each) => !partition.replicas.includes(each));
  const removed = partition.replicas.filter((each) => !after.includes(each));
  return { partition: id, before: partition.replicas, after, added, removed, bytes: added.length * (partition.sizeBytes ?? 0) };
}

export function asMoves(topic: string, planned: PlannedMove[]): Move[] {
  return planned.map((move) => ({ topic_name: topic, partition_id: move.partition, replicas: move.after }));
}
