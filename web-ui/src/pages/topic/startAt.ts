// Where a look into a topic begins, as an address says it: `from` has the public API's words.

/** A token is a place in each of several partitions, as one page gives it for the next. */
export type Start = "latest" | "start" | "offset" | "time" | "token";

export interface StartAt {
  start: Start;
  /** The number or the time that belongs to it; empty where none does. */
  detail: string;
  /** An offset is one partition's. */
  partition: number | undefined;
}

export const LATEST_DEFAULT = 50;

export function parseFrom(from: string | undefined, partition: number | undefined): StartAt {
  if (from === undefined || /^-\d+$/.test(from)) return { start: "latest", detail: from?.slice(1) ?? String(LATEST_DEFAULT), partition };
  if (from === "earliest") return { start: "start", detail: "", partition };
  const place = /^(.+):(\d+)=(\d+)$/.exec(from);
  if (place !== null) return { start: "offset", detail: place[3]!, partition: Number(place[2]) };
  if (/^.+:\d+=\d+,/.test(from)) return { start: "token", detail: from, partition };
  return { start: "time", detail: from, partition };
}

export function writeFrom(topic: string, at: StartAt): string | undefined {
  if (at.start === "latest") return at.detail === String(LATEST_DEFAULT) ? undefined : `-${Math.max(1, Number.parseInt(at.detail, 10) || LATEST_DEFAULT)}`;
  if (at.start === "start") return "earliest";
  if (at.start === "offset") return `${topic}:${at.partition ?? 0}=${/^\d+$/.test(at.detail) ? at.detail : "0"}`;
  return at.detail;
}
