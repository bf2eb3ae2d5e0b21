import { describe, expect, it } from "vitest";
import type { RecordPage, StoredRecord } from "../src/api/records";
import { fileHead, fileLines, leftOf, placesOf, readOn } from "../src/pages/topic/recordExport";
import { endsOf } from "../src/pages/topic/Records";

const record = (partition: number, offset: number, change: Partial<StoredRecord> = {}): StoredRecord => ({ topic: "t", partition, offset, timestamp: "2026-11-21T09:00:00Z", key: null, value: offset, headers: {}, ...change });

/** A topic as the server pages it: partition by partition, and each time somebody looks there is one record more. */
function growing(lengths: number[], limit: number) {
  const asked: (number[] | undefined)[] = [];
  const ask = (from: string, partitions: number[] | undefined): Promise<RecordPage> => {
    asked.push(partitions);
    lengths.forEach((length, id) => (lengths[id] = length + 1));
    const places = placesOf(from === "earliest" ? lengths.map((_, id) => `${id}=0`).join(",") : from);
    const records: StoredRecord[] = [];
    for (const id of partitions ?? lengths.keys()) {
      let at = Number(places.get(id));
      while (at < lengths[id]! && records.length < limit) records.push(record(id, at++));
      places.set(id, BigInt(at));
    }
    const next = (partitions ?? [...lengths.keys()]).map((id) => `${id}=${places.get(id)}`).join(",");
    return Promise.resolve({ records, next: `t:${next}` });
  };
  return { ask, asked };
}

describe("an export", () => {
  it("reads each partition to where it ended when it began, however the topic grows", async () => {
    const { ask, asked } = growing([5, 3, 0], 2);
    const read: string[] = [];
    let share = 0;
    for await (const portion of readOn(ask, "earliest", new Map([[0, 5n], [1, 3n], [2, 0n]]))) {
      read.push(...portion.records.map((each) => `${each.partition}@${each.offset}`));
      expect(portion.share).toBeGreaterThanOrEqual(share);
      share = portion.share;
    }
    expect(read).toEqual(["0@0", "0@1", "0@2", "0@3", "0@4", "1@0", "1@1", "1@2"]);
    expect(share).toBe(1);
    expect(asked.at(-1)).toEqual([1]);
  });

  it("ends where the last offsets hold nothing to read", async () => {
    const portions = readOn(() => Promise.resolve({ records: [], next: "t:0=3" }), "earliest", new Map([[0, 5n]]));
    const all = [];
    for await (const portion of portions) all.push(portion);
    expect(all).toHaveLength(1);
  });

  it("goes on behind a page of which a filter left nothing", async () => {
    const pages = [{ records: [], next: "t:0=3" }, { records: [record(0, 4)], next: "t:0=5" }];
    const read = [];
    for await (const portion of readOn(() => Promise.resolve(pages.shift()!), "earliest", new Map([[0, 5n]]))) read.push(...portion.records);
    expect(read).toHaveLength(1);
  });
});

describe("what is left", () => {
  it("is told by partition, and does not know of those that are not read", () => {
    expect(leftOf("a.b:0=43,1=17", new Map([[0, 50n], [1, 17n], [2, 9n]]))).toEqual({ partitions: [0], offsets: 7 });
  });

  it("is of one partition where one is chosen, and of none whose leader does not say", () => {
    const partition = { leader: 1, leaderEpoch: 0, replicas: [1], isr: [1], elr: [], startOffset: "0", endOffset: "9", sizeBytes: 0, replicaLag: {} };
    expect([...endsOf({ 0: partition, 1: partition }, 1)]).toEqual([[1, 9n]]);
    expect([...endsOf({ 0: partition, 1: { ...partition, endOffset: null } }, undefined)]).toEqual([[0, 9n]]);
  });
});

describe("a file", () => {
  it("is CSV that a spreadsheet reads: quotes doubled, nothing for what is missing", () => {
    const text = fileHead("csv") + fileLines("csv", [record(0, 1, { key: 'say "hi", twice', value: { a: 1 }, headers: { trace: "7f" } }), record(0, 2, { key: "", value: "two\nlines" })]);
    expect(text).toBe(
      'partition,offset,timestamp,key,value,headers\r\n0,1,2026-11-21T09:00:00Z,"say ""hi"", twice","{""a"":1}","{""trace"":""7f""}"\r\n0,2,2026-11-21T09:00:00Z,"","two\nlines",{}\r\n',
    );
  });

  it("is one record a line as JSON", () => {
    expect(fileLines("jsonl", [record(0, 1), record(0, 2)]).trimEnd().split("\n").map((line) => JSON.parse(line).offset)).toEqual([1, 2]);
  });
});
