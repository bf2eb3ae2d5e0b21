// Reads a selection of records to its end, page by page, and writes it as a file's text.
import type { RecordPage, StoredRecord } from "../../api/records";

export type ExportFormat = "jsonl" | "csv";

/** The browser holds the file until it is whole. */
export const EXPORT_RECORDS_MAX = 100_000;
export const EXPORT_CHARS_MAX = 128_000_000;

/** The places of a token such as `orders:0=43,1=17`, by partition. */
export function placesOf(token: string): Map<number, bigint> {
  const places = new Map<number, bigint>();
  for (const [, partition, offset] of token.slice(token.lastIndexOf(":") + 1).matchAll(/(\d+)=(\d+)/g)) places.set(Number(partition), BigInt(offset!));
  return places;
}

/** The partitions that have records between the place of a token and the ends, and how many offsets those are. */
export function leftOf(token: string, ends: ReadonlyMap<number, bigint>): { partitions: number[]; offsets: number } {
  let offsets = 0n;
  const partitions: number[] = [];
  for (const [partition, place] of placesOf(token)) {
    const end = ends.get(partition);
    if (end === undefined || place >= end) continue;
    partitions.push(partition);
    offsets += end - place;
  }
  return { partitions, offsets: Number(offsets) };
}

export interface Portion {
  records: StoredRecord[];
  /** How much of the selection has been read, from 0 to 1. */
  share: number;
}

/**
 * Goes on from page to page until the ends, which stand still while the topic grows. A partition that has been read is
 * asked for no more: a busy one would fill every page with what came later.
 */
export async function* readOn(ask: (from: string, partitions: number[] | undefined) => Promise<RecordPage>, from: string, ends: ReadonlyMap<number, bigint>): AsyncGenerator<Portion> {
  let page = await ask(from, undefined);
  let left = leftOf(page.next, ends);
  const total = left.offsets + page.records.length;
  while (true) {
    const isWanted = (record: StoredRecord) => BigInt(record.offset) < (ends.get(record.partition) ?? 0n);
    yield { records: page.records.filter(isWanted), share: total === 0 ? 1 : 1 - left.offsets / total };
    if (left.partitions.length === 0) return;
    const before = page.next;
    page = await ask(before, left.partitions);
    const after = leftOf(page.next, ends);
    // Nothing moves where the last offsets of a log hold no records that anybody can read.
    if (page.records.length === 0 && after.offsets === left.offsets) return;
    left = after;
  }
}

const COLUMNS = ["partition", "offset", "timestamp", "key", "value", "headers"] as const;

/** What a file begins with. */
export function fileHead(format: ExportFormat): string {
  return format === "csv" ? `${COLUMNS.join(",")}\r\n` : "";
}

/** Records as lines of a file: CSV as in RFC 4180, or JSON lines that can be produced again with `mode=record`. */
export function fileLines(format: ExportFormat, records: StoredRecord[]): string {
  if (format === "jsonl") return records.map((record) => `${JSON.stringify(record)}\n`).join("");
  return records.map((record) => `${COLUMNS.map((column) => field(record[column])).join(",")}\r\n`).join("");
}

/** A missing key or value is an empty field, an empty one is `""`. */
function field(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text === "" || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
