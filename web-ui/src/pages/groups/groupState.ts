import type { Signal } from "../../design/Status";

// Kafka's words for the state of a group, of both protocols, however they are written.
const STATES: Record<string, { signal: Signal; words: string }> = {
  stable: { signal: "ok", words: "stable" },
  empty: { signal: "off", words: "no members" },
  assigning: { signal: "warn", words: "assigning" },
  reconciling: { signal: "warn", words: "reconciling" },
  preparingrebalance: { signal: "warn", words: "rebalancing" },
  completingrebalance: { signal: "warn", words: "rebalancing" },
  dead: { signal: "bad", words: "dead" },
};

const find = (state: string) => STATES[state.toLowerCase().replaceAll(/[^a-z]/g, "")];

export function groupSignal(state: string): Signal {
  return find(state)?.signal ?? "off";
}

export function groupStateWords(state: string): string {
  return find(state)?.words ?? state.toLowerCase().replaceAll("_", " ");
}
