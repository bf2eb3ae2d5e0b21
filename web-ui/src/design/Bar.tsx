import type { Level } from "../api/types";
import styles from "./Bar.module.css";

/** A share of a whole. */
export function Bar({ share, level = "ok", label }: { share: number; level?: Level | "accent"; label: string }) {
  const held = Math.max(0, Math.min(1, share));
  return (
    <span className={styles.bar} role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(held * 100)}>
      <span className={styles[level]} style={{ width: `${held * 100}%` }} />
    </span>
  );
}
