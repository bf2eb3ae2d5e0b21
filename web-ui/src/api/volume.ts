import { getJson } from "./http";

/** How many records a topic got in each stretch of time (docs/HTTP.md, The dashboard's API). */
export interface Volume {
  fromMs: number;
  bucketMs: number;
  records: number[];
  unknown: number[];
}

export const readVolume = (topic: string, query: string, signal: AbortSignal): Promise<Volume> => getJson<Volume>(`/ui/v1/topics/${encodeURIComponent(topic)}/volume?${query}`, signal);
