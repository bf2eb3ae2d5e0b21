import type { ReactNode } from "react";
import type { Problem } from "../api/types";
import styles from "./Panel.module.css";
import { Shape } from "./Status";

/** A titled sheet; what does not fit its width scrolls inside of it. */
export function Panel(props: { title?: ReactNode; note?: ReactNode; actions?: ReactNode; children: ReactNode; flush?: boolean; wide?: boolean }) {
  const { title, note, actions, children, flush = false, wide = false } = props;
  return (
    <section className={`${styles.panel} ${wide ? styles.wide : ""}`}>
      {(title !== undefined || actions !== undefined) && (
        <header className={styles.head}>
          {title !== undefined && <h2>{title}</h2>}
          {note !== undefined && <span className={styles.note}>{note}</span>}
          {actions !== undefined && <div className={styles.actions}>{actions}</div>}
        </header>
      )}
      <div className={flush ? styles.flush : styles.body}>{children}</div>
    </section>
  );
}

/** The top of a page: its name, what it is about in a line, and what can be done. */
export function PageHead(props: { title: ReactNode; children?: ReactNode; actions?: ReactNode }) {
  return (
    <div className={styles.pageHead}>
      <div className={styles.pageTitle}>
        <h1>{props.title}</h1>
        {props.children !== undefined && <div className={styles.pageNote}>{props.children}</div>}
      </div>
      {props.actions !== undefined && <div className={styles.actions}>{props.actions}</div>}
    </div>
  );
}

/** Said in place of what is not there, with what to do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <p className={styles.emptyTitle}>{title}</p>
      {children !== undefined && <div className="soft">{children}</div>}
    </div>
  );
}

export function ProblemNote({ problem }: { problem: Problem }) {
  return (
    <div className={styles.problem} role="alert">
      <Shape signal="bad" size={11} />
      <div>
        <strong>{problem.title}</strong>
        <p>{problem.detail}</p>
      </div>
    </div>
  );
}

/** Holds the place of what is on its way, so that nothing jumps when it is there. */
export function Loading({ rows = 6 }: { rows?: number }) {
  return (
    <div className={styles.loading} role="status" aria-label="loading">
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} style={{ width: `${92 - ((row * 37) % 45)}%` }} />
      ))}
    </div>
  );
}

/** Facts beside each other: a small name above each value. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={styles.facts}>{children}</dl>;
}

export function Fact({ name, children, title }: { name: string; children: ReactNode; title?: string }) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
