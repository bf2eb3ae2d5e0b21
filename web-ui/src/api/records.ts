import { getJson } from "./http";

/** A record as the public API's doors give it (docs/HTTP.md, Read). */
export interface StoredRecord {
  topic: string;
  partition: number;
  offset: number;
  timestamp: string;
  key: unknown;
  value: unknown;
  headers: Record<string, unknown>;
  decode_error?: string;
}

export interface RecordPage {
  records: StoredRecord[];
  next: string;
}

export interface ReadQuery {
  from: string;
  limit: number;
  /** One, or several of them. */
  partition?: number | number[] | undefined;
  filter?: string | undefined;
  value?: string | undefined;
}

export function readPath(topic: string, query: ReadQuery, door: "records" | "ws"): string {
  const params = new URLSearchParams({ from: query.from });
  if (door === "records") params.set("limit", String(query.limit));
  if (door === "ws") params.set("batch", "200");
  if (query.partition !== undefined) params.set("partition", String(query.partition));
  if (query.filter !== undefined && query.filter !== "") params.set("filter", query.filter);
  if (query.value !== undefined && query.value !== "auto") params.set("value", query.value);
  return `/topics/${encodeURIComponent(topic)}/${door}?${params}`;
}

export function readRecords(topic: string, query: ReadQuery, signal: AbortSignal): Promise<RecordPage> {
  return getJson<RecordPage>(readPath(topic, query, "records"), signal);
}
