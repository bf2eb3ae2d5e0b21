import { describe, expect, it } from "vitest";
import type { ClusterEvent } from "../src/api/types";
import { entryOf, linesOf, whoWords } from "../src/pages/events/causes";

const event = (entry: number, number: number, kind: ClusterEvent["kind"] = "group"): ClusterEvent => ({
  index: String((BigInt(entry) << 20n) + BigInt(number)),
  timeMs: entry * 60_000,
  type: "COORDINATOR_CHANGED",
  kind,
  subject: "",
  who: null,
  why: null,
  before: null,
  after: null,
  text: `${entry}.${number}`,
});

/** As the log tells them: a change, a gateway's end with what follows from it, a change. */
const EVENTS = [event(9, 0), event(7, 3), event(7, 2), event(7, 1, "node"), event(7, 0), event(6, 0)];
const told = (open: string[] = [], selected?: string) => linesOf(EVENTS, new Set(open), selected).map((line) => `${line.isBelow ? "  " : ""}${line.event.text}${line.more > 0 ? ` +${line.more}` : ""}`);

describe("events that came with one decision", () => {
  it("are one line, under the node that caused them", () => expect(told()).toEqual(["9.0", "7.1 +3", "6.0"]));

  it("stand below it once it is opened", () => expect(told(["7"])).toEqual(["9.0", "7.1 +3", "  7.3", "  7.2", "  7.0", "6.0"]));

  it("are shown while one of them is selected, since an address names it", () => {
    expect(told([], event(7, 2).index)).toHaveLength(6);
    expect(told([], event(7, 1).index)).toHaveLength(3);
  });

  it("have the same entry in all 64 bits of their index", () => expect(entryOf("9007199254740993000")).toBe(String(9007199254740993000n >> 20n)));

  it("are under the first of them where no node caused them", () => expect(linesOf([event(3, 1), event(3, 0)], new Set(), undefined)[0]!.event.text).toBe("3.0"));
});

describe("what the cluster decides for one partition after the other", () => {
  const joins = (entry: number, atMs: number): ClusterEvent => ({ ...event(entry, 0, "isr"), type: "ISR_CHANGED", timeMs: atMs });

  it("is one line while it is one moment", () => {
    const lines = linesOf([joins(5, 9_000), joins(4, 3_500), joins(3, 3_000), joins(2, 2_000)], new Set(), undefined);
    expect(lines.map((line) => [line.event.text, line.more])).toEqual([["5.0", 0], ["2.0", 2]]);
  });

  it("stays open while more comes", () => {
    const open = new Set([linesOf([joins(3, 3_000), joins(2, 2_000)], new Set(), undefined)[0]!.entry]);
    expect(linesOf([joins(4, 3_500), joins(3, 3_000), joins(2, 2_000)], open, undefined)).toHaveLength(3);
  });

  it("is not what people changed, each of which is a line", () => {
    const set = (entry: number): ClusterEvent => ({ ...event(entry, 0, "config"), type: "CONFIG_CHANGED", timeMs: 1_000 });
    expect(linesOf([set(2), set(1)], new Set(), undefined)).toHaveLength(2);
  });
});

describe("who did it", () => {
  it.each([["User:ANONYMOUS", "anonymous"], ["User:dana", "dana"], ["Node:101", "node 101"], ["Controller", "the controller"], [null, "–"]])("is said in words: %s", (who, words) => expect(whoWords(who)).toBe(words));
});
