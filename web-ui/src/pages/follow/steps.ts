// What a record's way looks like on one scale: milliseconds since the page sent it, by the page's clock.
import type { Journey, StageName } from "../../api/journey";

export type Place = "page" | "gateway" | "leader" | "follower";

export interface Step {
  id: string;
  place: Place;
  /** Who did it, or saw it: "Broker 2". */
  where: string;
  words: string;
  /** The same when a clock was read as it happened; else it lies between them. Null when it was not seen. */
  fromMs: number | null;
  toMs: number | null;
  /** The step that it waited for. */
  after: string | null;
  /** What the number means, or why there is none. */
  meaning: string;
}

/** What the page's own clock said, in ms since it sent the record. */
export interface PageTimes {
  /** When it heard that the gateway had sent it on. */
  toldMs: number | null;
  acknowledgedMs: number | null;
  arrivedMs: number | null;
  /** Whether a socket of this page was waiting when it sent the record. */
  wasListening: boolean;
}

const US_PER_MS = 1000;
const READ = "read from the clock as it happened";
const ASKED = "between two answers of the leader: not yet at the first, done at the second";
const NOT_SEEN = "not seen while it was watched";

export interface Transport {
  /** The request and the first word that came back, together: no clock tells them apart. */
  bothMs: number;
  /** What is taken for the request's part: half of it, or as much less as agrees with what came to a subscriber. */
  requestMs: number;
}

/** How long it was between page and gateway; null while that is not known. */
export function transport(journey: Journey, times: PageTimes): Transport | null {
  const at = (name: StageName) => journey.stages.find((stage) => stage.name === name);
  const sides = ([[times.toldMs, at("sent")?.toUs], [times.acknowledgedMs, at("acknowledged")?.toUs]] as const).flatMap(([pageMs, us]) => (pageMs === null || us == null ? [] : [pageMs - us / US_PER_MS]));
  if (sides.length === 0) return null;
  const bothMs = Math.max(0, Math.min(...sides));
  const readableUs = at("readable")?.fromUs;
  const causeMs = times.arrivedMs === null || readableUs == null ? bothMs : times.arrivedMs - readableUs / US_PER_MS;
  return { bothMs, requestMs: Math.max(0, Math.min(bothMs / 2, causeMs)) };
}

const WORDS: Record<StageName, (journey: Journey) => string> = {
  received: () => "received it",
  topic_made: ({ topic }) => `had ${topic} made, with leaders`,
  sent: ({ partition, leader }) => `chose partition ${partition}, sent to broker ${leader.id}`,
  appended: ({ offset }) => `appended it as offset ${offset}`,
  synced: () => "has it on its disk",
  replicated: () => "has it, and asked for what comes next",
  readable: () => "high watermark passed it: can be read",
  acknowledged: () => "heard the acknowledgement",
};

const AFTER: Record<StageName, string | null> = {
  received: "page",
  topic_made: "received",
  sent: "received",
  appended: "sent",
  synced: "appended",
  replicated: "appended",
  readable: "appended",
  acknowledged: "readable",
};

/** What is known of a step that was not seen: a leader that does not speak of it leaves that open. */
function unseenWords({ standing, offset, isr }: Journey, name: StageName, broker: number | null | undefined): string {
  const end = standing == null || offset == null ? null : name === "synced" ? standing.syncedOffset : (standing.followers[String(broker)] ?? (String(broker) in standing.followers ? "0" : null));
  const isBehind = end !== null && BigInt(end) <= BigInt(offset!);
  if (!isBehind) return "was not seen: the leader did not say";
  if (name === "synced") return "has not synced its disk: this topic does not wait for that";
  return `has not got it yet${isr.includes(broker!) ? "" : ": it is out of sync, and nobody waits for it"}`;
}

/** Each step in the order in which they follow from each other. The gateway's clock begins when its request was there. */
export function stepsOf(journey: Journey, times: PageTimes): Step[] {
  const shiftMs = transport(journey, times)?.requestMs ?? 0;
  const onPage = (us: number | null | undefined) => (us == null ? null : us / US_PER_MS + shiftMs);
  const steps: Step[] = [{ id: "page", place: "page", where: "This page", words: "sent it", fromMs: 0, toMs: 0, after: null, meaning: "where the scale begins" }];
  for (const { name, broker, fromUs, toUs } of journey.stages) {
    const isExact = fromUs === toUs && toUs != null;
    steps.push({
      id: name === "replicated" ? `replicated-${broker}` : name,
      place: broker == null ? "gateway" : broker === journey.leader.id ? "leader" : "follower",
      where: broker == null ? `Gateway ${journey.gateway}` : `Broker ${broker}`,
      words: toUs == null ? unseenWords(journey, name, broker) : WORDS[name](journey),
      fromMs: onPage(fromUs),
      toMs: onPage(toUs),
      after: AFTER[name],
      meaning: toUs == null ? NOT_SEEN : isExact ? READ : ASKED,
    });
  }
  if (times.acknowledgedMs !== null) steps.push({ id: "answer", place: "page", where: "This page", words: "has the answer", fromMs: times.acknowledgedMs, toMs: times.acknowledgedMs, after: "acknowledged", meaning: READ });
  if (times.arrivedMs !== null) steps.push({ id: "arrived", place: "page", where: "This page", words: times.wasListening ? "got it as a subscriber, by WebSocket" : "got it as a subscriber, who was not there yet when it was sent", fromMs: times.arrivedMs, toMs: times.arrivedMs, after: "readable", meaning: READ });
  return steps;
}

/** The least and the most time that can lie between a step and the one that it waited for. */
export function tookMs(step: Step, steps: Step[]): { leastMs: number; mostMs: number } | null {
  const before = steps.find((each) => each.id === step.after);
  if (before === undefined || step.fromMs === null || step.toMs === null || before.fromMs === null || before.toMs === null) return null;
  return { leastMs: Math.max(0, step.fromMs - before.toMs), mostMs: Math.max(0, step.toMs - before.fromMs) };
}

/** The end of the scale, at or above what there is; a quarter of it is a round number too. */
export function scaleEndMs(steps: Step[]): number {
  const lastMs = Math.max(0.5, ...steps.map((step) => step.toMs ?? 0));
  const power = 10 ** Math.floor(Math.log10(lastMs));
  return [1, 2, 4, 6, 8, 10].map((each) => each * power).find((each) => each >= lastMs) ?? 10 * power;
}

/** 0.184 → "0.18", 12.34 → "12.3", 250.2 → "250": as exact as such clocks are. */
export function digits(ms: number): string {
  return ms < 10 ? ms.toFixed(2) : ms < 100 ? ms.toFixed(1) : ms.toFixed(0);
}

/** One time, or the two between which it lies. */
export function spanWords(fromMs: number | null, toMs: number | null): string {
  if (fromMs === null || toMs === null) return "–";
  const [from, to] = [digits(fromMs), digits(toMs)];
  return from === to ? `${to} ms` : `${from} – ${to} ms`;
}

/** Why it went where it went. */
export function placementWords({ placement, partition }: Journey): string {
  const among = `partition ${partition} of ${placement.partitions}`;
  if (placement.why === "key") return `${among}: the key's hash, ${placement.keyHash}, leaves ${partition} when divided by ${placement.partitions}`;
  if (placement.why === "asked") return `${among}: it was asked for`;
  return `${among}: there is no key, so the gateway fills one partition after the other`;
}

/** What an acknowledgement waits for, while it does. */
export function waitingWords({ standing, isr, leader }: Journey): string {
  if (standing == null) return `Broker ${leader.id}, which leads, does not answer.`;
  const end = BigInt(standing.endOffset);
  const behind = isr.filter((id) => id !== leader.id && BigInt(standing.followers[id] ?? "-1") < end);
  if (BigInt(standing.highWatermark) >= end) return `It is not in broker ${leader.id}'s log yet, of which all is replicated: the gateway goes on trying.`;
  if (behind.length === 0) return `Broker ${leader.id} has appended up to offset ${standing.endOffset}, and its high watermark stands at ${standing.highWatermark}.`;
  return `Broker ${leader.id} has appended up to offset ${standing.endOffset}; in sync and not there yet: ${behind.map((id) => `broker ${id} at ${standing.followers[id] ?? "nothing"}`).join(", ")}.`;
}
