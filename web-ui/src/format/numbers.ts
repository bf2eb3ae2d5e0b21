// Numbers for people. Three significant digits are what an eye compares; the exact value goes into a title.

const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB", "PB"] as const;
const COUNT_UNITS = ["", "k", "M", "G", "T", "P"] as const;
const THOUSAND = 1000;

function scaled(value: number, units: readonly string[]): { text: string; unit: string } {
  const sign = value < 0 ? "−" : "";
  let left = Math.abs(value);
  let step = 0;
  // 999.5 would be shown as 1000 of its unit.
  while (left >= THOUSAND - 0.5 && step < units.length - 1) {
    left /= THOUSAND;
    step += 1;
  }
  const digits = step === 0 ? (Number.isInteger(left) || left >= 100 ? 0 : 1) : left < 9.995 ? 2 : left < 99.95 ? 1 : 0;
  return { text: sign + left.toFixed(digits), unit: units[step]! };
}

/** 1234567 → "1.23 MB". Powers of 1000, as disks and networks are sold. */
export function bytes(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  const { text, unit } = scaled(value, BYTE_UNITS);
  return `${text} ${unit}`;
}

/** 12345 → "12.3k"; a 64-bit count may come as a string. */
export function count(value: number | string | null | undefined): string {
  if (value === null || value === undefined) return "–";
  const number = Number(value);
  if (number < 10_000 && Number.isInteger(number)) return grouped(value);
  const { text, unit } = scaled(number, COUNT_UNITS);
  return text + unit;
}

/** All digits of a 64-bit number, in groups of three: "9 007 199 254 740 993" with thin spaces. */
export function grouped(value: number | string | null | undefined): string {
  if (value === null || value === undefined) return "–";
  const text = String(value);
  const [whole, fraction] = text.split(".");
  const parted = whole!.replace(/\B(?=(\d{3})+$)/g, "\u202f");
  return fraction === undefined ? parted : `${parted}.${fraction}`;
}

export function perSecond(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : `${count(Math.abs(value) >= 10 ? Math.round(value) : Math.round(value * 10) / 10)}/s`;
}

export function bytesPerSecond(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : `${bytes(Math.round(value))}/s`;
}

export function percent(part: number, whole: number): string {
  if (whole <= 0) return "–";
  const share = (100 * part) / whole;
  return `${share > 0 && share < 1 ? "<1" : Math.round(share)} %`;
}

export function plural(howMany: number, one: string, many = `${one}s`): string {
  return `${grouped(howMany)} ${howMany === 1 ? one : many}`;
}

/** Compares two 64-bit numbers that came as strings, without losing their last digits. */
export function compareLong(left: string | null | undefined, right: string | null | undefined): number {
  if (left === right) return 0;
  if (left == null) return right == null ? 0 : -1;
  if (right == null) return 1;
  const difference = BigInt(left) - BigInt(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
