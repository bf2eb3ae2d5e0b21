import { Refused } from "./http";
import { keyHeader } from "./produce";
import type { Maybe, Problem } from "./types";

export type JourneyState = "sent" | "waiting" | "acknowledged" | "settled" | "refused";
export type StageName = "received" | "topic_made" | "sent" | "appended" | "synced" | "replicated" | "readable" | "acknowledged";

/** A step, in µs since the gateway received the record: not yet at the first, done at the second. */
export interface Stage {
  name: StageName;
  broker: Maybe<number>;
  fromUs: Maybe<number>;
  toUs: Maybe<number>;
}

export interface Standing {
  leaderEpoch: number;
  endOffset: string;
  syncedOffset: string;
  highWatermark: string;
  followers: Record<string, Maybe<string>>;
}

/** All that is known of a record's way by now (docs/HTTP.md, The dashboard's API). */
export interface Journey {
  state: JourneyState;
  topic: string;
  partition: number;
  offset: Maybe<string>;
  timestampMs: Maybe<number>;
  gateway: number;
  receivedMs: number;
  placement: { why: "key" | "asked" | "any"; keyHash: Maybe<number>; partitions: number };
  leader: { id: number; epoch: number };
  leaderNow: { id: number; epoch: number };
  replicas: number[];
  isr: number[];
  stages: Stage[];
  standing: Maybe<Standing>;
  looks: number;
  problem: Maybe<{ reason: string; detail: string }>;
}

export const followPath = (topic: string) => `/ui/v1/topics/${encodeURIComponent(topic)}/follow`;

/** Sends a record and tells what is known of it, whenever that is more. */
export async function followRecord(topic: string, key: string, value: string, onJourney: (journey: Journey) => void, signal: AbortSignal): Promise<void> {
  const response = await fetch(followPath(topic), { method: "POST", body: value, headers: { "Content-Type": "application/json", ...keyHeader(key) }, signal });
  if (!response.ok || response.body === null) throw new Refused((await response.json()) as Problem);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (rest + part.value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onJourney(JSON.parse(line) as Journey);
  }
}
