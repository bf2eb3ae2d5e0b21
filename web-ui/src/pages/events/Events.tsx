import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { getJson } from "../../api/http";
import { type ClusterEvent, EVENT_KINDS, type EventKind, type EventPage, type Nodes } from "../../api/types";
import { useNow } from "../../app/useNow";
import { Button, Search, Select } from "../../design/Controls";
import { Empty, Loading, PageHead, Panel, ProblemNote } from "../../design/Panel";
import { type Column, Table } from "../../design/Table";
import { ago, clockMs, dateTime, day } from "../../format/times";
import { type Params, pathOf } from "../../live/feeds";
import { useLive } from "../../live/useLive";
import { type Line, linesOf, whoWords } from "./causes";
import { EventDetail } from "./EventDetail";
import styles from "./Events.module.css";
import { KIND_NAMES, KindMark } from "./KindMark";
import { toneOf } from "./lanes";
import { Timeline } from "./Timeline";

const route = getRouteApi("/events");
const PAGE_EVENTS = 200;
const TICK_MS = 5_000;
const SPAN_MS_MIN = 60_000;
const KINDS: { value: EventKind | "all"; name: string }[] = [{ value: "all", name: "every kind" }, ...EVENT_KINDS.map((kind) => ({ value: kind, name: KIND_NAMES[kind] }))];

const columns = (onFold: (line: Line) => void): Column<Line>[] => [
  {
    key: "time",
    title: "Time",
    width: "158px",
    cell: ({ event, isBelow }) =>
      isBelow ? null : (
        <span title={dateTime(event.timeMs)}>
          <span className="soft">{day(event.timeMs)}</span> {clockMs(event.timeMs).slice(0, 8)}
        </span>
      ),
  },
  {
    key: "text",
    title: "What happened",
    width: "minmax(300px, 3fr)",
    cell: (line) => (
      <span className={styles.what} data-below={line.isBelow}>
        <KindMark kind={line.event.kind} tone={toneOf(line.event)} />
        <span>{line.event.text}</span>
        {line.more > 0 && (
          <button
            type="button"
            className={styles.fold}
            aria-expanded={line.isOpen}
            onClick={(event) => {
              event.stopPropagation();
              onFold(line);
            }}
          >
            {line.isOpen ? "fold" : `and ${line.more} with it`}
          </button>
        )}
      </span>
    ),
  },
  { key: "who", title: "Who", width: "minmax(110px, 0.6fr)", cell: ({ event, isBelow }) => <span className="soft">{isBelow ? "" : whoWords(event.who)}</span> },
];

export function Events() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const nowMs = useNow(TICK_MS);
  const params: Params = {
    limit: PAGE_EVENTS,
    ...(search.q === undefined ? {} : { q: search.q }),
    ...(search.kind === undefined ? {} : { type: search.kind }),
    ...(search.from === undefined ? {} : { from: search.from }),
    ...(search.to === undefined ? {} : { to: search.to }),
  };
  const asked = JSON.stringify(params);
  const head = useLive<EventPage>("events", params);
  const nodes = useLive<Nodes>("nodes");
  const [older, setOlder] = useState<{ asked: string; page: EventPage } | null>(null);
  const tail = older?.asked === asked ? older.page : null;
  const events = joined(head.data?.items ?? [], tail?.items ?? []);
  const selected = events.find((event) => event.index === search.event);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const lines = linesOf(events, open, search.event);
  const go = (change: Partial<typeof search>) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true });

  const readOlder = async () => {
    const last = events.at(-1);
    if (last === undefined) return;
    const page = await getJson<EventPage>(pathOf("events", { ...params, before: last.index }));
    setOlder({ asked, page: { items: [...(tail?.items ?? []), ...page.items], more: page.more } });
  };

  const fold = ({ entry, isOpen }: Line) => {
    const next = new Set(isOpen ? [...open].filter((each) => each !== entry) : [...open, entry]);
    setOpen(next);
    const isHeldOpen = isOpen && linesOf(events, next, search.event).some((line) => line.entry === entry && line.isOpen);
    if (isHeldOpen) go({ event: undefined });
  };

  const toMs = search.to ?? Math.max(nowMs, events[0]?.timeMs ?? 0);
  const fromMs = search.from ?? Math.min(toMs - SPAN_MS_MIN, events.at(-1)?.timeMs ?? toMs);
  const isNarrowed = search.q !== undefined || search.kind !== undefined || search.from !== undefined;
  return (
    <>
      <PageHead
        title="Events"
        actions={
          <>
            <Search value={search.q ?? ""} placeholder="Search events" onChange={(q) => go({ q: q || undefined })} />
            <Select label="Kind" value={search.kind ?? "all"} options={KINDS} onChange={(kind) => go({ kind: kind === "all" ? undefined : kind })} />
            {isNarrowed && <Button onClick={() => void navigate({ search: {}, replace: true })}>Show all</Button>}
          </>
        }
      >
        {search.from === undefined ? "Everything that changed the cluster, from its own log: nothing is sampled." : `Between ${dateTime(fromMs)} and ${dateTime(toMs)}`}
      </PageHead>
      {head.problem !== null ? (
        <ProblemNote problem={head.problem} />
      ) : head.data === undefined ? (
        <Loading rows={12} />
      ) : (
        <div className={styles.page}>
          <Panel title="Timeline" note={`${events.length} events over ${ago(fromMs, toMs).replace(" ago", "")}; drag to go into a stretch of time`}>
            <Timeline events={events} nodes={laneNames(nodes.data)} fromMs={fromMs} toMs={toMs} selected={search.event} onSelect={(event) => go({ event: event.index })} onBrush={(from, to) => go({ from, to })} />
          </Panel>
          {selected !== undefined && <EventDetail event={selected} onClose={() => go({ event: undefined })} />}
          <Panel flush>
            <Table
              label="Events"
              columns={columns(fold)}
              count={lines.length}
              rowAt={(index) => lines[index]}
              keyAt={(index) => lines[index]?.event.index ?? index}
              height="max(320px, calc(100vh - 560px))"
              onRow={({ event }) => go({ event: event.index === search.event ? undefined : event.index })}
              isMarked={({ event }) => event.index === search.event}
              empty={<Empty title={isNarrowed ? "Nothing like that has happened" : "Nothing has happened yet"} />}
            />
            {(tail ?? head.data).more && (
              <p className={styles.more}>
                <Button onClick={() => void readOlder()}>Older events</Button>
              </p>
            )}
          </Panel>
        </div>
      )}
    </>
  );
}

/** The live head and what was read behind it; the head may have grown into what was read. */
export function joined(head: ClusterEvent[], older: ClusterEvent[]): ClusterEvent[] {
  const known = new Set(head.map((event) => event.index));
  return [...head, ...older.filter((event) => !known.has(event.index))];
}

function laneNames(nodes: Nodes | undefined): string[] {
  if (nodes === undefined) return [];
  return [...Object.keys(nodes.controllers).map((id) => `Controller ${id}`), ...Object.keys(nodes.brokers).map((id) => `Broker ${id}`), ...Object.keys(nodes.gateways).map((id) => `Gateway ${id}`)];
}
