// A cluster that does not exist: the same every time it is asked, so that two screenshots differ only by the page.
// Time stands in for chance: every number is a function of a name and a second.

const START_MS = Date.UTC(2026, 10, 21, 9, 30, 0);
const TOPICS = 2_400;
const GROUPS = 180;
const DOMAINS = ["orders", "payments", "inventory", "shipping", "billing", "catalog", "search", "sessions", "clicks", "audit", "notifications", "pricing"];
const KINDS = ["events", "commands", "changelog", "dlq", "snapshots", "enriched", "raw"];
const TEAMS = ["warehouse", "fraud", "mailer", "indexer", "reporting", "ledger", "ml-features", "exporter"];

/** A number in 0..1 that belongs to these words. */
export function chance(...words) {
  let hash = 2166136261;
  for (const char of words.join("|")) hash = Math.imul(hash ^ char.charCodeAt(0), 16777619);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 2246822507);
  hash ^= hash >>> 13;
  return (hash >>> 0) / 4294967296;
}

/** A rate that sways around its mean like traffic does, with a short burst now and then. */
export function rate(name, mean, atMs) {
  const second = Math.floor(atMs / 1000);
  const slow = Math.sin(second / 173 + chance(name, "phase") * 6.3) * 0.18 + Math.sin(second / 41 + chance(name) * 6.3) * 0.09;
  const noise = (chance(name, second) - 0.5) * 0.12;
  const burst = chance(name, Math.floor(second / 60)) > 0.94 ? 0.5 : 0;
  return Math.max(0, mean * (1 + slow + noise + burst));
}

export const nowMs = () => Date.now();
export const startMs = START_MS;

const brokerStates = { 1: "up", 2: "up", 3: "up", 4: "draining", 5: "up" };
const draining = new Set(["4"]);
const deleted = new Set();
const settings = new Map();
const moves = new Map();

export const brokers = ["1", "2", "3", "4", "5"].map((id, index) => ({ id, host: `broker-${id}.lab`, rack: ["north", "south", "east"][index % 3] }));
/** What was done to the mock since it began; topics that were made have only the records that were sent to them. */
export const changed = { draining, deleted, settings, moves, made: [], sent: new Map() };

function topicSeed(index) {
  if (index === 0) return "orders";
  if (index === 1) return "payments";
  if (index === 2) return "__consumer_offsets";
  return `${DOMAINS[index % DOMAINS.length]}.${KINDS[Math.floor(index / DOMAINS.length) % KINDS.length]}.v${Math.floor(index / 84) + 1}`;
}

const NAMES = Array.from({ length: TOPICS }, (_, index) => topicSeed(index));

export function topicNames() {
  return [...NAMES, ...changed.made].filter((name) => !deleted.has(name));
}

export function topic(name) {
  const isBusy = name === "orders" || name === "payments";
  if (changed.made.includes(name)) return madeTopic(name);
  const partitions = name === "__consumer_offsets" ? 50 : isBusy ? 24 : 1 + Math.floor(chance(name, "p") ** 3 * 24);
  const mean = isBusy ? 9_000 : 800 * chance(name, "rate") ** 6;
  const records = rate(name, mean, nowMs());
  const hasLag = chance(name, "lag") > 0.7;
  return {
    name,
    id: Buffer.from(name.padEnd(16, "x").slice(0, 16)).toString("base64url"),
    internal: name.startsWith("__"),
    partitions,
    replicationFactor: 3,
    underReplicated: name === "payments" ? 1 : 0,
    offline: 0,
    sizeBytes: Math.round(mean * 86_400 * 2.4 * (0.5 + chance(name, "size"))) + 4_096,
    recordsInPerS: Math.round(records * 10) / 10,
    bytesInPerS: Math.round(records * (180 + 400 * chance(name, "bytes"))),
    retentionMs: chance(name, "r") > 0.9 ? -1 : 604_800_000,
    retentionBytes: -1,
    cleanupPolicy: name.includes("changelog") || name.startsWith("__") ? "compact" : "delete",
    worstLag: isBusy || hasLag ? { group: isBusy ? "billing" : groupNames()[Math.floor(chance(name) * GROUPS)], records: String(Math.round(isBusy ? rate("lag", 84_000, nowMs()) : chance(name, "l") * 900)), seconds: isBusy ? Math.round(rate("lag", 42, nowMs())) : Math.round(chance(name, "ls") * 40) / 10 } : null,
  };
}

function madeTopic(name) {
  const sizeBytes = JSON.stringify(changed.sent.get(name) ?? []).length;
  return { name, id: name, internal: false, partitions: 1, replicationFactor: 3, underReplicated: 0, offline: 0, sizeBytes, recordsInPerS: 0, bytesInPerS: 0, retentionMs: 604_800_000, retentionBytes: -1, cleanupPolicy: "delete", worstLag: null };
}

export function partitionsOf(name) {
  if (changed.made.includes(name)) {
    const endOffset = String((changed.sent.get(name) ?? []).length);
    return { 0: { leader: 1, leaderEpoch: 0, replicas: [1, 2, 3], isr: [1, 2, 3], elr: [], startOffset: "0", endOffset, sizeBytes: madeTopic(name).sizeBytes, replicaLag: { 2: { records: "0", seconds: 0 }, 3: { records: "0", seconds: 0 } } } };
  }
  const about = topic(name);
  const byId = {};
  const second = Math.floor(nowMs() / 1000);
  for (let id = 0; id < about.partitions; id += 1) {
    const first = Math.floor(chance(name, "first") * 5) + id;
    let replicas = [0, 1, 2].map((step) => Number(brokers[(first + step) % 5].id));
    const isBehind = name === "payments" && id === 7;
    const moved = moves.get(`${name}-${id}`);
    if (moved) replicas = moved;
    const leader = replicas.find((replica) => !draining.has(String(replica)));
    const end = BigInt(Math.floor(chance(name, id) * 9e9)) + BigInt(second % 1_000_000) * BigInt(Math.max(1, Math.round(about.recordsInPerS / about.partitions)));
    byId[id] = {
      leader: leader ?? null,
      leaderEpoch: 3 + Math.floor(chance(name, id, "epoch") * 9),
      replicas,
      isr: isBehind ? replicas.slice(0, 2) : replicas,
      elr: [],
      startOffset: String(end / 3n),
      endOffset: String(end),
      sizeBytes: Math.round((about.sizeBytes / about.partitions) * (0.6 + 0.8 * chance(name, id, "s"))),
      replicaLag: Object.fromEntries(
        replicas.map((replica, index) => {
          const records = replica === leader ? 0 : isBehind && index === 2 ? 48_210 + (second % 60) * 130 : chance(name, id, replica, second) > 0.82 ? Math.ceil(chance(name, id, replica) * 60) : 0;
          return [replica, { records: String(records), seconds: isBehind && index === 2 ? 19.4 : records > 0 ? 0.1 : 0 }];
        }),
      ),
    };
  }
  return byId;
}

const GROUP_NAMES = ["billing", ...Array.from({ length: GROUPS - 1 }, (_, index) => `${TEAMS[index % TEAMS.length]}-${DOMAINS[Math.floor(index / TEAMS.length) % DOMAINS.length]}${index >= 96 ? "-b" : ""}`)];

export function groupNames() {
  return GROUP_NAMES.filter((name) => !deleted.has(`group ${name}`));
}

export function group(name) {
  const isBilling = name === "billing";
  const state = isBilling ? "STABLE" : ["STABLE", "STABLE", "STABLE", "STABLE", "EMPTY", "STABLE", "RECONCILING"][Math.floor(chance(name, "state") * 7)];
  const seconds = isBilling ? rate("lag", 42, nowMs()) : chance(name, "sec") ** 4 * 9;
  return {
    group: name,
    protocol: chance(name, "proto") > 0.4 ? "consumer" : "classic",
    state,
    members: state === "EMPTY" ? 0 : 1 + Math.floor(chance(name, "m") * 6),
    coordinator: 101 + Math.floor(chance(name, "c") * 2),
    lagRecords: String(Math.round(isBilling ? rate("lag", 84_000, nowMs()) : seconds * 90)),
    lagSeconds: Math.round(seconds * 10) / 10,
    topics: isBilling ? ["orders", "payments"] : [NAMES[3 + Math.floor(chance(name, "t") * 300)]],
  };
}

export function groupDetail(name) {
  const about = group(name);
  const members = {};
  for (let index = 0; index < about.members; index += 1) {
    members[`${name}-${index}-${Math.floor(chance(name, index) * 0xffffff).toString(16)}`] = { clientId: `${name}-${index}`, host: `10.2.4.${10 + index}`, instanceId: null, assigned: {} };
  }
  const ids = Object.keys(members);
  const partitions = about.topics.flatMap((topicName) =>
    Object.entries(partitionsOf(topicName)).map(([id, partition]) => {
      const member = ids.length === 0 ? null : ids[Number(id) % ids.length];
      if (member) (members[member].assigned[topicName] ??= []).push(Number(id));
      const share = chance(name, topicName, id) ** 3 * 4;
      const records = Math.round((Number(about.lagRecords) / 24) * share);
      const isUncommitted = chance(name, topicName, id, "none") > 0.97;
      return {
        topic: topicName,
        partition: Number(id),
        committed: isUncommitted ? null : String(BigInt(partition.endOffset) - BigInt(records)),
        start: partition.startOffset,
        end: partition.endOffset,
        records: String(records),
        seconds: Math.round(about.lagSeconds * Math.min(1, share) * 10) / 10,
        member,
      };
    }),
  );
  return { ...about, epoch: 14, assignor: about.protocol === "consumer" ? "uniform" : "range", members, partitions, lagRecords: undefined, lagSeconds: undefined, topics: undefined };
}

export function nodes() {
  const at = nowMs();
  const controllers = Object.fromEntries([1, 2, 3].map((id) => [id, { host: `controller-${id}.lab`, port: 9_093, leader: id === 2, term: 7, up: true }]));
  const brokerNodes = Object.fromEntries(
    brokers.map(({ id, host, rack }) => [
      id,
      {
        host, port: 9_092, rack,
        state: draining.has(id) ? "draining" : brokerStates[id] === "draining" ? "up" : brokerStates[id],
        epoch: 118 + Number(id),
        leaders: draining.has(id) ? 0 : 2_700 + Math.floor(chance(id, "leaders") * 400),
        replicas: 8_140 + Math.floor(chance(id, "replicas") * 600),
        recordsInPerS: draining.has(id) ? 0 : Math.round(rate(`broker${id}`, 14_000, at)),
        bytesInPerS: Math.round(rate(`broker${id}in`, draining.has(id) ? 2.1e6 : 6.4e6, at)),
        bytesOutPerS: draining.has(id) ? 0 : Math.round(rate(`broker${id}out`, 11.8e6, at)),
        disks: disks(id),
        sinceMs: START_MS + Number(id) * 7_000,
      },
    ]),
  );
  const gateways = Object.fromEntries(
    [101, 102].map((id) => [id, { host: `gateway-${id}.lab`, port: 9_094, httpUrl: `http://gateway-${id}.lab:8080`, up: true, coordinates: 25, bytesInPerS: Math.round(rate(`gw${id}`, 1.2e6, at)), bytesOutPerS: Math.round(rate(`gwo${id}`, 3.3e6, at)) }]),
  );
  return { controllers, brokers: brokerNodes, gateways };
}

function disks(id) {
  const used = 0.36 + 0.2 * chance(id, "disk") + (id === "3" ? 0.34 : 0);
  const totalBytes = 2e12;
  return { "/data/a": { totalBytes, usableBytes: Math.round(totalBytes * (1 - used)), logBytes: Math.round(totalBytes * used * 0.94), offline: false } };
}
