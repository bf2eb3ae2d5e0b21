import { useLive } from "../live/useLive";
import type { Overview } from "./types";

/** The cluster's id, which every path of the public API's version 3 names; undefined until it is known. */
export function useClusterId(): string | undefined {
  return useLive<Overview>("overview").data?.clusterId;
}
