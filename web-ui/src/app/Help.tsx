import { Dialog } from "../design/Dialog";
import { ENTRIES, MODIFIER } from "./nav";
import styles from "./Help.module.css";

const KEYS: [string[], string][] = [
  [[MODIFIER, "K"], "Go to any page, topic or group"],
  [["/"], "Search on this page"],
  [["?"], "This help"],
  [["Esc"], "Close, or clear the search"],
];

export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys, and what the signs mean" open onClose={onClose}>
      <dl className={styles.keys}>
        {KEYS.map(([keys, meaning]) => (
          <div key={meaning}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
        {ENTRIES.map((entry) => (
          <div key={entry.to}>
            <dt>
              <kbd>g</kbd>
              <kbd>{entry.key}</kbd>
            </dt>
            <dd>{entry.name}</dd>
          </div>
        ))}
      </dl>
      <p className="soft">
        A disc is well, a triangle is a warning, a square is a problem and a ring is off. The dot at the top says how old what you see can be; without a
        live connection the page asks every two seconds. Every page is an address: what you chose is in it, and can be sent to somebody else.
      </p>
    </Dialog>
  );
}
