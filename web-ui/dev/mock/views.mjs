// What the gateway would answer below /ui/v1, of the cluster in world.mjs.
import { brokers, chance, changed, group, groupDetail, groupNames, nodes, nowMs, partitionsOf, rate, topic, topicNames } from "./world.mjs";

const EVENT_EVERY_MS = 47_000;
const EVENTS_KEPT = 4_000;
const RANGES = { "15m": { stepMs: 1_000, length: 900 }, "24h": { stepMs: 10_000, length: 8_640 }, "30d": { stepMs: 300_000, length: 8_640 } };

const EVENTS = [
  (n) => ({ type: "LEADER_CHANGED", kind: "election", subject: `payments-${n % 24}`, who: "controller 2", why: "BROKER_DRAINED", before: { leader: 4, leaderEpoch: 11 }, after: { leader: 1 + (n % 3), leaderEpoch: 12 }, text: `Broker ${1 + (n % 3)} leads payments-${n % 24} since epoch 12; before: broker 4 (broker drained)` }),
  (n) => ({ type: "ISR_CHANGED", kind: "isr", subject: "payments-7", who: "broker 3", why: "REPLICA_LAGS", before: { isr: [3, 4, 5] }, after: { isr: [3, 4] }, text: "In sync for payments-7: 3, 4; before: 3, 4, 5 (replica lags)", n }),
  (n) => ({ type: "ISR_CHANGED", kind: "isr", subject: `orders-${n % 24}`, who: `broker ${1 + (n % 5)}`, why: "REPLICA_CAUGHT_UP", before: { isr: [1, 2] }, after: { isr: [1, 2, 3] }, text: `In sync for orders-${n % 24}: 1, 2, 3; before: 1, 2 (replica caught up)` }),
  (n) => ({ type: "CONFIG_CHANGED", kind: "config", subject: "orders", who: "User:dana", why: null, before: { "retention.ms": "259200000" }, after: { "retention.ms": "604800000" }, text: "Topic orders has retention.ms 604800000; before: 259200000", n }),
  (n) => ({ type: "COORDINATOR_CHANGED", kind: "group", subject: `__consumer_offsets-${n % 50}`, who: "controller 2", why: "GATEWAY_JOINED", before: { coordinator: 101 }, after: { coordinator: 102 }, text: `Gateway 102 coordinates the groups of shard ${n % 50}; before: gateway 101` }),
  (n) => ({ type: "TOPIC_CREATED", kind: "topic", subject: `search.raw.v${n % 9}`, who: "User:kim", why: null, before: null, after: { partitions: 3, replicationFactor: 3 }, text: `Topic search.raw.v${n % 9} was created with 3 partitions on 3 replicas each` }),
  (n) => ({ type: "REPLICAS_CHANGED", kind: "admin", subject: `clicks.raw.v1-${n % 8}`, who: "User:dana", why: null, before: { replicas: [1, 2, 4] }, after: { replicas: [1, 2, 5] }, text: `clicks.raw.v1-${n % 8} is on brokers 1, 2, 5; before: 1, 2, 4` }),
  (n) => ({ type: "NODE_UNFENCED", kind: "node", subject: `broker ${1 + (n % 5)}`, who: "controller 2", why: null, before: { fenced: true }, after: { fenced: false }, text: `Broker ${1 + (n % 5)} serves` }),
  (n) => ({ type: "NODE_FENCED", kind: "node", subject: `broker ${1 + (n % 5)}`, who: "controller 2", why: "CONNECTION_CLOSED", before: { fenced: false }, after: { fenced: true }, text: `Broker ${1 + (n % 5)} was fenced: the cluster goes on without it (connection closed)` }),
];

/** An index is an entry of the log and, in its lowest bits, a number within it: now and then a broker goes, and its partitions get leaders. */
const NUMBER_BITS = 20n;
const ENTRY_EVERY = 23;
const TOGETHER = 7;
const FENCED = EVENTS.length - 1;

function event(n) {
  const number = n % ENTRY_EVERY < TOGETHER ? n % ENTRY_EVERY : 0;
  const entry = n - number;
  const kind = n % ENTRY_EVERY >= TOGETHER ? Math.floor(chance("event", n) * EVENTS.length) : number === 0 ? FENCED : 0;
  const { n: _unused, ...about } = EVENTS[kind](n);
  return { index: String((BigInt(entry) << NUMBER_BITS) + BigInt(number)), timeMs: entry * EVENT_EVERY_MS + Math.floor(chance("at", entry) * 30_000), ...about };
}

const placeOf = (index) => Number(BigInt(index) >> NUMBER_BITS) + Number(BigInt(index) & 0xfffffn);

const newestIndex = () => Math.floor(nowMs() / EVENT_EVERY_MS) - 1;

export function events(query) {
  const limit = Number(query.limit ?? 100);
  const items = [];
  let index = query.before === undefined ? newestIndex() : placeOf(query.before) - 1;
  const oldest = newestIndex() - EVENTS_KEPT;
  for (; index > oldest && items.length < limit; index -= 1) {
    const each = event(index);
    const text = `${each.text} ${each.subject} ${each.who}`.toLowerCase();
    const isAsked =
      (!query.type || each.type === query.type || each.kind === query.type) && (!query.q || text.includes(String(query.q).toLowerCase())) &&
      (!query.from || each.timeMs >= Number(query.from)) && (!query.to || each.timeMs < Number(query.to));
    if (isAsked) items.push(each);
  }
  return { items, more: index > oldest };
}

function sorted(rows, by, order) {
  const direction = order === "desc" ? -1 : 1;
  return rows.toSorted((left, right) => {
    const [a, b] = [by(left), by(right)];
    return (a < b ? -1 : a > b ? 1 : 0) * direction;
  });
}

const TOPIC_SORTS = { name: (t) => t.name, partitions: (t) => t.partitions, size: (t) => t.sizeBytes, records: (t) => t.recordsInPerS, bytes: (t) => t.bytesInPerS, lag: (t) => t.worstLag?.seconds ?? -1 };

export function topics(query) {
  const q = String(query.q ?? "").toLowerCase();
  const names = topicNames().filter((name) => name.toLowerCase().includes(q) && (String(query.internal) === "true" || !name.startsWith("__")));
  const all = sorted(names.map(topic), TOPIC_SORTS[query.sort] ?? TOPIC_SORTS.name, query.order);
  const offset = Number(query.offset ?? 0);
  return { total: all.length, items: all.slice(offset, offset + Number(query.limit ?? 100)) };
}

export function topicDetail(name) {
  if (!topicNames().includes(name)) return null;
  const isRead = name === "orders" || name === "payments";
  const readers = isRead ? ["billing", "fraud-orders", "warehouse-orders"] : groupNames().filter((each) => group(each).topics.includes(name));
  return {
    ...topic(name),
    partitionsById: partitionsOf(name),
    groups: Object.fromEntries(readers.map((each) => { const { state, lagRecords, lagSeconds } = group(each); return [each, { state, lagRecords, lagSeconds }]; })),
  };
}

const GROUP_SORTS = { name: (g) => g.group, lag: (g) => Number(g.lagRecords), seconds: (g) => g.lagSeconds, members: (g) => g.members };

export function groups(query) {
  const q = String(query.q ?? "").toLowerCase();
  const all = sorted(groupNames().filter((name) => name.includes(q)).map(group), GROUP_SORTS[query.sort] ?? GROUP_SORTS.name, query.order);
  const offset = Number(query.offset ?? 0);
  return { total: all.length, items: all.slice(offset, offset + Number(query.limit ?? 100)) };
}

export const groupView = (name) => (groupNames().includes(name) ? groupDetail(name) : null);

export function overview() {
  const at = nowMs();
  const worst = ["billing", "fraud-orders", "ml-features-clicks", "reporting-audit", "indexer-catalog"].map((name, index) => ({
    group: name, topic: index === 0 ? "orders" : group(name).topics[0] ?? "orders", partition: Math.floor(chance(name) * 12),
    records: String(Math.round(rate("lag", 84_000, at) / (index * index * 3 + 1))), seconds: Math.round(rate("lag", 42, at) / (index * 2 + 1)),
  }));
  const drained = [...changed.draining];
  return {
    clusterId: "taffrail-lab-1",
    version: "0.1.0",
    timeMs: at,
    health: { level: "warn", sentences: [`group billing is ${Math.round(rate("lag", 42, at))} s behind`, "1 partition is under-replicated", ...(drained.length ? [`broker ${drained.join(", ")} is being drained`] : []), "5 brokers up", "controller 2 leads"] },
    counts: { brokers: brokers.length, brokersUp: 5, controllers: 3, controllersUp: 3, gateways: 2, topics: topicNames().length, partitions: 13_552, offline: 0, underReplicated: 1, underMinIsr: 0, groups: groupNames().length },
    quorum: { leader: 2, term: 7, voters: { 1: { lagRecords: 0, lastCaughtUpMs: at }, 2: { lagRecords: 0, lastCaughtUpMs: at }, 3: { lagRecords: 2, lastCaughtUpMs: at - 40 } } },
    rates: { recordsInPerS: Math.round(rate("records_in", 58_000, at)), bytesInPerS: Math.round(rate("bytes_in", 24e6, at)), bytesOutPerS: Math.round(rate("bytes_out", 47e6, at)) },
    worstLags: worst,
    disks: Object.fromEntries(Object.entries(nodes().brokers).map(([id, broker]) => [id, broker.disks])),
    events: events({ limit: 20 }).items,
    openListeners: process.env.OPEN ? ["gateway 1000: HTTP at 0.0.0.0:8099"] : [],
  };
}

const MEANS = { records_in: 58_000, bytes_in: 24e6, bytes_out: 47e6, under_replicated: 0, offline: 0, worst_lag_seconds: 42 };

export function valueOf(name, atMs) {
  if (name === "under_replicated") return 1;
  if (name === "offline") return 0;
  if (name === "worst_lag_seconds") return Math.round(rate("lag", 42, atMs));
  const [kind, id, what] = name.split("/");
  if (kind === "topic") return Math.round(rate(`${id}${what}`, topic(id).recordsInPerS * (what === "bytes_in" ? 400 : 1), atMs));
  if (kind === "group") return Math.round(rate("lag", what === "lag_seconds" ? group(id).lagSeconds : Number(group(id).lagRecords), atMs) * 10) / 10;
  if (kind === "broker") return Math.round(rate(`broker${id}${what}`, what === "records_in" ? 14_000 : what === "bytes_in" ? 6.4e6 : 11.8e6, atMs));
  return Math.round(rate(name, MEANS[name] ?? 100, atMs));
}

export function series(query) {
  const { stepMs, length } = RANGES[query.range ?? "15m"] ?? RANGES["15m"];
  const endMs = Math.floor(nowMs() / stepMs) * stepMs;
  const names = query.names ? String(query.names).split(",") : Object.keys(MEANS);
  return { stepMs, endMs, series: Object.fromEntries(names.map((name) => [name, Array.from({ length }, (_, index) => valueOf(name, endMs - (length - 1 - index) * stepMs))])) };
}

export { nodes };
