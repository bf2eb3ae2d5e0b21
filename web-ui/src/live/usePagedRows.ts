import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Paged, Problem } from "../api/types";
import { keyOf, type Params } from "./feeds";
import { useLive } from "./useLive";

const PAGE_ROWS = 100;

export interface PagedRows<T> {
  total: number | undefined;
  rowAt: (index: number) => T | undefined;
  /** To be told which rows are in sight, so that their pages are kept live. */
  onRange: (first: number, last: number) => void;
  problem: Problem | null;
}

/**
 * A list of any length of which only the pages in sight are subscribed to. Pages that were seen before stay in the
 * cache, so scrolling back shows them at once.
 */
export function usePagedRows<T>(channel: "topics" | "groups", params: Params): PagedRows<T> {
  const cache = useQueryClient();
  const [range, setRange] = useState({ first: 0, last: 0 });
  const asked = JSON.stringify(params);
  const [shown, setShown] = useState(asked);
  const firstPage = Math.floor(range.first / PAGE_ROWS);
  const lastPage = Math.max(firstPage, Math.floor(range.last / PAGE_ROWS));
  const page = (number: number): Params => ({ ...params, offset: number * PAGE_ROWS, limit: PAGE_ROWS });
  const first = useLive<Paged<T>>(channel, page(firstPage));
  useLive<Paged<T>>(channel, page(lastPage), { enabled: lastPage !== firstPage });

  // Until the first page of another search is there, the rows of the last one stay.
  if (asked !== shown && first.data !== undefined && !first.isEarlier) setShown(asked);
  const inForce = JSON.parse(shown) as Params;
  return {
    total: first.data?.total,
    rowAt: (index) => {
      const offset = Math.floor(index / PAGE_ROWS) * PAGE_ROWS;
      const held = cache.getQueryData<Paged<T>>(keyOf(channel, { ...inForce, offset, limit: PAGE_ROWS }));
      return held?.items[index - offset];
    },
    onRange: (from, to) => {
      if (from !== range.first || to !== range.last) setRange({ first: from, last: to });
    },
    problem: first.problem,
  };
}
