import type { ReactNode } from "react";
import type { Level } from "../api/types";
import styles from "./Status.module.css";

export type Signal = Level | "off";

const WORDS: Record<Signal, string> = { ok: "well", warn: "warning", bad: "problem", off: "off" };

/** A state by shape as well as by colour: a disc is well, a triangle warns, a square is bad, a ring is off. */
export function Shape({ signal, size = 10, title }: { signal: Signal; size?: number; title?: string }) {
  return (
    <svg className={`${styles.shape} ${styles[signal]}`} width={size} height={size} viewBox="0 0 12 12" role="img" aria-label={title ?? WORDS[signal]}>
      {signal === "ok" && <circle cx="6" cy="6" r="4.6" />}
      {signal === "warn" && <path d="M6 .9 11.6 11H.4Z" />}
      {signal === "bad" && <rect x="1.1" y="1.1" width="9.8" height="9.8" rx="1.6" />}
      {signal === "off" && <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.8" />}
    </svg>
  );
}

export function Status({ signal, children }: { signal: Signal; children: ReactNode }) {
  return (
    <span className={styles.status}>
      <Shape signal={signal} size={9} />
      <span>{children}</span>
    </span>
  );
}

/** A word in a frame, for what is neither good nor bad: "internal", "leader", "preferred". */
export function Tag({ children, tone = "plain" }: { children: ReactNode; tone?: "plain" | "accent" | Level }) {
  return <span className={`${styles.tag} ${styles[`tag-${tone}`] ?? ""}`}>{children}</span>;
}
