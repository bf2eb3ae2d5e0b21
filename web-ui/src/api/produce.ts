import { Refused } from "./http";
import type { Problem } from "./types";

export interface Produced {
  topic: string;
  partition: number;
  offset: number;
  timestamp: string;
}

/** One record through the public door, as its bytes. */
export async function produce(topic: string, key: string, value: string): Promise<Produced> {
  const response = await fetch(`/topics/${encodeURIComponent(topic)}/records`, {
    method: "POST",
    body: value,
    headers: { "Content-Type": "application/json", ...keyHeader(key) },
  });
  const body = (await response.json()) as Produced & Problem;
  if (!response.ok) throw new Refused(body);
  return body;
}

/** A header has bytes of Latin-1 only, and a key any. */
export function keyHeader(key: string): Record<string, string> {
  return key === "" ? {} : { "Kafka-Key-Base64": btoa(String.fromCharCode(...new TextEncoder().encode(key))) };
}
