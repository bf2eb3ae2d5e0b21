import { describe, expect, it } from "vitest";
import type { KeySample, KeyShare } from "../src/api/keys";
import { findings, keyText, recordsOf, sampleWords, spreadRows } from "../src/pages/topic/keySpread";

const part = (start: string, end: string, from = start) => ({ startOffset: start, endOffset: end, fromOffset: from, toOffset: end, records: 10, withoutKey: 0, problem: null });
const share = (change: Partial<KeyShare> = {}): KeyShare => ({ key: "a", encoding: "text", cut: false, records: 1, bytes: 10, partitions: [0], ...change });
const sample = (change: Partial<KeySample> = {}): KeySample => ({
  topic: "t", recordsMax: 100, records: 100, bytes: 1_000, withoutKey: 0, distinctKeys: 60, oldestMs: 0, newestMs: 1, whole: false, stopped: null, tookMs: 3,
  top: [share()], partitionsById: { 0: part("0", "100"), 1: part("0", "100") }, ...change,
});

describe("partitions beside an even spread", () => {
  it("are ordered by number, each with how often an even share it holds", () => {
    const rows = spreadRows(sample({ partitionsById: { 10: part("5", "305"), 2: part("0", "100"), 3: part("0", "200") } }));
    expect(rows.map((row) => [row.id, row.held, row.ofEven])).toEqual([[2, 100, 0.5], [3, 200, 1], [10, 300, 1.5]]);
  });

  it("hold nothing where a leader did not say", () => {
    const unknown = { ...part("0", "0"), startOffset: null, endOffset: null, problem: "nobody leads it" };
    expect(spreadRows(sample({ partitionsById: { 0: unknown } }))[0]).toMatchObject({ held: 0, ofEven: null });
  });
});

describe("what a sample says", () => {
  const texts = (change: Partial<KeySample>) => findings(sample(change)).map((each) => each.text);

  it("is a heavy key, a key without an order, and a full partition", () => {
    expect(texts({ top: [share({ key: "hot", records: 40, partitions: [0, 1] })], partitionsById: { 0: part("0", "900"), 1: part("0", "50"), 2: part("0", "50") } })).toEqual([
      "One key has 40 % of the records: “hot”.",
      "1 frequent key in more than one partition, so the records of such a key have no order: “hot”.",
      "Partition 0 holds 2.7 times its even share.",
    ]);
  });

  it("is nothing where nothing stands out, and where there is nothing", () => {
    expect(texts({})).toEqual(["No key and no partition stands out."]);
    expect(texts({ withoutKey: 100, top: [], distinctKeys: 0 })).toEqual(["No record of the sample has a key."]);
    expect(texts({ records: 0 })).toEqual([]);
  });

  it("says what was read and what ended it", () => {
    expect(sampleWords(sample())).toBe("100 records, the newest of 2 partitions, of each in proportion to what it holds");
    expect(sampleWords(sample({ whole: true, records: 1 }))).toBe("1 record, all there are");
    expect(sampleWords(sample({ stopped: "time" }))).toContain("stopped after 2 s");
  });
});

describe("a key", () => {
  it("leads to its records in the sample", () => {
    const about = sample({ partitionsById: { 1: part("0", "100", "90") } });
    expect(recordsOf(about, share({ partitions: [1] }))).toEqual({ from: "t:1=90", partition: 1, filter: "key=a" });
  });

  it.each([share({ encoding: "base64", key: "AP8=" }), share({ cut: true }), share({ key: "" })])("leads nowhere that a filter cannot say", (each) => expect(recordsOf(sample(), each)).toBeNull());

  it("is written so that text and bytes cannot be confused", () => {
    expect(keyText(share())).toBe("“a”");
    expect(keyText(share({ encoding: "base64", key: "AP8=", cut: true }))).toBe("base64 AP8= …");
  });
});
