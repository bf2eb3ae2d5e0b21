import { Link } from "@tanstack/react-router";
import type { ClusterEvent } from "../../api/types";
import { useNow } from "../../app/useNow";
import { Empty } from "../../design/Panel";
import { ago, dateTime } from "../../format/times";
import { whoWords } from "./causes";
import styles from "./Events.module.css";
import { KindMark } from "./KindMark";
import { toneOf } from "./lanes";

const TICK_MS = 5_000;

const ALIKE_WITHIN_MS = 2_000;

/** Events of one kind in one moment, as when a gateway takes over fifty shards, are one line and a number. */
export function folded(events: ClusterEvent[]): { event: ClusterEvent; more: number }[] {
  const lines: { event: ClusterEvent; more: number }[] = [];
  for (const event of events) {
    const last = lines.at(-1);
    const isAlike = last !== undefined && last.event.type === event.type && last.event.why === event.why && Math.abs(last.event.timeMs - event.timeMs) <= ALIKE_WITHIN_MS;
    if (isAlike) last.more += 1;
    else lines.push({ event, more: 0 });
  }
  return lines;
}

/** The newest events in a line each; the page of events has the rest. */
export function EventList({ events, linesMax }: { events: ClusterEvent[]; linesMax: number }) {
  const nowMs = useNow(TICK_MS);
  if (events.length === 0) return <Empty title="Nothing has happened yet" />;
  return (
    <ol className={styles.list}>
      {folded(events).slice(0, linesMax).map(({ event, more }) => (
        <li key={event.index}>
          <KindMark kind={event.kind} tone={toneOf(event)} />
          <Link to="/events" search={{ event: event.index }}>
            {event.text}
          </Link>
          <small>{more > 0 ? `and ${more} more like it` : whoWords(event.who)}</small>
          <time title={dateTime(event.timeMs)}>{ago(event.timeMs, nowMs)}</time>
        </li>
      ))}
    </ol>
  );
}
