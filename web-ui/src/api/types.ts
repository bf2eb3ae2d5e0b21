// The dashboard's own API as the gateway serves it below /ui/v1. Offsets and counts of records are strings, since they
// have 64 bits and JavaScript's numbers 53; times are ms since 1970; what is keyed is an object, so that patches apply.

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
  seconds: number | null;
}

export interface Overview {
  clusterId: string;
  version: string;
  timeMs: number;
  health: Health;
  counts: Counts;
  quorum: {
    leader: number | null;
    term: number;
    voters: Record<string, { lagRecords: number | null; lastCaughtUpMs: number | null }>;
  };
  rates: { recordsInPerS: number; bytesInPerS: number; bytesOutPerS: number };
  worstLags: WorstLag[];
  disks: Record<string, Record<string, Disk>>;
  events: ClusterEvent[];
}

export interface ControllerNode {
  host: string;
  port: number;
  leader: boolean;
  term: number;
  up: boolean;
}

export type BrokerState = "up" | "fenced" | "draining" | "stopping";

export interface BrokerNode {
  host: string;
  port: number;
  rack: string | null;
  state: BrokerState;
  epoch: number;
  leaders: number;
  replicas: number;
  recordsInPerS: number;
  bytesInPerS: number;
  bytesOutPerS: number;
  disks: Record<string, Disk>;
  sinceMs: number | null;
}

export interface GatewayNode {
  host: string;
  port: number;
  httpUrl: string | null;
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
  worstLag: { group: string; records: string; seconds: number | null } | null;
}

export interface Paged<T> {
  total: number;
  items: T[];
}

export interface Partition {
  leader: number | null;
  leaderEpoch: number;
  replicas: number[];
  isr: number[];
  elr: number[];
  startOffset: string | null;
  endOffset: string | null;
  sizeBytes: number | null;
  replicaLag: Record<string, { records: string; seconds: number | null }>;
}

export interface TopicDetail extends Topic {
  partitionsById: Record<string, Partition>;
  groups: Record<string, { state: string; lagRecords: string | null; lagSeconds: number | null }>;
}

export interface GroupRow {
  group: string;
  protocol: string;
  state: string;
  members: number;
  coordinator: number | null;
  lagRecords: string | null;
  lagSeconds: number | null;
  topics: string[];
}

export interface GroupMember {
  clientId: string;
  host: string;
  instanceId: string | null;
  assigned: Record<string, number[]>;
}

export interface GroupPartition {
  topic: string;
  partition: number;
  committed: string | null;
  start: string | null;
  end: string | null;
  records: string | null;
  seconds: number | null;
  member: string | null;
}

export interface GroupDetail {
  group: string;
  protocol: string;
  state: string;
  epoch: number;
  coordinator: number | null;
  assignor: string | null;
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
  who: string | null;
  why: string | null;
  before: string | null;
  after: string | null;
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
