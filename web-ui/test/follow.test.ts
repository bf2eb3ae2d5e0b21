import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { Journey, Stage } from "../src/api/journey";
import { digits, placementWords, scaleEndMs, spanWords, stepsOf, tookMs, transport, waitingWords } from "../src/pages/follow/steps";
import { cliSnippet } from "../src/pages/playground/snippets";

const exact = (name: Stage["name"], us: number): Stage => ({ name, broker: null, fromUs: us, toUs: us });
const STAGES: Stage[] = [
  exact("received", 0),
  exact("sent", 200),
  { name: "appended", broker: 1, fromUs: 300, toUs: 700 },
  { name: "synced", broker: 1, fromUs: 1_000, toUs: 1_400 },
  { name: "replicated", broker: 2, fromUs: 1_400, toUs: 1_900 },
  { name: "replicated", broker: 3, fromUs: null, toUs: null },
  { name: "readable", broker: 1, fromUs: 1_400, toUs: 1_900 },
  exact("acknowledged", 2_000),
];

const journey = (more: Partial<Journey> = {}): Journey => ({
  state: "settled",
  topic: "orders",
  partition: 2,
  offset: "41",
  timestampMs: 0,
  gateway: 901,
  receivedMs: 0,
  placement: { why: "key", keyHash: 1_000_004, partitions: 3 },
  leader: { id: 1, epoch: 5 },
  leaderNow: { id: 1, epoch: 5 },
  replicas: [1, 2, 3],
  isr: [1, 2],
  stages: STAGES,
  standing: null,
  looks: 9,
  problem: null,
  ...more,
});

describe("a record's way", () => {
  it("lays the gateway's clock into the middle of what request and answer took", () => {
    const times = { toldMs: null, acknowledgedMs: 3, arrivedMs: 2.8, wasListening: true };
    expect(transport(journey(), times)).toEqual({ bothMs: 1, requestMs: 0.5 });

    const steps = stepsOf(journey(), times);

    expect(steps.map(({ id, fromMs, toMs }) => [id, fromMs, toMs])).toEqual([
      ["page", 0, 0],
      ["received", 0.5, 0.5],
      ["sent", 0.7, 0.7],
      ["appended", 0.8, 1.2],
      ["synced", 1.5, 1.9],
      ["replicated-2", 1.9, 2.4],
      ["replicated-3", null, null],
      ["readable", 1.9, 2.4],
      ["acknowledged", 2.5, 2.5],
      ["answer", 3, 3],
      ["arrived", 2.8, 2.8],
    ]);
  });

  it("takes the quicker of two answers for the transport", () => {
    expect(transport(journey(), { toldMs: 0.8, acknowledgedMs: 9, arrivedMs: null, wasListening: true })!.bothMs).toBeCloseTo(0.6);
    expect(transport(journey({ stages: [] }), { toldMs: null, acknowledgedMs: null, arrivedMs: null, wasListening: true })).toBeNull();
  });

  it("says of a subscriber that came late that it did", () => {
    const late = stepsOf(journey(), { toldMs: null, acknowledgedMs: 3, arrivedMs: 900, wasListening: false }).at(-1)!;
    expect(late.words).toContain("not there yet when it was sent");
  });

  it("never draws a subscriber before the record can be read", () => {
    const times = { toldMs: null, acknowledgedMs: 12, arrivedMs: 1.6, wasListening: true };
    expect(transport(journey(), times)!.requestMs).toBeCloseTo(0.2);
    const readable = stepsOf(journey(), times).find(({ id }) => id === "readable")!;
    expect(readable.fromMs!).toBeLessThanOrEqual(1.6);
  });

  it("says what nobody saw, and never a number for it", () => {
    const standing = { leaderEpoch: 5, endOffset: "42", syncedOffset: "42", highWatermark: "42", followers: { 2: "42", 3: "17" } };
    const third = (told: Journey) => stepsOf(told, { toldMs: null, acknowledgedMs: 3, arrivedMs: null, wasListening: true }).find(({ id }) => id === "replicated-3")!;
    const late = third(journey({ standing }));
    expect(third(journey({ standing: { ...standing, followers: { 3: null } } })).words).toContain("has not got it yet");
    expect(third(journey({ standing: { ...standing, followers: {} } })).words).toBe("was not seen: the leader did not say");
    expect(third(journey()).words).toBe("was not seen: the leader did not say");
    expect(late.words).toBe("has not got it yet: it is out of sync, and nobody waits for it");
    expect(spanWords(late.fromMs, late.toMs)).toBe("–");
    expect(tookMs(late, stepsOf(journey(), { toldMs: null, acknowledgedMs: 3, arrivedMs: null, wasListening: true }))).toBeNull();
  });

  it("tells the least and the most that can lie between two steps", () => {
    const steps = stepsOf(journey(), { toldMs: null, acknowledgedMs: 2, arrivedMs: null, wasListening: true });
    const took = (id: string) => tookMs(steps.find((step) => step.id === id)!, steps)!;
    expect(took("sent")).toEqual({ leastMs: 0.2, mostMs: 0.2 });
    expect(digits(took("synced").leastMs)).toBe("0.30");
    expect(digits(took("synced").mostMs)).toBe("1.10");
    expect(took("readable").leastMs).toBeGreaterThan(0);
  });

  it("has no time of the page while the answer is awaited", () => {
    const steps = stepsOf(journey({ stages: STAGES.slice(0, 2), offset: null, state: "waiting" }), { toldMs: null, acknowledgedMs: null, arrivedMs: null, wasListening: true });
    expect(steps.map(({ id }) => id)).toEqual(["page", "received", "sent"]);
  });

  it.each([[0.2, 0.6], [0.7, 0.8], [2.4, 4], [9.7, 10], [41, 60], [1_250, 2_000]])("ends its scale soon behind the last step, at %d", (lastMs, endMs) => {
    expect(scaleEndMs([{ ...stepsOf(journey(), { toldMs: null, acknowledgedMs: null, arrivedMs: null, wasListening: true })[0]!, toMs: lastMs }])).toBeCloseTo(endMs);
  });

  it("writes one time, or the two between which it lies", () => {
    expect(spanWords(1.204, 1.204)).toBe("1.20 ms");
    expect(spanWords(1.2, 12.34)).toBe("1.20 – 12.3 ms");
    expect(spanWords(null, null)).toBe("–");
  });

  it("says why it went to its partition", () => {
    expect(placementWords(journey())).toBe("partition 2 of 3: the key's hash, 1000004, leaves 2 when divided by 3");
    expect(placementWords(journey({ placement: { why: "any", keyHash: null, partitions: 3 } }))).toContain("there is no key");
  });

  it("says whom an acknowledgement waits for", () => {
    const standing = { leaderEpoch: 5, endOffset: "42", syncedOffset: "42", highWatermark: "40", followers: { 2: "40", 3: null } };
    expect(waitingWords(journey({ standing }))).toBe("Broker 1 has appended up to offset 42; in sync and not there yet: broker 2 at 40.");
    expect(waitingWords(journey({ standing: { ...standing, followers: { 2: "42" } } }))).toContain("its high watermark stands at 40");
    expect(waitingWords(journey({ standing: { ...standing, highWatermark: "42" } }))).toContain("not in broker 1's log yet");
    expect(waitingWords(journey({ standing: null }))).toBe("Broker 1, which leads, does not answer.");
  });

  it("is a command that a shell takes as it is", () => {
    const command = cliSnippet({ topic: "orders", key: "it's", value: '{"a": 1}' }).replace("./taffrail", "printf '%s|'");
    expect(execFileSync("sh", ["-c", command]).toString()).toBe('produce|orders|-k|it\'s|{"a": 1}|');
  });
});
