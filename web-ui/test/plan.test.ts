import { describe, expect, it } from "vitest";
import type { ClusterEvent, Partition } from "../src/api/types";
import { difference, inWords } from "../src/pages/events/EventDetail";
import { folded } from "../src/pages/events/EventList";
import { joined } from "../src/pages/events/Events";
import { laneOf, lanes, ticks, toneOf } from "../src/pages/events/lanes";
import { plan } from "../src/pages/reassign/plan";
import { band, layout } from "../src/pages/topology/layout";

const brokers = (racks: Record<number, string | null>, down: number[] = []) =>
  Object.fromEntries(Object.entries(racks).map(([id, rack]) => [id, { rack, replicas: 0, state: down.includes(Number(id)) ? ("fenced" as const) : ("up" as const) }]));
const topic = (...replicas: number[][]): Record<string, Partition> =>
  Object.fromEntries(replicas.map((each, id) => [id, { leader: each[0]!, leaderEpoch: 0, replicas: each, isr: each, elr: [], startOffset: "0", endOffset: "1", sizeBytes: 100, replicaLag: {} }]));
const applied = (partitions: Record<string, Partition>, moves: ReturnType<typeof plan>) => {
  const after = Object.fromEntries(Object.entries(partitions).map(([id, each]) => [id, each.replicas]));
  for (const move of moves) after[move.partition] = move.after;
  return Object.values(after);
};
const held = (replicas: number[][], broker: number) => replicas.filter((each) => each.includes(broker)).length;

describe("a reassignment's plan", () => {
  const even = topic([1, 2], [2, 3], [3, 1]);

  it("moves nothing where everything is even", () => {
    expect(plan(even, brokers({ 1: null, 2: null, 3: null }), { replicas: 2, without: [] })).toEqual([]);
  });

  it("leaves nothing on a broker that is to be emptied, and moves nothing else between brokers", () => {
    const moves = plan(even, brokers({ 1: null, 2: null, 3: null, 4: null }), { replicas: 2, without: [3] });
    const after = applied(even, moves);
    expect(held(after, 3)).toBe(0);
    expect(moves.flatMap((move) => move.removed)).toEqual([3, 3]);
    expect(moves.reduce((sum, move) => sum + move.bytes, 0)).toBe(200);
  });

  it("gives a new broker its share", () => {
    const eight = topic(...Array.from({ length: 8 }, (_, id) => [1 + (id % 2), 2 - (id % 2)]));
    const after = applied(eight, plan(eight, brokers({ 1: null, 2: null, 3: null, 4: null }), { replicas: 2, without: [] }));
    for (const id of [1, 2, 3, 4]) expect(held(after, id)).toBe(4);
  });

  it("puts new replicas into racks that a partition is not in yet", () => {
    const one = topic([1], [2], [3], [4]);
    const racks: Record<number, string> = { 1: "a", 2: "a", 3: "b", 4: "b" };
    const after = applied(one, plan(one, brokers(racks), { replicas: 2, without: [] }));
    for (const replicas of after) expect(new Set(replicas.map((id) => racks[id])).size).toBe(2);
  });

  it("lets no broker be the preferred leader of more than its share", () => {
    const lame = topic([1, 2, 3], [1, 2, 3], [1, 2, 3]);
    const after = applied(lame, plan(lame, brokers({ 1: null, 2: null, 3: null }), { replicas: 3, without: [] }));
    expect(new Set(after.map((replicas) => replicas[0])).size).toBe(3);
  });

  it("has no plan without enough brokers, and does not count on one that is down", () => {
    expect(plan(even, brokers({ 1: null, 2: null, 3: null }, [3]), { replicas: 3, without: [] })).toEqual([]);
  });

  it("names every replica once", () => {
    const after = applied(even, plan(even, brokers({ 1: "a", 2: "b", 3: "c", 4: "a" }), { replicas: 4, without: [] }));
    for (const replicas of after) expect(replicas.toSorted()).toEqual([1, 2, 3, 4]);
  });
});

describe("the timeline", () => {
  const event = (change: Partial<ClusterEvent>): ClusterEvent => ({ index: "1", timeMs: 0, type: "X", kind: "admin", subject: "x", who: null, why: null, before: null, after: null, text: "", ...change });

  it("puts an event onto the lane of the node that it is about, gained by it, or lost by it", () => {
    expect(laneOf(event({ kind: "node", subject: "broker 3" }))).toBe("Broker 3");
    expect(laneOf(event({ kind: "election", subject: "orders-0", after: { leader: 2 } }))).toBe("Broker 2");
    expect(laneOf(event({ kind: "election", subject: "orders-0", after: { leader: -1 } }))).toBe("Partitions");
    expect(laneOf(event({ kind: "isr", before: { isr: [1, 2, 3] }, after: { isr: [1, 3] } }))).toBe("Broker 2");
    expect(laneOf(event({ kind: "group", subject: "__consumer_offsets-0", after: { coordinator: 101 } }))).toBe("Gateway 101");
    expect(laneOf(event({ kind: "config", subject: "orders" }))).toBe("Settings");
  });

  it("tells in one line what happened many times in one moment", () => {
    const lines = folded([event({ index: "4", type: "A", timeMs: 9_000 }), event({ index: "3", type: "A", timeMs: 8_500 }), event({ index: "2", type: "B", timeMs: 8_400 }), event({ index: "1", type: "A", timeMs: 0 })]);
    expect(lines.map((line) => [line.event.index, line.more])).toEqual([["4", 1], ["2", 0], ["1", 0]]);
  });

  it("tells of two states only what differs", () => {
    const [before, after] = difference({ leader: 1, leaderEpoch: 3, isr: [1, 2] }, { leader: 1, leaderEpoch: 4, isr: [1] });
    expect([inWords(before), inWords(after)]).toEqual(["leaderEpoch 3; isr 1, 2", "leaderEpoch 4; isr 1"]);
    expect(inWords(difference(null, { partitions: 3 })[1])).toBe("partitions 3");
  });

  it("shows at a glance what was lost and what came back", () => {
    expect(toneOf(event({ kind: "isr", before: { isr: [1, 2] }, after: { isr: [1] } }))).toBe("bad");
    expect(toneOf(event({ kind: "isr", before: { isr: [1] }, after: { isr: [1, 2] } }))).toBe("good");
    expect(toneOf(event({ kind: "node", type: "NODE_FENCED" }))).toBe("bad");
    expect(toneOf(event({ kind: "config" }))).toBeUndefined();
  });

  it("has lanes in the order of nodes, quiet ones too", () => {
    const names = lanes([event({ kind: "topic" }), event({ kind: "node", subject: "broker 10" })], ["Broker 2", "Controller 1"]).map((lane) => lane.name);
    expect(names).toEqual(["Controller 1", "Broker 2", "Broker 10", "Topics"]);
  });

  it("has its marks at round times", () => {
    const marks = ticks(1_000_000_500, 1_000_060_500, 6);
    expect(marks.length).toBeLessThanOrEqual(6);
    expect(marks.every((mark) => mark % 15_000 === 0)).toBe(true);
  });

  it("shows an event once that the live head and the older page both have", () => {
    expect(joined([event({ index: "3" }), event({ index: "2" })], [event({ index: "2" }), event({ index: "1" })]).map((each) => each.index)).toEqual(["3", "2", "1"]);
  });
});

describe("the topology", () => {
  it("keeps brokers of a rack together, and every box within the picture", () => {
    const broker = (rack: string | null) => ({ rack, state: "up" }) as never;
    const { racks, height, gateways } = layout({ brokers: { 1: broker("a"), 2: broker("b"), 3: broker("a"), 4: broker(null) }, gateways: { 101: {} as never }, controllers: {} });
    expect(racks.map((rack) => [rack.id, rack.brokers.map((box) => box.id)])).toEqual([["a", ["1", "3"]], ["b", ["2"]], ["no rack", ["4"]]]);
    for (const box of [...racks, ...gateways]) expect(box.y >= 0 && box.y + box.height <= height).toBe(true);
  });

  it("draws nothing where nothing flows", () => {
    expect(band(0, 100)).toBe(0);
    expect(band(100, 100)).toBeGreaterThan(band(10, 100));
  });
});
