import type { Topic } from "../../api/types";
import type { Signal } from "../../design/Status";

/** A partition that nobody leads is worse than one that lacks a copy. */
export function topicSignal(topic: Pick<Topic, "offline" | "underReplicated">): Signal {
  return topic.offline > 0 ? "bad" : topic.underReplicated > 0 ? "warn" : "ok";
}
