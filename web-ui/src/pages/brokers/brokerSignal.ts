import type { BrokerState } from "../../api/types";
import type { Signal } from "../../design/Status";

const SIGNALS: Record<BrokerState, Signal> = { up: "ok", draining: "warn", stopping: "warn", fenced: "bad" };

export function brokerSignal(state: BrokerState): Signal {
  return SIGNALS[state];
}
