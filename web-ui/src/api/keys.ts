import { getJson } from "./http";
import type { Maybe } from "./types";

/** How the newest records of a topic spread over keys and partitions (docs/HTTP.md, The dashboard's API). */
export interface KeySample {
  topic: string;
  recordsMax: number;
  records: number;
  bytes: number;
  withoutKey: number;
  distinctKeys: number;
  oldestMs: Maybe<number>;
  newestMs: Maybe<number>;
  whole: boolean;
  stopped: Maybe<"time" | "bytes">;
  tookMs: number;
  top: KeyShare[];
  partitionsById: Record<string, SampledPartition>;
}

export interface KeyShare {
  key: string;
  encoding: "text" | "base64";
  cut: boolean;
  records: number;
  bytes: number;
  partitions: number[];
}

export interface SampledPartition {
  startOffset: Maybe<string>;
  endOffset: Maybe<string>;
  fromOffset: Maybe<string>;
  toOffset: Maybe<string>;
  records: number;
  withoutKey: number;
  problem: Maybe<string>;
}

export const keysPath = (topic: string, records: number) => `/ui/v1/topics/${encodeURIComponent(topic)}/keys?records=${records}`;

export const readKeys = (topic: string, records: number, signal: AbortSignal): Promise<KeySample> => getJson<KeySample>(keysPath(topic, records), signal);
