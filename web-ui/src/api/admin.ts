// What the dashboard changes, it changes through the public API (docs/HTTP.md), as anybody could.
import { getJson, send } from "./http";

interface Listing<T> {
  data: T[];
}

export interface Setting {
  name: string;
  value: string;
  is_default: boolean;
  source: string;
  synonyms: { name: string; value: string; source: string }[];
}

export interface OffsetReset {
  dry_run: boolean;
  total_lag_before: number;
  total_lag_after: number;
  data: OffsetChange[];
}

export interface OffsetChange {
  topic_name: string;
  partition_id: number;
  before: number | null;
  after: number;
  lag_before: number;
  lag_after: number;
  is_clamped: boolean;
  note: string | null;
}

export interface Reassignment {
  topic_name: string;
  partition_id: number;
  adding_replicas: number[];
  removing_replicas: number[];
}

export interface Move {
  topic_name: string;
  partition_id: number;
  replicas: number[] | null;
}

export interface Outcome {
  topic_name: string;
  partition_id: number;
  error_code: number;
  message: string | null;
}

/** A change that has not been made yet: what would be sent, so that it can be shown, copied, and then sent. */
export interface Change {
  method: "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  body?: unknown;
}

const within = (clusterId: string, ...segments: (string | number)[]) =>
  `/v3/clusters/${[clusterId, ...segments].map((segment) => encodeURIComponent(String(segment)).replaceAll("%3A", ":")).join("/")}`;

export const settingsOf = async (clusterId: string, topic: string): Promise<Setting[]> =>
  (await getJson<Listing<Setting>>(within(clusterId, "topics", topic, "configs"))).data;

export const changeSetting = (clusterId: string, topic: string, name: string, value: string | null): Change => ({
  method: "POST",
  path: within(clusterId, "topics", topic, "configs:alter"),
  body: { data: [value === null ? { name, operation: "DELETE" } : { name, value, operation: "SET" }] },
});

export const createTopic = (clusterId: string, name: string, partitions: number | null, replication: number | null): Change => ({
  method: "POST",
  path: within(clusterId, "topics"),
  body: {
    topic_name: name,
    ...(partitions === null ? {} : { partitions_count: partitions }),
    ...(replication === null ? {} : { replication_factor: replication }),
  },
});

export const addPartitions = (clusterId: string, topic: string, partitions: number): Change => ({
  method: "PATCH",
  path: within(clusterId, "topics", topic),
  body: { partitions_count: partitions },
});

export const deleteTopic = (clusterId: string, topic: string): Change => ({
  method: "DELETE",
  path: within(clusterId, "topics", topic),
});

export const resetOffsets = (clusterId: string, group: string, to: string, topics: string[]): Change => ({
  method: "POST",
  path: within(clusterId, "consumer-groups", group, "offsets:reset"),
  body: { to, ...(topics.length === 0 ? {} : { topics }) },
});

export const deleteGroup = (clusterId: string, group: string): Change => ({
  method: "DELETE",
  path: within(clusterId, "consumer-groups", group),
});

export const drainBroker = (clusterId: string, broker: string, shallDrain: boolean): Change => ({
  method: shallDrain ? "POST" : "DELETE",
  path: within(clusterId, "brokers", broker, "drain"),
});

export const electPreferred = (clusterId: string): Change => ({
  method: "POST",
  path: within(clusterId, "leader-elections"),
  body: { election_type: "PREFERRED" },
});

export const reassign = (clusterId: string, moves: Move[]): Change => ({
  method: "POST",
  path: within(clusterId, "topics", "-", "partitions", "-", "reassignment"),
  body: { data: moves },
});

export const reassignments = async (clusterId: string): Promise<Reassignment[]> =>
  (await getJson<Listing<Reassignment>>(within(clusterId, "topics", "-", "partitions", "-", "reassignment"))).data;

export const carryOut = <T = unknown>(change: Change): Promise<T> => send<T>(change.method, change.path, change.body);

export const dryRun = <T>(change: Change): Promise<T> => send<T>(change.method, `${change.path}?dry_run=true`, change.body);

const quoted = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** A look as a command. */
export function readAsCurl(path: string, origin: string): string {
  return `curl ${quoted(origin + path)}`;
}

/** The same change as a command, for a terminal or a runbook. */
export function asCurl(change: Change, origin: string): string {
  const words = ["curl"];
  if (change.method !== "POST" || change.body === undefined) words.push("-X", change.method);
  if (change.body !== undefined) words.push("-H", quoted("Content-Type: application/json"), "-d", quoted(JSON.stringify(change.body)));
  words.push(quoted(origin + change.path));
  return words.join(" ");
}
