import { describe, expect, it } from "vitest";
import { appendSeries, mergePatch, prependNew } from "../src/live/merge";

describe("a merge patch", () => {
  // The cases of RFC 7396, appendix A.
  it.each([
    [{ a: "b" }, { a: "c" }, { a: "c" }],
    [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
    [{ a: "b" }, { a: null }, {}],
    [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
    [{ a: ["b"] }, { a: "c" }, { a: "c" }],
    [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
    [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
    [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
    [["a", "b"], ["c", "d"], ["c", "d"]],
    [{ a: "b" }, ["c"], ["c"]],
    [{ a: "foo" }, null, null],
    [{ a: "foo" }, "bar", "bar"],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: "b", c: null }, { a: "b" }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])("makes of %j with %j %j", (target, patch, merged) => {
    expect(mergePatch<unknown>(target, patch)).toEqual(merged);
  });

  it("shares what it does not touch, and leaves the old value as it was", () => {
    const before = { brokers: { 1: { up: true } }, topics: { a: 1 } };
    const after = mergePatch(before, { brokers: { 1: { up: false } } });

    expect(after.topics).toBe(before.topics);
    expect(before.brokers[1].up).toBe(true);
  });
});

describe("a series", () => {
  const rings = { stepMs: 1_000, endMs: 10_000, series: { a: [1, 2, 3], b: [4, 5, 6] } };

  it("moves on by one value", () => {
    expect(appendSeries(rings, { endMs: 11_000, values: { a: 7, b: 8 } })).toEqual({ ...rings, endMs: 11_000, series: { a: [2, 3, 7], b: [5, 6, 8] } });
  });

  it("has holes for the steps of which nothing was heard", () => {
    expect(appendSeries(rings, { endMs: 12_000, values: { a: 7 } }).series).toEqual({ a: [3, null, 7], b: [6, null, null] });
  });

  it("takes the newest step's value again when it is corrected", () => {
    expect(appendSeries(rings, { endMs: 10_000, values: { a: 9 } }).series.a).toEqual([1, 2, 9]);
  });

  it("begins in the middle with holes before it", () => {
    expect(appendSeries(rings, { endMs: 11_000, values: { c: 1 } }).series).toMatchObject({ c: [null, null, 1] });
  });

  it("is empty after a silence that is longer than it", () => {
    expect(appendSeries(rings, { endMs: 60_000, values: { a: 1 } }).series.a).toEqual([null, null, 1]);
  });

  it("does not go back", () => {
    expect(appendSeries(rings, { endMs: 9_000, values: { a: 0 } })).toBe(rings);
  });
});

describe("new events", () => {
  const event = (index: string) => ({ index });

  it("stand in front, newest first, each once, as 64-bit numbers count", () => {
    const list = prependNew([event("9007199254740993")], [event("9007199254740993"), event("9007199254740994"), event("9007199254740995")], 10);
    expect(list.map((each) => each.index)).toEqual(["9007199254740995", "9007199254740994", "9007199254740993"]);
  });

  it("push the oldest out at the bound", () => {
    expect(prependNew([event("2"), event("1")], [event("3")], 2)).toEqual([event("3"), event("2")]);
  });
});
