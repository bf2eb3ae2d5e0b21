import type { Change } from "./admin";

/** What moving a leader cost, in milliseconds (docs/HTTP.md, The dashboard's API). */
export interface DrillReport {
  fromBroker: number;
  toBroker: number;
  electedMs: number;
  gapMs: number;
  usualGapMs: number;
  came: number;
  failed: number;
  /** When each record came through, from the request on; negative before it. */
  arrivalsMs: number[];
}

export const leaderDrill: Change = { method: "POST", path: "/ui/v1/canary/drill" };
