import { getJson } from "./http";

/** How many records a topic got in each stretch of time (docs/HTTP.md, The dashboard's API). */
export interface Volume {
  fromMs: number;
  bucketMs: number;
  records: number[];
  unknown: number[];
}

/** As many as fit a desktop's page as targets of 24 pixels, which a finger or an unsteady hand can hit. */
const BARS = 40;

export const readVolume = (topic: string, query: string, signal: AbortSignal): Promise<Volume> => getJson<Volume>(`/ui/v1/topics/${encodeURIComponent(topic)}/volume?${query}&buckets=${BARS}`, signal);
