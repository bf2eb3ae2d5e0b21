import { useLinkStatus } from "../live/useLive";
import styles from "./Shell.module.css";
import { useNow } from "./useNow";

const TICK_MS = 500;
/** The server beats every 5 s, so this much age is usual and says nothing. */
const STALE_MS = 7_000;

/** How old what one sees can be, at most. */
export function LiveDot() {
  const { state, heardMs } = useLinkStatus();
  const nowMs = useNow(TICK_MS);
  const ageMs = heardMs === null ? null : Math.max(0, nowMs - heardMs);
  const isStale = ageMs !== null && ageMs > STALE_MS;
  const look = state === "live" ? (isStale ? "stale" : "live") : state;
  const words =
    state === "polling" ? "polling every 2 s"
    : ageMs === null ? "connecting"
    : state === "live" ? `live, ${(ageMs / 1000).toFixed(1)} s old`
    : "reconnecting";
  return (
    <span className={styles.live} data-look={look} title="How long ago the gateway was last heard">
      <i aria-hidden="true" />
      <span>{words}</span>
    </span>
  );
}
