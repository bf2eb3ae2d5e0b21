import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changeSetting, type Setting, settingsOf } from "../../api/admin";
import { Refused } from "../../api/http";
import { useClusterId } from "../../api/useClusterId";
import { Button, Field, Search } from "../../design/Controls";
import { Confirm } from "../../design/Dialog";
import { Empty, Loading, Panel, ProblemNote } from "../../design/Panel";
import { Tag } from "../../design/Status";
import { type Column, Table } from "../../design/Table";
import { inWords } from "./settingWords";
import styles from "./Topic.module.css";
import { useTopic } from "./TopicPage";

const SOURCES: Record<string, string> = {
  DYNAMIC_TOPIC_CONFIG: "this topic",
  DYNAMIC_BROKER_CONFIG: "the broker, at run time",
  DYNAMIC_DEFAULT_BROKER_CONFIG: "all brokers",
  STATIC_BROKER_CONFIG: "the broker's file",
  DEFAULT_CONFIG: "default",
};

/** What would hold if the topic said nothing itself. */
function otherwise(setting: Setting): string | null {
  return setting.synonyms.find((each) => each.source !== "DYNAMIC_TOPIC_CONFIG")?.value ?? null;
}

export function Config() {
  const topic = useTopic();
  const clusterId = useClusterId();
  const cache = useQueryClient();
  const key = ["settings", clusterId, topic.name];
  const settings = useQuery({ queryKey: key, queryFn: () => settingsOf(clusterId!, topic.name), enabled: clusterId !== undefined });
  const [q, setQ] = useState("");
  const [edited, setEdited] = useState<Setting | null>(null);

  if (settings.error instanceof Refused) return <ProblemNote problem={settings.error.problem} />;
  if (settings.data === undefined) return <Loading rows={10} />;
  const found = settings.data
    .filter((setting) => setting.name.includes(q.trim().toLowerCase()))
    .toSorted((left, right) => Number(isOwn(right)) - Number(isOwn(left)) || left.name.localeCompare(right.name));

  return (
    <Panel title="Settings" note={`${settings.data.filter(isOwn).length} set on this topic`} actions={<Search value={q} placeholder="Search settings" width={200} onChange={setQ} />} flush>
      <Table
        label={`Settings of ${topic.name}`}
        columns={columns(setEdited)}
        count={found.length}
        rowAt={(index) => found[index]}
        keyAt={(index) => found[index]?.name ?? index}
        empty={<Empty title={`No setting has “${q}” in its name`} />}
      />
      {edited !== null && (
        <EditSetting
          setting={edited}
          topic={topic.name}
          clusterId={clusterId}
          onClose={() => setEdited(null)}
          onDone={() => void cache.invalidateQueries({ queryKey: key })}
        />
      )}
    </Panel>
  );
}

const isOwn = (setting: Setting) => setting.source === "DYNAMIC_TOPIC_CONFIG";

function columns(onEdit: (setting: Setting) => void): Column<Setting>[] {
  return [
    { key: "name", title: "Setting", width: "minmax(230px, 1.4fr)", cell: (setting) => <span className="mono">{setting.name}</span> },
    {
      key: "value",
      title: "Value",
      width: "minmax(190px, 1.4fr)",
      cell: (setting) => (
        <span title={setting.value}>
          {isOwn(setting) ? <b>{setting.value}</b> : setting.value} <span className="soft">{inWords(setting.name, setting.value)}</span>
        </span>
      ),
    },
    { key: "default", title: "Otherwise", hint: "what would hold without this topic's own value", width: "minmax(130px, 1fr)", cell: (setting) => <span className="soft">{isOwn(setting) ? otherwise(setting) : "–"}</span> },
    { key: "source", title: "From", width: "130px", cell: (setting) => <Tag tone={isOwn(setting) ? "accent" : "plain"}>{SOURCES[setting.source] ?? setting.source}</Tag> },
    {
      key: "edit",
      title: <span className="visually-hidden">Change</span>,
      width: "76px",
      numeric: true,
      cell: (setting) => (
        <Button look="quiet" onClick={() => onEdit(setting)} aria-label={`Change ${setting.name}`}>
          Change
        </Button>
      ),
    },
  ];
}

function EditSetting(props: { setting: Setting; topic: string; clusterId: string | undefined; onClose: () => void; onDone: () => void }) {
  const { setting, topic, clusterId, onClose, onDone } = props;
  const [text, setText] = useState(setting.value);
  const [isReset, setReset] = useState(false);
  const after = isReset ? otherwise(setting) : text.trim();
  const isChange = isReset ? isOwn(setting) : text.trim() !== "" && text.trim() !== setting.value;
  return (
    <Confirm
      title={`${setting.name} of ${topic}`}
      open
      onClose={onClose}
      action={isReset ? "Go back to it" : "Set"}
      change={clusterId !== undefined && isChange ? changeSetting(clusterId, topic, setting.name, isReset ? null : text.trim()) : null}
      onDone={onDone}
    >
      <Field label="Value" hint={isReset ? undefined : inWords(setting.name, text)}>
        <input className="mono" value={isReset ? (after ?? "") : text} disabled={isReset} onChange={(event) => setText(event.target.value)} spellCheck={false} />
      </Field>
      {isOwn(setting) && (
        <label className={styles.legend}>
          <span>
            <input type="checkbox" checked={isReset} onChange={(event) => setReset(event.target.checked)} /> say nothing on this topic, so that {otherwise(setting)} holds
          </span>
        </label>
      )}
      {isChange && (
        <p>
          <span className="mono">{setting.value}</span> {inWords(setting.name, setting.value)} → <b className="mono">{after}</b> {inWords(setting.name, after ?? "")}
        </p>
      )}
    </Confirm>
  );
}
