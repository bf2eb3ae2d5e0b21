import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { Search, Segmented, Select } from "../../design/Controls";
import type { Format } from "./recordText";
import styles from "./Records.module.css";
import { LATEST_DEFAULT, parseFrom, type Start, type StartAt, writeFrom } from "./startAt";

const route = getRouteApi("/topics/$topic/records");
const FORMATS: readonly Format[] = ["auto", "json", "text", "hex"];
const FORMAT_NAMES = { auto: "Auto", json: "JSON", text: "Text", hex: "Hex" };
const STARTS: { value: Start; name: string }[] = [
  { value: "latest", name: "the latest" },
  { value: "start", name: "the start" },
  { value: "offset", name: "an offset" },
  { value: "time", name: "a time" },
];
const FROM_TOKEN: { value: Start; name: string } = { value: "token", name: "the next page" };
const HINTS: Record<Start, string> = { token: "", latest: "how many", start: "", offset: "offset", time: "10m, or 2026-11-21T09:30:00Z" };

/** What is read and how it is written; all of it is in the address. */
export function RecordFilters({ topic, partitions }: { topic: string; partitions: number }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const at = parseFrom(search.from, search.partition);
  const [draft, setDraft] = useState<StartAt | null>(null);
  const shown = draft ?? at;
  const go = (change: Partial<typeof search>) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true });
  const begin = (next: StartAt) => {
    const isWaiting = (next.start === "time" || next.start === "offset") && next.detail === "";
    setDraft(isWaiting ? next : null);
    if (!isWaiting) go({ from: writeFrom(topic, next), partition: next.partition });
  };

  return (
    <div className={styles.filters}>
      <Segmented label="Mode" value={search.live === true ? "tail" : "read"} options={["read", "tail"]} names={{ read: "Read", tail: "Live tail" }} onChange={(mode) => go({ live: mode === "tail" ? true : undefined })} />
      {search.live !== true && (
        <span className={styles.group}>
          <span>from</span>
          <Select label="Start at" value={shown.start} options={shown.start === "token" ? [...STARTS, FROM_TOKEN] : STARTS} onChange={(start) => begin({ ...shown, start, detail: start === "latest" ? String(LATEST_DEFAULT) : "" })} />
          {shown.start !== "start" && shown.start !== "token" && (
            <input
              key={`${shown.start}${at.detail}`}
              className={styles.at}
              data-wide={shown.start === "time"}
              defaultValue={shown.detail}
              aria-label={HINTS[shown.start]}
              placeholder={HINTS[shown.start]}
              onKeyDown={(event) => event.key === "Enter" && begin({ ...shown, detail: event.currentTarget.value.trim() })}
              onBlur={(event) => event.currentTarget.value.trim() !== shown.detail && begin({ ...shown, detail: event.currentTarget.value.trim() })}
            />
          )}
        </span>
      )}
      <Select
        label="Partition"
        value={at.partition === undefined ? "all" : String(at.partition)}
        options={[{ value: "all", name: "all partitions" }, ...Array.from({ length: partitions }, (_, id) => ({ value: String(id), name: `partition ${id}` }))]}
        onChange={(value) => {
          const partition = value === "all" ? undefined : Number(value);
          if (at.start === "offset" && partition === undefined) go({ from: undefined, partition });
          else begin({ ...at, partition });
        }}
      />
      <Search value={search.filter ?? ""} placeholder="key=K, /json/pointer=V, header.N=V" width={236} onChange={(filter) => go({ filter: filter === "" || isCondition(filter) ? filter || undefined : search.filter })} />
      <Segmented label="Write values as" value={search.as ?? "auto"} options={FORMATS} names={FORMAT_NAMES} onChange={(as) => go({ as: as === "auto" ? undefined : as })} />
    </div>
  );
}

/** The server's conditions; half of one, while it is being typed, is none yet. */
export function isCondition(text: string): boolean {
  return /^(key|key_prefix|header\.[^=]+|\/[^=]*)=.+$/.test(text.trim());
}
