import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Topic } from "../../api/types";
import { Button, Search } from "../../design/Controls";
import { Empty, PageHead, Panel, ProblemNote } from "../../design/Panel";
import { Shape, Tag } from "../../design/Status";
import { type Column, Table } from "../../design/Table";
import { bytes, bytesPerSecond, grouped, perSecond, plural } from "../../format/numbers";
import { duration, seconds } from "../../format/times";
import { usePagedRows } from "../../live/usePagedRows";
import { CreateTopic } from "./CreateTopic";
import styles from "./Topics.module.css";
import { topicSignal } from "./topicSignal";

const route = getRouteApi("/topics");

function stateWords(topic: Topic): string {
  if (topic.offline > 0) return `${plural(topic.offline, "partition")} offline`;
  return topic.underReplicated > 0 ? `${plural(topic.underReplicated, "partition")} under-replicated` : "every replica in sync";
}

const COLUMNS: Column<Topic>[] = [
  {
    key: "name",
    title: "Topic",
    width: "minmax(220px, 2.4fr)",
    sortable: true,
    cell: (topic) => (
      <span className={styles.name}>
        <Shape signal={topicSignal(topic)} size={9} title={stateWords(topic)} />
        <Link to="/topics/$topic/partitions" params={{ topic: topic.name }}>
          {topic.name}
        </Link>
        {topic.internal && <Tag>internal</Tag>}
        {topic.cleanupPolicy.includes("compact") && <Tag>compact</Tag>}
      </span>
    ),
  },
  { key: "partitions", title: "Partitions", hint: "partitions × replicas", width: "92px", numeric: true, sortable: true, cell: (topic) => `${topic.partitions} × ${topic.replicationFactor}` },
  { key: "records", title: "Records in", width: "96px", numeric: true, sortable: true, cell: (topic) => quiet(topic.recordsInPerS, perSecond) },
  { key: "bytes", title: "Bytes in", width: "100px", numeric: true, sortable: true, cell: (topic) => quiet(topic.bytesInPerS, bytesPerSecond) },
  { key: "size", title: "Size", hint: "on the leaders' disks", width: "90px", numeric: true, sortable: true, cell: (topic) => bytes(topic.sizeBytes) },
  { key: "retention", title: "Kept", hint: "retention.ms", width: "84px", numeric: true, cell: (topic) => <span className="soft">{duration(topic.retentionMs)}</span> },
  {
    key: "lag",
    title: "Furthest behind",
    hint: "the group with the oldest unread record",
    width: "minmax(150px, 1.1fr)",
    numeric: true,
    sortable: true,
    cell: (topic) =>
      topic.worstLag === null || topic.worstLag === undefined ? (
        <span className="soft">–</span>
      ) : (
        <span title={`${topic.worstLag.group}: ${grouped(topic.worstLag.records)} records`}>
          <Link to="/groups/$group" params={{ group: topic.worstLag.group }} className={styles.reader}>
            {topic.worstLag.group}
          </Link>{" "}
          {seconds(topic.worstLag.seconds)}
        </span>
      ),
  },
];

/** Where nothing flows a zero would only be noise. */
function quiet(value: number, format: (value: number) => string) {
  return value < 0.05 ? <span className="soft">–</span> : format(value);
}

export function Topics() {
  const chosen = route.useSearch();
  const { q = "", sort = "name", order = "asc", internal = false } = chosen;
  const navigate = route.useNavigate();
  const [isCreating, setCreating] = useState(false);
  const rows = usePagedRows<Topic>("topics", { q, sort, order, internal });
  const go = (change: Partial<typeof chosen>) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true });

  return (
    <>
      <PageHead
        title="Topics"
        actions={
          <>
            <Search value={q} placeholder="Search topics" onChange={(text) => go({ q: text || undefined })} />
            <label className={styles.check}>
              <input type="checkbox" checked={internal} onChange={(event) => go({ internal: event.target.checked || undefined })} />
              internal
            </label>
            <Button look="primary" onClick={() => setCreating(true)}>
              Create topic
            </Button>
          </>
        }
      >
        {rows.total !== undefined && (q === "" ? plural(rows.total, "topic") : `${plural(rows.total, "topic")} with “${q}” in the name`)}
      </PageHead>
      {rows.problem !== null ? (
        <ProblemNote problem={rows.problem} />
      ) : (
        <Panel flush>
          <Table
            label="Topics"
            columns={COLUMNS}
            count={rows.total ?? 24}
            rowAt={rows.rowAt}
            height="calc(100vh - 168px)"
            sort={{ key: sort, order }}
            onSort={(next) => go({ sort: next.key as typeof sort, order: next.order })}
            onRange={rows.onRange}
            empty={
              <Empty title={q === "" ? "No topic yet" : `No topic has “${q}” in its name`}>
                {q === "" ? <Link to="/playground">Make one with its first record</Link> : "Internal topics are listed when asked for."}
              </Empty>
            }
          />
        </Panel>
      )}
      <CreateTopic isOpen={isCreating} onClose={() => setCreating(false)} />
    </>
  );
}
