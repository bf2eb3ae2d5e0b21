import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { EVENT_KINDS, type EventKind, type Range, RANGES } from "../api/types";
import { Overview } from "../pages/overview/Overview";
import { NotFound } from "./NotFound";
import { Shell } from "./Shell";

// Every page is an address, with all that was chosen on it. What an address says is checked here, once: a page may
// rely on its search parameters, and a link that does not fit them does not compile.

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined);
const oneOf = <T extends string>(value: unknown, allowed: readonly T[]): T | undefined => allowed.find((each) => each === value);
const flag = (value: unknown): true | undefined => (value === true || value === "true" ? true : undefined);
const number = (value: unknown): number | undefined => {
  const parsed = Number(value);
  return value !== undefined && value !== "" && Number.isFinite(parsed) ? parsed : undefined;
};

/** Leaves out what is not chosen, so that addresses stay short. */
function chosen<T extends object>(search: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as never;
}

const ORDERS = ["asc", "desc"] as const;
export const TOPIC_SORTS = ["name", "partitions", "size", "records", "bytes", "lag"] as const;
export const GROUP_SORTS = ["name", "lag", "seconds", "members"] as const;
export const FORMATS = ["auto", "json", "text", "hex"] as const;

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const overview = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: Overview,
  validateSearch: (search: Record<string, unknown>) => chosen({ range: oneOf<Range>(search.range, RANGES) }),
});

const topics = createRoute({
  getParentRoute: () => root,
  path: "/topics",
  validateSearch: (search: Record<string, unknown>) =>
    chosen({
      q: text(search.q),
      sort: oneOf(search.sort, TOPIC_SORTS),
      order: oneOf(search.order, ORDERS),
      internal: flag(search.internal),
    }),
  component: lazyRouteComponent(() => import("../pages/topics/Topics"), "Topics"),
});

const topic = createRoute({
  getParentRoute: () => root,
  path: "/topics/$topic",
  component: lazyRouteComponent(() => import("../pages/topic/TopicPage"), "TopicPage"),
});

const topicStart = createRoute({
  getParentRoute: () => topic,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/topics/$topic/partitions", params, replace: true });
  },
});

const topicPartitions = createRoute({
  getParentRoute: () => topic,
  path: "/partitions",
  component: lazyRouteComponent(() => import("../pages/topic/Partitions"), "Partitions"),
});

const topicRecords = createRoute({
  getParentRoute: () => topic,
  path: "/records",
  validateSearch: (search: Record<string, unknown>) =>
    chosen({
      from: text(search.from),
      partition: number(search.partition),
      filter: text(search.filter),
      as: oneOf(search.as, FORMATS),
      live: flag(search.live),
      span: text(search.span),
    }),
  component: lazyRouteComponent(() => import("../pages/topic/Records"), "Records"),
});

const topicGroups = createRoute({
  getParentRoute: () => topic,
  path: "/groups",
  component: lazyRouteComponent(() => import("../pages/topic/TopicGroups"), "TopicGroups"),
});

const topicKeys = createRoute({
  getParentRoute: () => topic,
  path: "/keys",
  validateSearch: (search: Record<string, unknown>) => chosen({ sample: number(search.sample) }),
  component: lazyRouteComponent(() => import("../pages/topic/Keys"), "Keys"),
});

const topicConfig = createRoute({
  getParentRoute: () => topic,
  path: "/config",
  component: lazyRouteComponent(() => import("../pages/topic/Config"), "Config"),
});

const groups = createRoute({
  getParentRoute: () => root,
  path: "/groups",
  validateSearch: (search: Record<string, unknown>) =>
    chosen({ q: text(search.q), sort: oneOf(search.sort, GROUP_SORTS), order: oneOf(search.order, ORDERS) }),
  component: lazyRouteComponent(() => import("../pages/groups/Groups"), "Groups"),
});

const group = createRoute({
  getParentRoute: () => root,
  path: "/groups/$group",
  validateSearch: (search: Record<string, unknown>) => chosen({ range: oneOf<Range>(search.range, RANGES) }),
  component: lazyRouteComponent(() => import("../pages/groups/GroupPage"), "GroupPage"),
});

const brokers = createRoute({
  getParentRoute: () => root,
  path: "/brokers",
  component: lazyRouteComponent(() => import("../pages/brokers/Brokers"), "Brokers"),
});

const broker = createRoute({
  getParentRoute: () => root,
  path: "/brokers/$broker",
  validateSearch: (search: Record<string, unknown>) => chosen({ range: oneOf<Range>(search.range, RANGES) }),
  component: lazyRouteComponent(() => import("../pages/brokers/BrokerPage"), "BrokerPage"),
});

const events = createRoute({
  getParentRoute: () => root,
  path: "/events",
  validateSearch: (search: Record<string, unknown>) =>
    chosen({ q: text(search.q), kind: oneOf<EventKind>(search.kind, EVENT_KINDS), from: number(search.from), to: number(search.to), event: text(search.event) }),
  component: lazyRouteComponent(() => import("../pages/events/Events"), "Events"),
});

const playground = createRoute({
  getParentRoute: () => root,
  path: "/playground",
  validateSearch: (search: Record<string, unknown>) => chosen({ topic: text(search.topic) }),
  component: lazyRouteComponent(() => import("../pages/playground/Playground"), "Playground"),
});

const follow = createRoute({
  getParentRoute: () => root,
  path: "/follow",
  validateSearch: (search: Record<string, unknown>) => chosen({ topic: text(search.topic) }),
  component: lazyRouteComponent(() => import("../pages/follow/Follow"), "Follow"),
});

const topology = createRoute({
  getParentRoute: () => root,
  path: "/topology",
  component: lazyRouteComponent(() => import("../pages/topology/Topology"), "Topology"),
});

const reassign = createRoute({
  getParentRoute: () => root,
  path: "/reassign",
  validateSearch: (search: Record<string, unknown>) => chosen({ topic: text(search.topic) }),
  component: lazyRouteComponent(() => import("../pages/reassign/Reassign"), "Reassign"),
});

/** Plain words in the address: `?from=-50&live=true`, and not the JSON that the router would write by itself. */
export function stringifySearch(search: Record<string, unknown>): string {
  const entries = Object.entries(search).filter(([, value]) => value !== undefined && value !== null);
  const words = new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString();
  return words === "" ? "" : `?${words}`;
}

export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export const router = createRouter({
  basepath: "/ui",
  parseSearch,
  stringifySearch,
  routeTree: root.addChildren([
    overview,
    topics,
    topic.addChildren([topicStart, topicPartitions, topicRecords, topicGroups, topicKeys, topicConfig]),
    groups,
    group,
    brokers,
    broker,
    events,
    playground,
    follow,
    topology,
    reassign,
  ]),
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
