import type { ClusterEvent, EventKind } from "../../api/types";

// An event's index is its entry in the cluster's log and, in the lowest bits, its number within that entry.
const NUMBER_BITS = 20n;

/** The entry that an event came with: one decision, whose events happened together. */
export function entryOf(index: string): string {
  return String(BigInt(index) >> NUMBER_BITS);
}

/** A line of the list: a decision with the event that says most of it, or another one of its events below. */
export interface Line {
  event: ClusterEvent;
  /** Of the oldest one: those that come may join the line, and it stays open. */
  entry: string;
  /** How many more came with it; 0 for one that stands below another. */
  more: number;
  isOpen: boolean;
  isBelow: boolean;
}

/** The node that went or came is why all the rest happened; else the first that was written. */
function mainOf(events: ClusterEvent[]): ClusterEvent {
  return events.findLast((event) => event.kind === "node") ?? events.at(-1)!;
}

const ALIKE_WITHIN_MS = 2_000;
const OF_THE_CLUSTER: readonly EventKind[] = ["isr", "election", "group"];

/** What the cluster decides for each partition by itself, all at once: a broker that comes back joins one ISR after the other. */
function isAlike(one: ClusterEvent, other: ClusterEvent): boolean {
  return OF_THE_CLUSTER.includes(one.kind) && one.type === other.type && one.why === other.why && Math.abs(one.timeMs - other.timeMs) <= ALIKE_WITHIN_MS;
}

/** Newest first, what came with one decision on one line; those of `open`, and the one with the selected event, with all below. */
export function linesOf(events: ClusterEvent[], open: ReadonlySet<string>, selected: string | undefined): Line[] {
  const byEntry = new Map<string, ClusterEvent[]>();
  for (const event of events) {
    const entry = entryOf(event.index);
    const known = byEntry.get(entry);
    if (known === undefined) byEntry.set(entry, [event]);
    else known.push(event);
  }
  const lines: ClusterEvent[][] = [];
  for (const together of byEntry.values()) {
    const last = lines.at(-1);
    if (last !== undefined && isAlike(mainOf(last), mainOf(together))) last.push(...together);
    else lines.push([...together]);
  }
  return lines.flatMap((together) => {
    const entry = entryOf(together.at(-1)!.index);
    const main = mainOf(together);
    const others = together.filter((event) => event !== main);
    const isOpen = open.has(entry) || others.some((event) => event.index === selected);
    const line: Line = { event: main, entry, more: others.length, isOpen, isBelow: false };
    return isOpen ? [line, ...others.map((event): Line => ({ event, entry, more: 0, isOpen: false, isBelow: true }))] : [line];
  });
}

/** Who is named in the log, as people say it. */
export function whoWords(who: string | null | undefined): string {
  if (who == null) return "–";
  const [kind, name] = who.split(":");
  if (name === undefined) return kind === "Controller" ? "the controller" : who;
  if (kind === "User") return name === "ANONYMOUS" ? "anonymous" : name;
  return `${kind!.toLowerCase()} ${name}`;
}
