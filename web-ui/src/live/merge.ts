// How frames of the live connection change what the page holds.

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * RFC 7396. Returns a new value; what the patch does not touch is shared with the old one, so that React sees at a
 * glance which parts of a page are the same.
 */
export function mergePatch<T>(target: T, patch: unknown): T {
  if (!isObject(patch)) return patch as T;
  const merged: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = mergePatch(merged[name], value);
  }
  return merged as T;
}

interface Rings {
  stepMs: number;
  endMs: number;
  series: Record<string, (number | null)[]>;
}

interface NewestValues {
  endMs: number;
  values: Record<string, number | null>;
}

/**
 * Moves every series on to the new end, all by the same number of steps: one that has no value for a step has a hole
 * there, and one that begins now has holes before it.
 */
export function appendSeries<T extends Rings>(rings: T, newest: NewestValues): T {
  const steps = Math.round((newest.endMs - rings.endMs) / rings.stepMs);
  if (steps < 0) return rings;
  const length = Object.values(rings.series)[0]?.length ?? 0;
  const series: Record<string, (number | null)[]> = {};
  for (const name of new Set([...Object.keys(rings.series), ...Object.keys(newest.values)])) {
    const before = rings.series[name] ?? Array.from({ length }, () => null);
    const moved = steps >= before.length ? before.map(() => null) : before.slice(steps);
    while (moved.length < before.length) moved.push(null);
    const value = newest.values[name];
    if (value !== undefined && moved.length > 0) moved[moved.length - 1] = value;
    series[name] = moved;
  }
  return { ...rings, endMs: newest.endMs, series };
}

/** Puts what is new in front, without what is there already, and keeps the list within its bound. */
export function prependNew<T extends { index: string }>(items: T[], appended: T[], itemsMax: number): T[] {
  const known = new Set(items.slice(0, appended.length + 100).map((item) => item.index));
  const fresh = appended.filter((item) => !known.has(item.index));
  fresh.sort((left, right) => (BigInt(left.index) < BigInt(right.index) ? 1 : -1));
  return [...fresh, ...items].slice(0, itemsMax);
}
