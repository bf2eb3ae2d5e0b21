const WINDOW_MS = 5 * 60_000;
/** A change of less than this share is swaying. */
const STEADY_SHARE = 0.15;

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Whether a group catches up, in words: the mean of the window's last third against that of its first. */
export function trend(values: readonly (number | null)[], stepMs: number): string {
  const known = values.slice(-Math.ceil(WINDOW_MS / stepMs)).filter((value): value is number => value != null);
  if (known.length < 6) return "–";
  const third = Math.floor(known.length / 3);
  const before = mean(known.slice(0, third));
  const after = mean(known.slice(-third));
  if (after === 0) return before === 0 ? "in step" : "caught up";
  if (before === 0 || after > before * (1 + STEADY_SHARE)) return "falling behind ↑";
  return after < before * (1 - STEADY_SHARE) ? "catching up ↓" : "steady →";
}
