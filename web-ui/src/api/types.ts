// The dashboard's own API as the gateway serves it below /ui/v1. Offsets and counts of records are strings, since they
// have 64 bits and JavaScript's numbers 53; times are ms since 1970; what is keyed is an object, so that patches apply.
// A patch that makes something null takes it out (RFC 7396), so what may be null may also be missing: ask with `== null`.

export type Maybe<T> = T | null | undefined;

export type Level = "ok" | "warn" | "bad";

export interface Health {
  level: Level;
  sentences: string[];
}

export interface Counts {
  brokers: number;
  brokersUp: number;
  controllers: number;
  controllersUp: number;
  gateways: number;
  topics: number;
  partitions: number;
  offline: number;
  underReplicated: number;
  underMinIsr: number;
  groups: number;
}

export interface Disk {
  totalBytes: number;
  usableBytes: number;
  logBytes: number;
  offline: boolean;
}

export interface WorstLag {
  group: string;
  topic: string;
  partition: number;
  records: string;
  seconds: Maybe<number>;
}

export interface Overview {
  clusterId: string;
  version: string;
  timeMs: number;
  health: Health;
  counts: Counts;
  quorum: {
    leader: Maybe<number>;
    term: number;
    voters: Record<string, { lagRecords: Maybe<number>; lastCaughtUpMs: number | null }>;
  };
  rates: { recordsInPerS: number; bytesInPerS: number; bytesOutPerS: number };
  worstLags: WorstLag[];
  disks: Record<string, Record<string, Disk>>;
  events: ClusterEvent[];
  /** Those that other machines can reach, and nobody is asked for a password. */
  openListeners: string[];
}

export interface ControllerNode {
  host: Maybe<string>;
  port: Maybe<number>;
  leader: boolean;
  term: number;
  up: Maybe<boolean>;
}

export type BrokerState = "up" | "fenced" | "draining" | "stopping";

export interface BrokerNode {
  host: Maybe<string>;
  port: Maybe<number>;
  rack: Maybe<string>;
  state: BrokerState;
  epoch: string;
  leaders: number;
  replicas: number;
  recordsInPerS: number;
  bytesInPerS: number;
  bytesOutPerS: number;
  disks: Record<string, Disk>;
  sinceMs: Maybe<number>;
}

export interface GatewayNode {
  host: Maybe<string>;
  port: Maybe<number>;
  httpUrl: Maybe<string>;
  up: boolean;
  coordinates: number;
  bytesInPerS?: number;
  bytesOutPerS?: number;
}

export interface Nodes {
  controllers: Record<string, ControllerNode>;
  brokers: Record<string, BrokerNode>;
  gateways: Record<string, GatewayNode>;
}

export interface Topic {
  name: string;
  id: string;
  internal: boolean;
  partitions: number;
  replicationFactor: number;
  underReplicated: number;
  offline: number;
  sizeBytes: number;
  recordsInPerS: number;
  bytesInPerS: number;
  retentionMs: number;
  retentionBytes: number;
  cleanupPolicy: string;
  worstLag: Maybe<{ group: string; records: string; seconds: Maybe<number> }>;
}

export interface Paged<T> {
  total: number;
  items: T[];
}

export interface Partition {
  leader: Maybe<number>;
  leaderEpoch: number;
  replicas: number[];
  isr: number[];
  elr: number[];
  startOffset: Maybe<string>;
  endOffset: Maybe<string>;
  sizeBytes: Maybe<number>;
  replicaLag: Record<string, { records: Maybe<string>; seconds: Maybe<number> }>;
}

export interface TopicDetail extends Topic {
  partitionsById: Record<string, Partition>;
  groups: Record<string, { state: string; lagRecords: Maybe<string>; lagSeconds: number | null }>;
}

export interface GroupRow {
  group: string;
  protocol: string;
  state: string;
  members: number;
  coordinator: Maybe<number>;
  lagRecords: Maybe<string>;
  lagSeconds: Maybe<number>;
  topics: string[];
}

export interface GroupMember {
  clientId: string;
  host: Maybe<string>;
  instanceId: Maybe<string>;
  assigned: Record<string, number[]>;
}

export interface GroupPartition {
  topic: string;
  partition: number;
  committed: Maybe<string>;
  start: Maybe<string>;
  end: Maybe<string>;
  records: Maybe<string>;
  seconds: Maybe<number>;
  member: Maybe<string>;
}

export interface GroupDetail {
  group: string;
  protocol: string;
  state: string;
  epoch: Maybe<number>;
  coordinator: Maybe<number>;
  assignor: Maybe<string>;
  members: Record<string, GroupMember>;
  partitions: GroupPartition[];
}

export const EVENT_KINDS = ["election", "isr", "node", "config", "topic", "group", "admin", "quorum"] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export interface ClusterEvent {
  index: string;
  timeMs: number;
  type: string;
  kind: EventKind;
  subject: string;
  who: Maybe<string>;
  why: Maybe<string>;
  /** Text, or whatever JSON the change was about. */
  before: unknown;
  after: unknown;
  text: string;
}

export interface EventPage {
  items: ClusterEvent[];
  more: boolean;
}

export const RANGES = ["15m", "24h", "30d"] as const;
export type Range = (typeof RANGES)[number];

export interface Series {
  stepMs: number;
  endMs: number;
  series: Record<string, (number | null)[]>;
}

/** problem+json (RFC 9457), as every door of the gateway answers what it refuses. */
export interface Problem {
  title: string;
  status: number;
  detail: string;
  error_code?: number;
  retryable?: boolean;
}
