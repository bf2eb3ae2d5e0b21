// Times and durations for people, in the browser's time zone.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = (value: number) => String(value).padStart(2, "0");
const three = (value: number) => String(value).padStart(3, "0");

/** A duration in its two largest units: "1 d 4 h", "42 s", "0.4 s". */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return "–";
  if (ms < 0) return "for ever";
  if (ms < 10 * SECOND) return `${(ms / SECOND).toFixed(ms === 0 ? 0 : 1)} s`;
  if (ms < MINUTE) return `${Math.round(ms / SECOND)} s`;
  if (ms < HOUR) return pair(ms, MINUTE, "min", SECOND, "s");
  if (ms < DAY) return pair(ms, HOUR, "h", MINUTE, "min");
  return pair(ms, DAY, "d", HOUR, "h");
}

function pair(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const whole = Math.floor(ms / large);
  const rest = Math.floor((ms - whole * large) / small);
  return rest === 0 || whole >= 10 ? `${whole} ${largeName}` : `${whole} ${largeName} ${rest} ${smallName}`;
}

/** "6.4 ms", "23 ms", "1.2 s". */
export function milliseconds(ms: number): string {
  if (ms >= SECOND) return duration(ms);
  return `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
}

export function seconds(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : duration(value * SECOND);
}

/** "3 min ago"; what lies ahead by a skewed clock counts as now. */
export function ago(timeMs: number | null | undefined, nowMs: number): string {
  if (timeMs === null || timeMs === undefined) return "–";
  const ms = nowMs - timeMs;
  if (ms < 2 * SECOND) return "now";
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s ago`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ago`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ago`;
  return `${Math.floor(ms / DAY)} d ago`;
}

export function clock(timeMs: number): string {
  const time = new Date(timeMs);
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

export function clockMs(timeMs: number): string {
  return `${clock(timeMs)}.${three(new Date(timeMs).getMilliseconds())}`;
}

export function day(timeMs: number): string {
  const time = new Date(timeMs);
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

export function dateTime(timeMs: number): string {
  return `${day(timeMs)} ${clockMs(timeMs)}`;
}
