import { type QueryClient, type QueryKey } from "@tanstack/react-query";
import type { ClusterEvent, EventPage, Problem, Series } from "../api/types";
import { LiveConnection, type Surroundings } from "./connection";
import { appendSeries, mergePatch, prependNew } from "./merge";

export type Params = Record<string, string | number | boolean>;
export type Channel = "overview" | "nodes" | "topics" | "topic" | "groups" | "group" | "events" | "series";

const EVENTS_MAX = 2_000;

/** Where a channel's data is also had by GET; what names a topic or a group goes into the path there. */
export function pathOf(channel: Channel, params: Params): string {
  const { name, ...query } = params;
  const base =
    channel === "topic" ? `/ui/v1/topics/${encodeURIComponent(String(name))}`
    : channel === "group" ? `/ui/v1/groups/${encodeURIComponent(String(name))}`
    : `/ui/v1/${channel}`;
  const text = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)])).toString();
  return text === "" ? base : `${base}?${text}`;
}

export function keyOf(channel: Channel, params: Params): QueryKey {
  return ["live", channel, params];
}

interface Feed {
  readonly users: Set<(problem: Problem | null) => void>;
  problem: Problem | null;
  end: () => void;
}

/**
 * Lets parts of a page that show the same thing share one subscription, and writes what comes into the query cache,
 * where a page finds it however it came.
 */
export class Feeds {
  private readonly feeds = new Map<string, Feed>();

  constructor(
    readonly connection: LiveConnection,
    private readonly cache: QueryClient,
  ) {}

  follow(channel: Channel, params: Params, onProblem: (problem: Problem | null) => void): () => void {
    const name = JSON.stringify([channel, params]);
    const feed = this.feeds.get(name) ?? this.begin(channel, params);
    this.feeds.set(name, feed);
    // One function may be given twice, so each user is a function of its own.
    const user = (problem: Problem | null) => onProblem(problem);
    feed.users.add(user);
    if (feed.problem !== null) user(feed.problem);
    return () => {
      const wasLast = feed.users.delete(user) && feed.users.size === 0;
      if (wasLast) {
        this.feeds.delete(name);
        feed.end();
      }
    };
  }

  private begin(channel: Channel, params: Params): Feed {
    const key = keyOf(channel, params);
    const feed: Feed = { users: new Set(), problem: null, end: () => undefined };
    const tell = (problem: Problem | null) => {
      feed.problem = problem;
      for (const user of feed.users) user(problem);
    };
    const update = (change: (held: unknown) => unknown) =>
      this.cache.setQueryData(key, (held: unknown) => (held === undefined ? undefined : change(held)));
    feed.end = this.connection.subscribe(channel, params, {
      snapshot: (data) => {
        this.cache.setQueryData(key, data);
        if (feed.problem !== null) tell(null);
      },
      delta: (patch) => update((held) => mergePatch(held, patch)),
      append: (data) => update((held) => appended(channel, held, data)),
      failed: (problem) => tell(problem),
    });
    return feed;
  }
}

function appended(channel: Channel, held: unknown, data: unknown): unknown {
  if (channel === "series") {
    return appendSeries(held as Series, data as { endMs: number; values: Record<string, number | null> });
  }
  const page = held as EventPage;
  return { ...page, items: prependNew(page.items, data as ClusterEvent[], EVENTS_MAX) };
}

/** The browser as the connection's surroundings. */
export function browser(): Surroundings {
  return {
    open: () => new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ui/v1/live`) as never,
    nowMs: () => Date.now(),
    later: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  };
}
