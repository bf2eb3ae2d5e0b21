import { describe, expect, it } from "vitest";
import { type Column, minWidthPx, nextSort } from "../src/design/Table";
import { inShort } from "../src/app/NetworkStrip";
import { axisWords, tickWords } from "../src/design/Chart";
import { thinned, sparkPath } from "../src/design/Spark";
import { sortedBrokers } from "../src/pages/brokers/Brokers";
import { sortedPositions } from "../src/pages/groups/GroupTables";
import { trend } from "../src/pages/groups/trend";
import { sortedPartitions } from "../src/pages/topic/Partitions";
import { heat, replicaRole, worstLagSeconds } from "../src/pages/topic/replicas";
import type { BrokerNode, GroupPartition, Partition } from "../src/api/types";

const partition = (change: Partial<Partition> = {}): Partition => ({
  leader: 1, leaderEpoch: 0, replicas: [1, 2, 3], isr: [1, 2, 3], elr: [], startOffset: "0", endOffset: "10", sizeBytes: 0, replicaLag: {}, ...change,
});

describe("the head of a table", () => {
  const name: Column<unknown> = { key: "name", title: "Name", cell: () => null };
  const size: Column<unknown> = { key: "size", title: "Size", cell: () => null, numeric: true };

  it("begins with A for a name and with the largest for a number, and turns round when pressed again", () => {
    expect(nextSort(undefined, name)).toEqual({ key: "name", order: "asc" });
    expect(nextSort({ key: "name", order: "desc" }, size)).toEqual({ key: "size", order: "desc" });
    expect(nextSort({ key: "size", order: "desc" }, size)).toEqual({ key: "size", order: "asc" });
  });
});

describe("a table", () => {
  it("is never narrower than the least of its columns, their gaps and its edge", () => {
    expect(minWidthPx([{ width: "80px" }, { width: "minmax(120px, 1fr)" }, {}])).toBe(80 + 120 + 90 + 2 * 16 + 32);
  });
});

describe("partitions", () => {
  it("are ordered by number and not by text", () => {
    const rows = sortedPartitions({ 10: partition(), 2: partition(), 1: partition() }, { key: "id", order: "asc" });
    expect(rows.map((row) => row.id)).toEqual([1, 2, 10]);
  });

  it("are ordered by how many records they hold, however many, and by number where that is equal", () => {
    const rows = sortedPartitions(
      { 0: partition({ endOffset: "9007199254740992" }), 1: partition({ endOffset: "9007199254740993" }), 2: partition({ endOffset: "9007199254740992" }), 3: partition({ endOffset: null }) },
      { key: "records", order: "desc" },
    );
    expect(rows.map((row) => row.id)).toEqual([1, 0, 2, 3]);
  });

  it("say what each broker is to them", () => {
    const some = partition({ leader: 2, isr: [2], elr: [3] });
    expect([1, 2, 3, 4].map((broker) => replicaRole(some, broker))).toEqual(["out", "leader", "elr", "none"]);
  });

  it("glow by their slowest follower", () => {
    const behind = (seconds: number | null) => partition({ replicaLag: { 2: { records: "5", seconds }, 3: { records: "0", seconds: 0 } } });
    expect([behind(0.2), behind(1), behind(7), partition({ isr: [1, 2] }), partition({ leader: null })].map(heat)).toEqual([0, 1, 2, 3, 4]);
    expect(worstLagSeconds(behind(7))).toBe(7);
    expect(worstLagSeconds(partition())).toBeNull();
  });
});

describe("a group's partitions", () => {
  const at = (topic: string, number: number, records: string | null): GroupPartition => ({ topic, partition: number, committed: null, start: "0", end: "9", records, seconds: null, member: null });

  it("show the furthest behind first, and topics in order where nothing differs", () => {
    const rows = sortedPositions([at("b", 0, "5"), at("a", 10, "5"), at("a", 2, "5"), at("c", 0, "70"), at("d", 0, null)], { key: "records", order: "desc" });
    expect(rows.map((row) => `${row.topic}${row.partition}`)).toEqual(["c0", "a2", "a10", "b0", "d0"]);
  });
});

describe("brokers", () => {
  it("are ordered by any number of theirs", () => {
    const broker = (leaders: number) => ({ leaders, state: "up" }) as BrokerNode;
    const rows = sortedBrokers({ 1: broker(5), 2: broker(9), 10: broker(5) }, { key: "leaders", order: "desc" });
    expect(rows.map((row) => row.id)).toEqual(["2", "1", "10"]);
  });
});

describe("a trend", () => {
  const line = (from: number, to: number) => Array.from({ length: 300 }, (_, index) => from + ((to - from) * index) / 299);

  it("says in words whether a group catches up", () => {
    expect(trend(line(100, 10), 1_000)).toBe("catching up ↓");
    expect(trend(line(10, 100), 1_000)).toBe("falling behind ↑");
    expect(trend(line(100, 105), 1_000)).toBe("steady →");
    expect(trend(line(0, 0), 1_000)).toBe("in step");
    expect(trend([...line(50, 0), ...Array<number>(100).fill(0)], 1_000)).toBe("caught up");
  });

  it("says nothing of what was hardly measured", () => expect(trend([null, 1, null, 2], 1_000)).toBe("–"));
});

describe("a chart's axis", () => {
  it("says as much of a time as tells it from the next", () => {
    const at = new Date(2026, 10, 21, 9, 5, 7).getTime();
    expect([tickWords(at, 15), tickWords(at, 300), tickWords(at, 86_400)]).toEqual(["09:05:07", "09:05", "11-21"]);
  });
});

describe("a sparkline", () => {
  it("keeps the peak of a second among hundreds", () => {
    const values = Array.from({ length: 900 }, (_, index) => (index === 451 ? 50 : 1));
    expect(Math.max(...(thinned(values, 120) as number[]))).toBe(50);
    expect(thinned(values, 120).length).toBeLessThanOrEqual(120);
  });

  it("leaves a hole where nothing is known", () => {
    expect(sparkPath([1, 2, null, 2], 30, 10)).toBe("M0.0 5.0L10.0 0.0M30.0 0.0");
    expect(sparkPath([null, 1], 30, 10)).toBe("");
  });
});

describe("the axis of a quiet chart", () => {
  it("writes alike values once", () => {
    const words = (value: number) => `${Math.round(value)} B/s`;
    expect(axisWords([0, 0.2, 0.4, 0.6, 0.8, 1], words)).toEqual(["0 B/s", "", "", "", "", "1 B/s"]);
    expect(axisWords([0, 10, 20], words)).toEqual(["0 B/s", "10 B/s", "20 B/s"]);
  });
});

describe("listeners that are open to the network", () => {
  it("are named in short, each node once", () => {
    expect(inShort(["controller 1 at 10.0.0.1:9093", "gateway 7: HTTP at 0.0.0.0:80", "gateway 7: KAFKA at 0.0.0.0:92", "gateway 8: HTTP at [::]:80"])).toBe(
      "controller 1 at 10.0.0.1:9093; gateway 7: HTTP at 0.0.0.0:80, KAFKA at 0.0.0.0:92 and 1 more",
    );
  });
});
