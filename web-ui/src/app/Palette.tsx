import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { useDeferredValue, useState } from "react";
import type { GroupRow, Nodes, Paged, Topic } from "../api/types";
import { useLive } from "../live/useLive";
import { ENTRIES } from "./nav";
import styles from "./Palette.module.css";
import { chooseTheme, THEMES } from "./theme";

const FOUND_MAX = 8;

/** Goes anywhere by a few letters: pages, topics, groups, brokers. The cluster is searched by the server. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const q = useDeferredValue(text.trim());
  const navigate = useNavigate();
  const topics = useLive<Paged<Topic>>("topics", { q, limit: FOUND_MAX, offset: 0 });
  const groups = useLive<Paged<GroupRow>>("groups", { q, limit: FOUND_MAX, offset: 0 });
  const nodes = useLive<Nodes>("nodes");
  const go = (where: Promise<void>) => {
    onClose();
    void where;
  };
  const fits = (name: string) => name.toLowerCase().includes(q.toLowerCase());

  return (
    <Command.Dialog open onOpenChange={(open) => !open && onClose()} label="Go to" shouldFilter={false} overlayClassName={styles.veil} contentClassName={styles.palette} aria-describedby={undefined}>
      <Command.Input value={text} onValueChange={setText} placeholder="A page, a topic, a group, a broker …" className={styles.input} />
      <Command.List className={styles.list}>
        <Command.Empty className={styles.empty}>Nothing is called {`“${q}”`}.</Command.Empty>
        <Command.Group heading="Pages">
          {ENTRIES.filter((entry) => fits(entry.name)).map((entry) => (
            <Command.Item key={entry.to} value={`page ${entry.name}`} onSelect={() => go(navigate({ to: entry.to }))}>
              {entry.name}
              <span>
                <kbd>g</kbd> <kbd>{entry.key}</kbd>
              </span>
            </Command.Item>
          ))}
        </Command.Group>
        <Found heading="Topics" names={(topics.data?.items ?? []).map((topic) => topic.name)} onSelect={(topic) => go(navigate({ to: "/topics/$topic/partitions", params: { topic } }))} />
        <Found heading="Groups" names={(groups.data?.items ?? []).map((group) => group.group)} onSelect={(group) => go(navigate({ to: "/groups/$group", params: { group } }))} />
        <Found
          heading="Brokers"
          names={Object.keys(nodes.data?.brokers ?? {}).filter((id) => fits(`broker ${id}`))}
          prefix="Broker "
          onSelect={(broker) => go(navigate({ to: "/brokers/$broker", params: { broker } }))}
        />
        <Command.Group heading="Theme">
          {THEMES.filter((theme) => fits(`theme ${theme}`)).map((theme) => (
            <Command.Item key={theme} value={`theme ${theme}`} onSelect={() => { chooseTheme(theme); onClose(); }}>
              Theme: {theme}
            </Command.Item>
          ))}
        </Command.Group>
      </Command.List>
    </Command.Dialog>
  );
}

function Found({ heading, names, prefix = "", onSelect }: { heading: string; names: string[]; prefix?: string; onSelect: (name: string) => void }) {
  if (names.length === 0) return null;
  return (
    <Command.Group heading={heading}>
      {names.map((name) => (
        <Command.Item key={name} value={`${heading} ${name}`} onSelect={() => onSelect(name)}>
          {prefix}
          {name}
        </Command.Item>
      ))}
    </Command.Group>
  );
}
