import type { Partition } from "../../api/types";

export type ReplicaRole = "leader" | "isr" | "elr" | "out" | "none";

/** What a broker is to a partition. One that is eligible (KIP-966) has everything and is not in sync just now. */
export function replicaRole(partition: Partition, broker: number): ReplicaRole {
  if (partition.leader === broker) return "leader";
  if (partition.isr.includes(broker)) return "isr";
  if (partition.elr?.includes(broker) === true) return "elr";
  return partition.replicas.includes(broker) ? "out" : "none";
}

/** How long the slowest follower has lacked something; null when the leader does not know. */
export function worstLagSeconds(partition: Partition): number | null {
  const known = Object.values(partition.replicaLag ?? {}).map((lag) => lag.seconds).filter((each): each is number => each !== null && each !== undefined);
  return known.length === 0 ? null : Math.max(...known);
}

export type Heat = 0 | 1 | 2 | 3 | 4;

const HEAT_SECONDS = [1, 5] as const;

/** From 0, in step, over 1 (under a second behind its usual) to 3 (out of sync) and 4, without a leader. */
export function heat(partition: Partition): Heat {
  if (partition.leader === null || partition.leader === undefined) return 4;
  if (partition.isr.length < partition.replicas.length) return 3;
  const seconds = worstLagSeconds(partition) ?? 0;
  return seconds >= HEAT_SECONDS[1] ? 2 : seconds >= HEAT_SECONDS[0] ? 1 : 0;
}

export const HEAT_WORDS: Record<Heat, string> = {
  0: "in step",
  1: "1 s behind",
  2: "5 s behind",
  3: "a replica out of sync",
  4: "no leader",
};
