import type { Disk, Level } from "../../api/types";

const WARN_FROM = 0.8;
const BAD_FROM = 0.92;

/** Of several directories the fullest counts: it is the one that will refuse. */
export function usedDisk(disks: Record<string, Disk>): { share: number; usableBytes: number; level: Level | "accent" } | null {
  const shares = Object.values(disks).filter((disk) => disk.totalBytes > 0).map((disk) => ({ share: 1 - disk.usableBytes / disk.totalBytes, usableBytes: disk.usableBytes }));
  const fullest = shares.toSorted((left, right) => right.share - left.share)[0];
  if (fullest === undefined) return null;
  const level = fullest.share >= BAD_FROM ? "bad" : fullest.share >= WARN_FROM ? "warn" : "accent";
  return { ...fullest, level };
}
