import { useState } from "react";
import { Shape } from "../design/Status";
import styles from "./Shell.module.css";

const SHOWN_MAX = 3;
const DISMISSED = "taffrail.open-listeners-seen";

/** The first few of them, each node once: "gateway 1: HTTP at …, KAFKA at …"; and how many more there are. */
export function inShort(listeners: string[]): string {
  const byNode = new Map<string, string[]>();
  for (const listener of listeners.slice(0, SHOWN_MAX)) {
    const at = listener.indexOf(": ");
    const node = listener.slice(0, Math.max(0, at));
    byNode.set(node, [...(byNode.get(node) ?? []), at < 0 ? listener : listener.slice(at + 2)]);
  }
  const more = listeners.length - SHOWN_MAX;
  return [...byNode].map(([node, places]) => (node === "" ? "" : `${node}: `) + places.join(", ")).join("; ") + (more > 0 ? ` and ${more} more` : "");
}

/** Says on every page that strangers may come in. Who has read it is spared in this tab, but for the overview and for a listener that is new. */
export function NetworkStrip({ listeners, isKept }: { listeners: string[]; isKept: boolean }) {
  const all = listeners.join();
  const [seen, setSeen] = useState(() => sessionStorage.getItem(DISMISSED));
  if (listeners.length === 0 || (!isKept && seen === all)) return null;
  const dismiss = () => {
    sessionStorage.setItem(DISMISSED, all);
    setSeen(all);
  };
  return (
    <section className={styles.strip} aria-label="Open to the network">
      <Shape signal="warn" size={13} />
      <p title={listeners.join("\n")}>
        <b>Open to the network without authentication</b> <span>{inShort(listeners)}</span> Anybody who reaches it can read, change and delete everything. Let it listen on 127.0.0.1, or
        keep others away with a firewall or a network policy.
      </p>
      {!isKept && (
        <button type="button" onClick={dismiss}>
          Dismiss
        </button>
      )}
    </section>
  );
}
