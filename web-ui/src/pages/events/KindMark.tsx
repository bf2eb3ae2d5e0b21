import type { EventKind } from "../../api/types";
import styles from "./Events.module.css";

export const KIND_NAMES: Record<EventKind, string> = {
  election: "Election",
  isr: "In-sync replicas",
  node: "Node",
  config: "Setting",
  topic: "Topic",
  group: "Group",
  admin: "Operator",
  quorum: "Quorum",
};

/** A kind of event by shape and colour, small enough for a lane of the timeline. */
export function KindMark({ kind, tone, size = 12 }: { kind: EventKind; tone?: "good" | "bad" | undefined; size?: number }) {
  return (
    <svg className={styles.mark} data-kind={kind} data-tone={tone} width={size} height={size} viewBox="-6 -6 12 12" role="img" aria-label={KIND_NAMES[kind] ?? kind}>
      <path d={KIND_SHAPES[kind] ?? KIND_SHAPES.node} />
    </svg>
  );
}

export const KIND_SHAPES: Record<EventKind, string> = {
  election: "M0-5.4 1.600-1.700 5.400-1.500 2.400.900 3.400 4.700 0 2.500-3.400 4.700-2.400.900-5.400-1.500-1.600-1.700Z",
  isr: "M0-5 5 0 0 5-5 0Z",
  node: "M-4.500-4.500h9v9h-9Z",
  config: "M-4.800-1.600h9.600v3.200h-9.600Z",
  topic: "M-4.500-4.600h9v2.400h-9ZM-4.500-1.200h9v2.400h-9ZM-4.500 2.200h9v2.400h-9Z",
  group: "M-4.600 0a4.600 4.600 0 1 0 9.200 0 4.600 4.600 0 1 0-9.200 0Z",
  admin: "M-4.800-4.500h9.600L0 5Z",
  quorum: "M-2.700-4.700h5.400L5.400 0 2.700 4.700h-5.400L-5.400 0Z",
};
