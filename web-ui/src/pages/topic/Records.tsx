import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { Refused } from "../../api/http";
import { readRecords, type StoredRecord } from "../../api/records";
import { Button } from "../../design/Controls";
import { Empty, Loading, Panel, ProblemNote } from "../../design/Panel";
import { plural } from "../../format/numbers";
import { RecordDetail } from "./RecordDetail";
import { RecordFilters } from "./RecordFilters";
import styles from "./Records.module.css";
import { RecordTable } from "./RecordTable";
import { asJsonLines, FORMAT_QUERY } from "./recordText";
import { LATEST_DEFAULT, parseFrom } from "./startAt";
import { Tail } from "./Tail";
import { useTopic } from "./TopicPage";

const route = getRouteApi("/topics/$topic/records");
const PAGE_RECORDS = 200;
const LATEST_RECORDS_MAX = 1_000;

/** The newest of all partitions, newest first: "latest 50" asks 50 of each, since nobody knows where they are. */
export function newestOf(records: StoredRecord[], count: number): StoredRecord[] {
  return records.toSorted((left, right) => Date.parse(right.timestamp) - Date.parse(left.timestamp) || right.offset - left.offset).slice(0, count);
}

export function Records() {
  const topic = useTopic();
  const search = route.useSearch();
  const [selected, setSelected] = useState<StoredRecord | null>(null);
  const format = search.as ?? "auto";
  useEffect(() => setSelected(null), [search.from, search.partition, search.filter, search.as, search.live]);

  return (
    <div className={styles.stack}>
      <RecordFilters topic={topic.name} partitions={topic.partitions} />
      <div className={styles.split} data-open={selected !== null}>
        {search.live === true ? (
          <Tail topic={topic.name} partition={search.partition} filter={search.filter} format={format} selected={selected} onSelect={setSelected} />
        ) : (
          <Page selected={selected} onSelect={setSelected} />
        )}
        {selected !== null && <RecordDetail record={selected} onClose={() => setSelected(null)} />}
      </div>
    </div>
  );
}

function Page({ selected, onSelect }: { selected: StoredRecord | null; onSelect: (record: StoredRecord) => void }) {
  const topic = useTopic();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const format = search.as ?? "auto";
  const at = parseFrom(search.from, search.partition);
  const latest = at.start === "latest" ? Number(at.detail) : null;
  const partitions = at.partition === undefined ? topic.partitions : 1;
  const page = useQuery({
    queryKey: ["records", topic.name, search.from, at.partition, search.filter, format],
    queryFn: ({ signal }) =>
      readRecords(
        topic.name,
        {
          from: search.from ?? `-${LATEST_DEFAULT}`,
          limit: latest === null ? PAGE_RECORDS : Math.min(LATEST_RECORDS_MAX, latest * partitions),
          partition: at.partition,
          filter: search.filter,
          value: FORMAT_QUERY[format],
        },
        signal,
      ),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

  if (page.error instanceof Refused) return <ProblemNote problem={page.error.problem} />;
  if (page.data === undefined) return <Panel><Loading rows={10} /></Panel>;
  const records = latest === null ? page.data.records : newestOf(page.data.records, latest);
  const mayHaveMore = latest === null && page.data.records.length >= PAGE_RECORDS;
  return (
    <Panel
      title={plural(records.length, "record")}
      note={latest === null ? "oldest first" : "newest first"}
      actions={
        <>
          <Button look="quiet" onClick={() => save(`${topic.name}.jsonl`, asJsonLines(records))} disabled={records.length === 0}>
            Save as JSON lines
          </Button>
          <Button onClick={() => void page.refetch()}>{page.isFetching ? "Reading …" : "Read again"}</Button>
          {mayHaveMore && <Button onClick={() => void navigate({ search: (old) => ({ ...old, from: page.data.next }) })}>Next {PAGE_RECORDS}</Button>}
        </>
      }
      flush
    >
      <RecordTable
        records={records}
        selected={selected}
        onSelect={onSelect}
        empty={<Empty title="No record here">{search.filter === undefined ? "Start earlier, or look at all partitions." : "Nothing that was read fits the filter."}</Empty>}
      />
    </Panel>
  );
}

function save(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([`${text}\n`], { type: "application/jsonl" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
