import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { getJson, Refused } from "../api/http";
import type { Problem } from "../api/types";
import type { LinkStatus } from "./connection";
import { type Channel, type Feeds, keyOf, type Params, pathOf } from "./feeds";

const POLL_MS = 2_000;

export const FeedsContext = createContext<Feeds | null>(null);

function useFeeds(): Feeds {
  const feeds = useContext(FeedsContext);
  if (feeds === null) throw new Error("there are no feeds around this part: put it below FeedsContext");
  return feeds;
}

export function useLinkStatus(): LinkStatus {
  const { connection } = useFeeds();
  return useSyncExternalStore(connection.watch, connection.status);
}

function useLinkState(): LinkStatus["state"] {
  const { connection } = useFeeds();
  return useSyncExternalStore(connection.watch, () => connection.status().state);
}

export interface Live<T> {
  data: T | undefined;
  problem: Problem | null;
  isPending: boolean;
  /** What is shown was asked for with other parameters, and the answer to these is on its way. */
  isEarlier: boolean;
}

/** A list that is filtered or turned to another page keeps its rows until the new ones are there; a thing does not. */
const KEEPS_EARLIER: readonly Channel[] = ["topics", "groups", "series", "events"];

/**
 * Something of the cluster as it is now: from the live connection while there is one, and by asking again and again
 * while there is none. What was shown before stays until the new answer is there.
 */
export function useLive<T>(channel: Channel, params: Params = {}, options: { enabled?: boolean } = {}): Live<T> {
  const feeds = useFeeds();
  const cache = useQueryClient();
  const state = useLinkState();
  const isEnabled = options.enabled ?? true;
  const name = JSON.stringify(params);
  const [refusal, setRefusal] = useState<{ name: string; problem: Problem } | null>(null);

  const query = useQuery({
    queryKey: keyOf(channel, params),
    queryFn: ({ signal }) => getJson<T>(pathOf(channel, params), signal),
    enabled: isEnabled && state !== "live",
    refetchInterval: state === "polling" ? POLL_MS : false,
    placeholderData: keepPreviousData,
    staleTime: POLL_MS,
  });

  useEffect(() => {
    if (!isEnabled) return undefined;
    const asked = JSON.parse(name) as Params;
    return feeds.follow(channel, asked, (problem) => {
      setRefusal(problem === null ? null : { name, problem });
      if (problem !== null) cache.removeQueries({ queryKey: keyOf(channel, asked), exact: true });
    });
  }, [feeds, cache, channel, name, isEnabled]);

  const refused = refusal !== null && refusal.name === name ? refusal.problem : null;
  const failure = query.error instanceof Refused ? query.error.problem : null;
  const isStale = query.isPlaceholderData && !KEEPS_EARLIER.includes(channel);
  const problem = refused ?? (query.data === undefined ? failure : null);
  return {
    data: problem !== null || isStale ? undefined : query.data,
    problem,
    isPending: problem === null && (query.data === undefined || isStale),
    isEarlier: query.isPlaceholderData,
  };
}
