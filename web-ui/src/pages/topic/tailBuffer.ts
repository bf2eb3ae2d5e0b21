import type { StoredRecord } from "../../api/records";

const SHOWN_MAX = 500;
/** More than this between two drawings nobody can read; the newest of them are shown. */
const FRESH_MAX = 100;
const RATE_WINDOW_MS = 3_000;

export interface TailView {
  records: StoredRecord[];
  seen: number;
  skipped: number;
  /** Whether the server let records out, since this page was too slow. */
  lost: boolean;
  perSecond: number;
}

/** What a live tail holds between two drawings. It is bounded whatever comes, and says what it left out. */
export class TailBuffer {
  isPaused = false;
  private shown: StoredRecord[] = [];
  private fresh: StoredRecord[] = [];
  private seen = 0;
  private skipped = 0;
  private lost = false;
  private marks: { atMs: number; seen: number }[] = [];

  add(records: StoredRecord[]): void {
    this.seen += records.length;
    if (this.isPaused) {
      this.skipped += records.length;
      return;
    }
    this.fresh.push(...records);
    const excess = this.fresh.length - FRESH_MAX;
    if (excess > 0) {
      this.fresh.splice(0, excess);
      this.skipped += excess;
    }
  }

  noteSkipped(): void {
    this.lost = true;
  }

  clear(): void {
    this.shown = [];
    this.fresh = [];
    this.seen = 0;
    this.skipped = 0;
    this.lost = false;
    this.marks = [];
  }

  view(nowMs: number): TailView {
    if (this.fresh.length > 0) {
      this.shown = [...this.fresh.toReversed(), ...this.shown].slice(0, SHOWN_MAX);
      this.fresh = [];
    }
    this.marks.push({ atMs: nowMs, seen: this.seen });
    while (this.marks.length > 1 && nowMs - this.marks[0]!.atMs > RATE_WINDOW_MS) this.marks.shift();
    const first = this.marks[0]!;
    const perSecond = nowMs > first.atMs ? (1000 * (this.seen - first.seen)) / (nowMs - first.atMs) : 0;
    return { records: this.shown, seen: this.seen, skipped: this.skipped, lost: this.lost, perSecond };
  }
}
