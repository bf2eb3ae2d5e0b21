import { bytes } from "../../format/numbers";
import { duration } from "../../format/times";

const NEVER_FROM = 9_000_000_000_000_000_000n;

/** A setting's raw number in words, by the unit that its name ends in: 604800000 of retention.ms is "7 d". */
export function inWords(name: string, value: string): string {
  if (!/^-?\d+$/.test(value)) return "";
  if (BigInt(value) >= NEVER_FROM) return "never";
  const number = Number(value);
  if (name.endsWith(".ms")) return number < 0 ? "for ever" : duration(number);
  if (name.endsWith(".bytes")) return number < 0 ? "no bound" : number < 1000 ? "" : bytes(number);
  return "";
}
