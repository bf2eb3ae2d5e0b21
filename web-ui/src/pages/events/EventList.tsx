import { Link } from "@tanstack/react-router";
import type { ClusterEvent } from "../../api/types";
import { useNow } from "../../app/useNow";
import { Empty } from "../../design/Panel";
import { ago, dateTime } from "../../format/times";
import styles from "./Events.module.css";
import { KindMark } from "./KindMark";
import { toneOf } from "./lanes";

const TICK_MS = 5_000;

/** The newest events in a line each; the page of events has the rest. */
export function EventList({ events }: { events: ClusterEvent[] }) {
  const nowMs = useNow(TICK_MS);
  if (events.length === 0) return <Empty title="Nothing has happened yet" />;
  return (
    <ol className={styles.list}>
      {events.map((event) => (
        <li key={event.index}>
          <KindMark kind={event.kind} tone={toneOf(event)} />
          <Link to="/events" search={{ event: event.index }}>
            {event.text}
          </Link>
          <small>{event.who}</small>
          <time title={dateTime(event.timeMs)}>{ago(event.timeMs, nowMs)}</time>
        </li>
      ))}
    </ol>
  );
}
