import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { asCurl, resetOffsets } from "../src/api/admin";
import { readPath, type StoredRecord } from "../src/api/records";
import { resetWord } from "../src/pages/groups/ResetOffsets";
import { produceSnippet } from "../src/pages/playground/snippets";
import { isCondition } from "../src/pages/topic/RecordFilters";
import { newestOf } from "../src/pages/topic/Records";
import { hexDump, preview, whole } from "../src/pages/topic/recordText";
import { inWords } from "../src/pages/topic/settingWords";
import { parseFrom, writeFrom } from "../src/pages/topic/startAt";
import { TailBuffer } from "../src/pages/topic/tailBuffer";

const record = (offset: number, timestamp = "2026-11-21T09:00:00Z"): StoredRecord => ({ topic: "t", partition: 0, offset, timestamp, key: null, value: offset, headers: {} });

describe("where reading begins", () => {
  it.each([["-200", undefined], ["earliest", 3], ["orders:7=42", 7], ["10m", undefined], ["orders:0=43,1=17", undefined], ["2026-11-21T09:30:00Z", 2]])("is the same in the address and on the page: %s", (from, partition) => {
    expect(writeFrom("orders", parseFrom(from, partition))).toBe(from);
  });

  it("takes the partition from the place of a record", () => expect(parseFrom("a.b:7=42", undefined)).toEqual({ start: "offset", detail: "42", partition: 7 }));

  it("takes a place in several partitions for what it is", () => expect(parseFrom("a.b:0=43,1=17", undefined).start).toBe("token"));

  it("leaves the address short while nothing is chosen", () => {
    expect(writeFrom("orders", parseFrom(undefined, undefined))).toBeUndefined();
    expect(writeFrom("orders", { start: "latest", detail: "nonsense", partition: undefined })).toBe("-50");
  });

  it("is asked for with its filter, and nothing that was not chosen", () => {
    expect(readPath("a/b", { from: "-5", limit: 10, filter: "key=x y" }, "records")).toBe("/topics/a%2Fb/records?from=-5&limit=10&filter=key%3Dx+y");
  });
});

describe("the newest records", () => {
  it("are the newest of all partitions", () => {
    const some = [record(1, "2026-11-21T09:00:01Z"), record(2, "2026-11-21T09:00:03Z"), record(3, "2026-11-21T09:00:02Z")];
    expect(newestOf(some, 2).map((each) => each.offset)).toEqual([2, 3]);
  });
});

describe("a condition", () => {
  it.each(["key=a", "key_prefix=or", "header.trace=7f", "/total=5", "/a/b=c"])("is %s", (text) => expect(isCondition(text)).toBe(true));
  it.each(["key", "key=", "orders", "header.=x", "total=5"])("is not %s", (text) => expect(isCondition(text)).toBe(false));
});

describe("a record's bytes", () => {
  it("are shown by place, digits and text", () => {
    expect(hexDump(new TextEncoder().encode("taffrail\u0000commit log"))).toBe(
      "000000  74 61 66 66 72 61 69 6c 00 63 6f 6d 6d 69 74 20  taffrail·commit \n000010  6c 6f 67                                         log",
    );
  });

  it("are hex wherever they are no text, and text wherever they are", () => {
    expect(preview({ base64: "AP8=" })).toBe("00 ff");
    expect(preview({ base64: "no base64 at all" })).toBe('{"base64":"no base64 at all"}');
    expect(preview("AP8=")).toBe("AP8=");
    expect(preview({ a: 1 })).toBe('{"a":1}');
    expect(whole({ a: 1 })).toBe('{\n  "a": 1\n}');
  });
});

describe("a live tail", () => {
  it("shows the newest on top and counts what nobody could read", () => {
    const tail = new TailBuffer();
    tail.add(Array.from({ length: 150 }, (_, index) => record(index)));
    const view = tail.view(0);
    expect(view.records[0]!.offset).toBe(149);
    expect([view.records.length, view.skipped, view.seen]).toEqual([100, 50, 150]);
  });

  it("stands still while it is paused, and says how much passed by", () => {
    const tail = new TailBuffer();
    tail.add([record(1)]);
    tail.view(0);
    tail.isPaused = true;
    tail.add([record(2), record(3)]);
    expect(tail.view(0).records.map((each) => each.offset)).toEqual([1]);
    expect(tail.view(0).skipped).toBe(2);
  });

  it("is bounded, however long it runs", () => {
    const tail = new TailBuffer();
    for (let round = 0; round < 20; round += 1) {
      tail.add(Array.from({ length: 90 }, (_, index) => record(round * 90 + index)));
      tail.view(round);
    }
    expect(tail.view(20).records).toHaveLength(500);
  });

  it("says how fast records come", () => {
    const tail = new TailBuffer();
    tail.view(1_000);
    tail.add(Array.from({ length: 40 }, (_, index) => record(index)));
    expect(tail.view(3_000).perSecond).toBe(20);
  });
});

describe("a command that is shown", () => {
  const nasty = `it's $HOME \`date\` "x" \\ é`;

  it("says to a shell what was typed on the page", () => {
    const line = produceSnippet("curl", { origin: "http://localhost:8080", topic: "t 1", key: "o'k", value: nasty });
    const heard = execFileSync("sh", ["-c", line.replace(/^curl/, "printf '%s\\n'")], { encoding: "utf8" }).trimEnd().split("\n");
    expect(heard).toEqual(["-d", nasty, "-H", "Kafka-Key: o'k", "http://localhost:8080/topics/t%201/records"]);
  });

  it("is the request that the button sends", () => {
    const line = asCurl(resetOffsets("c1", "it's", "-100", ["orders"]), "http://h");
    const heard = execFileSync("sh", ["-c", line.replace(/^curl/, "printf '%s\\n'")], { encoding: "utf8" }).trimEnd().split("\n");
    expect(heard).toEqual(["-H", "Content-Type: application/json", "-d", '{"to":"-100","topics":["orders"]}', "http://h/v3/clusters/c1/consumer-groups/it's/offsets:reset"]);
  });
});

describe("where a group goes on", () => {
  it.each([
    ["earliest", "", "earliest"], ["time", "1h", "1h"], ["time", "PT1H", "PT1H"], ["time", "2026-11-21T09:00:00Z", "@2026-11-21T09:00:00Z"], ["shift", "-100", "-100"], ["shift", "100", null],
    ["offset", "42", "42"], ["offset", "-1", null], ["group", "billing", "group:billing"], ["group", " ", null], ["time", "", null],
  ] as const)("%s %s is written %s", (target, detail, word) => expect(resetWord(target, detail)).toBe(word));
});

describe("a setting", () => {
  it.each([["retention.ms", "604800000", "7 d"], ["retention.ms", "-1", "for ever"], ["flush.ms", "9223372036854775807", "never"], ["segment.bytes", "1073741824", "1.07 GB"], ["cleanup.policy", "delete", ""]])(
    "%s=%s is %s in words",
    (name, value, words) => expect(inWords(name, value)).toBe(words),
  );
});
