// Which time the histogram of records shows, as an address says it: `1h`, or the two ends of what was dragged over.
import type { Volume } from "../../api/volume";

export const SPANS = { "15m": 900_000, "1h": 3_600_000, "24h": 86_400_000, "7d": 604_800_000 } as const;
export type Span = keyof typeof SPANS;
export const SPAN_NAMES = Object.keys(SPANS) as Span[];
export const SPAN_DEFAULT: Span = "1h";

/** Null for a stretch that was dragged over. */
export function namedSpan(span: string | undefined): Span | null {
  if (span === undefined) return SPAN_DEFAULT;
  return SPAN_NAMES.find((name) => name === span) ?? (stretch(span) === null ? SPAN_DEFAULT : null);
}

function stretch(span: string): { fromMs: number; toMs: number } | null {
  const ends = /^(\d+)\.\.(\d+)$/.exec(span);
  if (ends === null) return null;
  const [fromMs, toMs] = [Number(ends[1]), Number(ends[2])];
  return fromMs < toMs ? { fromMs, toMs } : null;
}

/** What the server is asked. */
export function volumeQuery(span: string | undefined): string {
  const name = namedSpan(span);
  if (name !== null) return `range=${SPANS[name]}`;
  const ends = stretch(span!)!;
  return `from=${ends.fromMs}&to=${ends.toMs}`;
}

const ZOOM_MS_MIN = 1_000;

/** What to do when bars were dragged over: read from there, and show that stretch if it is more than a moment. */
export function chosenStretch(volume: Volume, one: number, other: number): { from: string; span: string | undefined } {
  const [first, last] = one <= other ? [one, other] : [other, one];
  const fromMs = volume.fromMs + first * volume.bucketMs;
  const toMs = volume.fromMs + (last + 1) * volume.bucketMs;
  return { from: new Date(fromMs).toISOString(), span: first === last || toMs - fromMs < ZOOM_MS_MIN ? undefined : `${fromMs}..${toMs}` };
}
