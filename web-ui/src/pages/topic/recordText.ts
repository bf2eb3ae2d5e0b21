import type { StoredRecord } from "../../api/records";

export type Format = "auto" | "json" | "text" | "hex";

/** How the server is to write keys and values, so that what is shown in hex is the bytes and no guess of them. */
export const FORMAT_QUERY: Record<Format, string> = { auto: "auto", json: "json", text: "string", hex: "base64" };

const BYTES_A_LINE = 16;
const PREVIEW_CHARS_MAX = 400;
const PREVIEW_BYTES_MAX = 64;

/** The API writes `{"base64": "…"}` for bytes that are no text, and for all bytes when asked for base64. */
function isBytes(value: unknown): value is { base64: string } {
  if (typeof value !== "object" || value === null || Object.keys(value).length !== 1) return false;
  const { base64 } = value as { base64?: unknown };
  return typeof base64 === "string" && /^[A-Za-z0-9+/]*={0,2}$/.test(base64);
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

const hexByte = (byte: number) => byte.toString(16).padStart(2, "0");

/** As `xxd` writes it: the place, sixteen bytes, and what of them is text. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += BYTES_A_LINE) {
    const part = Array.from(bytes.slice(at, at + BYTES_A_LINE));
    const digits = part.map(hexByte).join(" ").padEnd(BYTES_A_LINE * 3 - 1);
    const text = part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·")).join("");
    lines.push(`${at.toString(16).padStart(6, "0")}  ${digits}  ${text}`);
  }
  return lines.join("\n");
}

/** What is unique within a topic. */
export function identity(record: StoredRecord): string {
  return `${record.partition}@${record.offset}`;
}

/** One line for a table's cell. */
export function preview(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (isBytes(value)) return [...bytesOf(value.base64)].slice(0, PREVIEW_BYTES_MAX).map(hexByte).join(" ");
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > PREVIEW_CHARS_MAX ? `${text.slice(0, PREVIEW_CHARS_MAX)}…` : text;
}

/** All of it, over as many lines as it takes. */
export function whole(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (isBytes(value)) return hexDump(bytesOf(value.base64));
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

export function sizeOf(value: unknown): number {
  if (value === null || value === undefined) return 0;
  if (isBytes(value)) return bytesOf(value.base64).length;
  return new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value)).length;
}
