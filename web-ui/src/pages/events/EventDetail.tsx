import type { ReactNode } from "react";
import type { ClusterEvent } from "../../api/types";
import { Button } from "../../design/Controls";
import { Fact, Facts, Panel } from "../../design/Panel";
import { dateTime } from "../../format/times";
import { whoWords } from "./causes";
import styles from "./Events.module.css";
import { KIND_NAMES, KindMark } from "./KindMark";
import { toneOf } from "./lanes";

/** Whatever a change was about, as `name value` pairs; a list as its members. */
export function inWords(value: unknown): string {
  if (value == null) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(String).join(", ");
  if (typeof value !== "object") return String(value);
  return Object.entries(value).map(([name, each]) => `${name} ${inWords(each)}`).join("; ");
}

/** Of two states only what differs: a partition has many fields, and one of them changed. */
export function difference(before: unknown, after: unknown): [unknown, unknown] {
  const areObjects = [before, after].every((each) => typeof each === "object" && each !== null && !Array.isArray(each));
  if (!areObjects) return [before, after];
  const [was, is] = [before as Record<string, unknown>, after as Record<string, unknown>];
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]));
  const only = (state: Record<string, unknown>) => Object.fromEntries(names.filter((name) => name in state).map((name) => [name, state[name]]));
  return [only(was), only(is)];
}

export function EventDetail({ event, onClose }: { event: ClusterEvent; onClose: () => void }) {
  const [before, after] = difference(event.before, event.after);
  return (
    <Panel
      title={
        <span className={styles.what}>
          <KindMark kind={event.kind} tone={toneOf(event)} size={14} />
          {event.text}
        </span>
      }
      actions={
        <Button look="quiet" onClick={onClose}>
          Close
        </Button>
      }
    >
      <Facts>
        <Small name="Time">{dateTime(event.timeMs)}</Small>
        <Small name="Kind">
          {KIND_NAMES[event.kind] ?? event.kind} <span className="soft">{event.type}</span>
        </Small>
        <Small name="Subject">{event.subject}</Small>
        <Small name="Who">{event.who == null ? "the cluster itself" : whoWords(event.who)}</Small>
        {event.why != null && <Small name="Why">{event.why}</Small>}
        <Small name="Before → after">
          <span className="mono">{inWords(before)}</span> → <span className="mono">{inWords(after)}</span>
        </Small>
        <Small name="Entry of the log">{event.index}</Small>
      </Facts>
    </Panel>
  );
}

function Small({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Fact name={name}>
      <span className={styles.small}>{children}</span>
    </Fact>
  );
}
