import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { dryRun, type OffsetChange, type OffsetReset, resetOffsets } from "../../api/admin";
import { Refused } from "../../api/http";
import type { GroupDetail } from "../../api/types";
import { Field, Select } from "../../design/Controls";
import { Confirm } from "../../design/Dialog";
import { Loading, ProblemNote } from "../../design/Panel";
import { type Column, Table } from "../../design/Table";
import { grouped, plural } from "../../format/numbers";
import styles from "./Groups.module.css";

type Target = "earliest" | "latest" | "time" | "shift" | "offset" | "group";

const TARGETS: { value: Target; name: string; hint: string; example: string }[] = [
  { value: "earliest", name: "the start", hint: "everything is read again", example: "" },
  { value: "latest", name: "the end", hint: "what is unread stays unread", example: "" },
  { value: "time", name: "a time", hint: "the first record from then on: a duration back from now, or ISO 8601", example: "1h" },
  { value: "shift", name: "so many further or back", hint: "+100 leaves out a hundred, -100 reads a hundred again", example: "-100" },
  { value: "offset", name: "an offset", hint: "the same in every partition", example: "42" },
  { value: "group", name: "where another group is", hint: "the group's name", example: "billing" },
];

/** The public API's word for a target (docs/HTTP.md); null while it is not whole. */
export function resetWord(target: Target, detail: string): string | null {
  const text = detail.trim();
  switch (target) {
    case "earliest":
    case "latest":
      return target;
    case "time":
      if (text === "") return null;
      return /^\d+(ms|s|m|h|d)$|^P/i.test(text) ? text : `@${text.replace(/^@/, "")}`;
    case "shift":
      return /^[+-]\d+$/.test(text) ? text : null;
    case "offset":
      return /^\d+$/.test(text) ? text : null;
    case "group":
      return text === "" ? null : `group:${text}`;
  }
}

const COLUMNS: Column<OffsetChange>[] = [
  { key: "partition", title: "Partition", width: "minmax(140px, 1.2fr)", cell: (change) => `${change.topic_name}-${change.partition_id}` },
  { key: "before", title: "Before", width: "minmax(96px, 1fr)", numeric: true, cell: (change) => (change.before == null ? <span className="soft">nothing</span> : grouped(change.before)) },
  { key: "after", title: "After", width: "minmax(96px, 1fr)", numeric: true, cell: (change) => <b title={change.note ?? undefined} className={change.is_clamped ? styles.clamped : undefined}>{grouped(change.after)}</b> },
  { key: "lag", title: "Unread then", width: "minmax(90px, 1fr)", numeric: true, cell: (change) => grouped(change.lag_after) },
];

/** Moves a group's offsets. The server says what would become of each partition before anything is sent. */
export function ResetOffsets({ group, clusterId, onClose }: { group: GroupDetail; clusterId: string | undefined; onClose: () => void }) {
  const topics = [...new Set(group.partitions.map((each) => each.topic))].toSorted();
  const [target, setTarget] = useState<Target>("earliest");
  const [detail, setDetail] = useState("");
  const [topic, setTopic] = useState("");
  const about = TARGETS.find((each) => each.value === target)!;
  const to = resetWord(target, detail);
  const change = to === null || clusterId === undefined ? null : resetOffsets(clusterId, group.group, to, topic === "" ? [] : [topic]);
  const plan = useQuery({
    queryKey: ["reset", clusterId, group.group, to, topic],
    queryFn: () => dryRun<OffsetReset>(change!),
    enabled: change !== null,
    retry: false,
    gcTime: 0,
  });
  const problem = plan.error instanceof Refused ? plan.error.problem : null;
  const changes = plan.data?.data ?? [];
  const command = `./taffrail group reset ${group.group} --to ${to ?? ""}${topic === "" ? "" : ` -t ${topic}`} --execute`;

  return (
    <Confirm title={`Move the offsets of ${group.group}`} open onClose={onClose} wide action={changes.length === 0 ? "Move" : `Move ${plural(changes.length, "partition")}`} change={problem === null && plan.data !== undefined ? change : null} command={command}>
      <div className={styles.row}>
        <Field label="Go on from">
          <Select label="Go on from" value={target} options={TARGETS} onChange={(value) => { setTarget(value); setDetail(TARGETS.find((each) => each.value === value)?.example ?? ""); }} />
        </Field>
        {about.example !== "" && (
          <Field label={about.hint}>
            <input value={detail} onChange={(event) => setDetail(event.target.value)} spellCheck={false} />
          </Field>
        )}
      </div>
      {topics.length > 1 && (
        <Field label="In">
          <Select label="Topics" value={topic} options={[{ value: "", name: "all that it reads" }, ...topics.map((name) => ({ value: name, name }))]} onChange={setTopic} />
        </Field>
      )}
      {problem !== null && <ProblemNote problem={problem} />}
      {change !== null && plan.data === undefined && problem === null && <Loading rows={4} />}
      {plan.data !== undefined && (
        <>
          <p className={styles.sum}>
            <span>
              Unread before: <b>{grouped(plan.data.total_lag_before)}</b>
            </span>
            <span>
              Unread after: <b>{grouped(plan.data.total_lag_after)}</b>
            </span>
            {changes.some((each) => each.is_clamped) && <span className={styles.clamped}>marked offsets are held to what the log has</span>}
          </p>
          <div className={styles.plan}>
            <Table label="What will change" columns={COLUMNS} count={changes.length} rowAt={(index) => changes[index]} rowHeight={30} />
          </div>
        </>
      )}
    </Confirm>
  );
}
