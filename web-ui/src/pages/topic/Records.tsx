import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { Refused } from "../../api/http";
import { readRecords, type StoredRecord } from "../../api/records";
import type { Partition } from "../../api/types";
import { Button } from "../../design/Controls";
import { Empty, Loading, Panel, ProblemNote } from "../../design/Panel";
import { plural } from "../../format/numbers";
import { ExportRecords } from "./ExportRecords";
import { RecordDetail } from "./RecordDetail";
import { RecordFilters } from "./RecordFilters";
import styles from "./Records.module.css";
import { RecordTable } from "./RecordTable";
import { leftOf } from "./recordExport";
import { FORMAT_QUERY } from "./recordText";
import { LATEST_DEFAULT, parseFrom } from "./startAt";
import { Tail } from "./Tail";
import { useTopic } from "./TopicPage";
import { VolumeBars } from "./VolumeBars";

const route = getRouteApi("/topics/$topic/records");
const PAGE_RECORDS = 200;
const LATEST_RECORDS_MAX = 1_000;

/** The newest of all partitions, newest first: "latest 50" asks 50 of each, since nobody knows where they are. */
export function newestOf(records: StoredRecord[], count: number): StoredRecord[] {
  return records.toSorted((left, right) => Date.parse(right.timestamp) - Date.parse(left.timestamp) || right.offset - left.offset).slice(0, count);
}

/** Where the logs end that are read, as far as their leaders say. */
export function endsOf(byId: Record<string, Partition>, only: number | undefined): Map<number, bigint> {
  const known = Object.entries(byId).filter(([id, { endOffset }]) => endOffset != null && (only === undefined || only === Number(id)));
  return new Map(known.map(([id, { endOffset }]) => [Number(id), BigInt(endOffset!)]));
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
      {search.live !== true && <VolumeBars topic={topic.name} />}
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
  const query = { from: search.from ?? `-${LATEST_DEFAULT}`, partition: at.partition, filter: search.filter, value: FORMAT_QUERY[format] };
  const page = useQuery({
    queryKey: ["records", topic.name, search.from, at.partition, search.filter, format],
    queryFn: ({ signal }) =>
      readRecords(
        topic.name,
        { ...query, limit: latest === null ? PAGE_RECORDS : Math.min(LATEST_RECORDS_MAX, latest * partitions) },
        signal,
      ),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

  if (page.error instanceof Refused) return <ProblemNote problem={page.error.problem} />;
  if (page.data === undefined) return <Panel><Loading rows={10} /></Panel>;
  const records = latest === null ? page.data.records : newestOf(page.data.records, latest);
  const ends = endsOf(topic.partitionsById, at.partition);
  // A page without records may be one of which the filter left nothing.
  const mayHaveMore = latest === null && leftOf(page.data.next, ends).partitions.length > 0 && (page.data.records.length >= PAGE_RECORDS || search.filter !== undefined);
  const isAll = latest !== null || !mayHaveMore;
  return (
    <Panel
      title={plural(records.length, "record")}
      note={latest === null ? "oldest first" : "newest first"}
      actions={
        <>
          <ExportRecords topic={topic.name} shown={isAll ? records : null} query={query} ends={ends} />
          <Button onClick={() => void page.refetch()}>{page.isFetching ? "Reading …" : "Read again"}</Button>
          {mayHaveMore && (
            <Button onClick={() => void navigate({ search: (old) => ({ ...old, from: page.data.next }) })}>{page.data.records.length >= PAGE_RECORDS ? `Next ${PAGE_RECORDS}` : "Search on"}</Button>
          )}
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
