import { useCallback, useEffect, useRef, useState } from "react";
import { Refused } from "../../api/http";
import { followRecord, type Journey } from "../../api/journey";
import { tail } from "../../api/tail";
import type { Problem } from "../../api/types";
import type { PageTimes } from "./steps";

/** A subscriber is waited for no longer: the record is sent without one then. */
const LISTEN_MS_MAX = 1_500;
/** Nobody looks for a record that has not come by then. */
const ARRIVES_MS_MAX = 10_000;

export interface Followed {
  journey: Journey;
  times: PageTimes;
}

export interface JourneyRun {
  followed: Followed | null;
  problem: Problem | null;
  isUnderWay: boolean;
  send: (record: { topic: string; key: string; value: string; isThere: boolean }) => void;
}

interface Listener {
  isReady: boolean;
  /** When each record came, by the page's clock. */
  cameAtMs: Map<string, number>;
  onRecord: () => void;
  end: () => void;
}

const nameOf = (partition: number, offset: number | string) => `${partition}@${offset}`;

/** A socket as any subscriber has it, once it waits for what comes. */
function listen(topic: string): Promise<Listener> {
  return new Promise((resolve) => {
    const listener: Listener = { isReady: false, cameAtMs: new Map(), onRecord: () => undefined, end: () => undefined };
    const timer = setTimeout(() => resolve(listener), LISTEN_MS_MAX);
    listener.end = tail(topic, { from: "latest", limit: 0 }, {
      records: (records) => {
        const nowMs = performance.now();
        for (const record of records) listener.cameAtMs.set(nameOf(record.partition, record.offset), nowMs);
        listener.onRecord();
      },
      skipped: () => undefined,
      caughtUp: () => {
        listener.isReady = true;
        clearTimeout(timer);
        resolve(listener);
      },
      state: () => undefined,
    });
  });
}

/** Sends one record at a time, and gathers what the gateway tells of it and what this page sees by itself. */
export function useJourney(): JourneyRun {
  const [followed, setFollowed] = useState<Followed | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isUnderWay, setUnderWay] = useState(false);
  const cleanUp = useRef<() => void>(() => undefined);
  useEffect(() => () => cleanUp.current(), []);

  const follow = useCallback(async ({ topic, key, value, isThere }: { topic: string; key: string; value: string; isThere: boolean }) => {
    cleanUp.current();
    setProblem(null);
    setUnderWay(true);
    const abort = new AbortController();
    cleanUp.current = () => abort.abort();
    // A topic that this record makes has nobody who could listen to it.
    const listener = isThere ? await listen(topic) : null;
    const timer = setTimeout(() => listener?.end(), LISTEN_MS_MAX + ARRIVES_MS_MAX);
    cleanUp.current = () => {
      abort.abort();
      clearTimeout(timer);
      listener?.end();
    };
    if (abort.signal.aborted) return cleanUp.current();
    const wasListening = listener?.isReady === true;
    const sentMs = performance.now();
    let journey: Journey | null = null;
    let toldMs: number | null = null;
    let acknowledgedMs: number | null = null;
    const show = () => {
      if (journey === null) return;
      const cameAtMs = journey.offset == null ? undefined : listener?.cameAtMs.get(nameOf(journey.partition, journey.offset));
      setFollowed({ journey, times: { toldMs, acknowledgedMs, arrivedMs: cameAtMs === undefined ? null : cameAtMs - sentMs, wasListening } });
      if (cameAtMs !== undefined) listener?.end();
    };
    if (listener !== null) listener.onRecord = show;
    try {
      await followRecord(topic, key, value, (told) => {
        toldMs ??= performance.now() - sentMs;
        if (told.state === "acknowledged") acknowledgedMs = performance.now() - sentMs;
        journey = told;
        show();
      }, abort.signal);
    } catch (failure) {
      if (abort.signal.aborted) return;
      setFollowed(journey === null ? null : { journey, times: { toldMs, acknowledgedMs, arrivedMs: null, wasListening } });
      setProblem(failure instanceof Refused ? failure.problem : { title: "No answer", status: 0, detail: `the gateway broke off: ${String(failure)}` });
    } finally {
      if (!abort.signal.aborted) setUnderWay(false);
    }
  }, []);

  return { followed, problem, isUnderWay, send: (record) => void follow(record) };
}
