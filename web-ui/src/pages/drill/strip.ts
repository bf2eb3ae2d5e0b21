// The moment of a drill that is worth a look: the request, the longest time without a record, and some of the usual on both sides.
import type { DrillReport } from "../../api/drill";

const BEFORE_MS = 60;
const SPAN_MS_MIN = 240;
const REST_SHARE = 0.25;

export interface Strip {
  fromMs: number;
  toMs: number;
  /** Of the records that came through in it. */
  ticksMs: number[];
  gap: { fromMs: number; toMs: number };
}

export function stripOf({ arrivalsMs }: Pick<DrillReport, "arrivalsMs">): Strip {
  const gap = longestAfter(arrivalsMs);
  const fromMs = Math.min(0, gap.fromMs) - BEFORE_MS;
  const shownMs = (gap.toMs - fromMs) * (1 + REST_SHARE);
  const toMs = fromMs + Math.max(SPAN_MS_MIN, shownMs);
  return { fromMs, toMs, ticksMs: arrivalsMs.filter((at) => at >= fromMs && at <= toMs), gap };
}

/** Between which two records the longest time lies that ended after the request. */
function longestAfter(arrivalsMs: readonly number[]): Strip["gap"] {
  let longest = { fromMs: 0, toMs: 0 };
  for (let i = 1; i < arrivalsMs.length; i++) {
    const fromMs = arrivalsMs[i - 1]!;
    const toMs = arrivalsMs[i]!;
    if (toMs > 0 && toMs - fromMs > longest.toMs - longest.fromMs) longest = { fromMs, toMs };
  }
  return longest;
}
