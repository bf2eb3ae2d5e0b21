import { useEffect, useRef, useState } from "react";
import { Refused } from "../../api/http";
import { type ReadQuery, readRecords, type StoredRecord } from "../../api/records";
import { Bar } from "../../design/Bar";
import { Button } from "../../design/Controls";
import { grouped, plural } from "../../format/numbers";
import { EXPORT_CHARS_MAX, EXPORT_RECORDS_MAX, type ExportFormat, fileHead, fileLines, readOn } from "./recordExport";
import styles from "./Records.module.css";

const PAGE_RECORDS = 2_000;
const TYPES = { jsonl: "application/jsonl", csv: "text/csv" };

interface ExportProps {
  topic: string;
  /** What is shown when that is all of the selection; else it is read on from the query to the ends. */
  shown: StoredRecord[] | null;
  query: Omit<ReadQuery, "limit">;
  ends: ReadonlyMap<number, bigint>;
}

/** Saves what is selected as a file: all of it, up to a limit, with what has come so far when it is stopped. */
export function ExportRecords({ topic, shown, query, ends }: ExportProps) {
  const [progress, setProgress] = useState<{ records: number; share: number } | null>(null);
  const [note, setNote] = useState<string | null>(null);
  const running = useRef<AbortController | null>(null);
  const selection = JSON.stringify(query);
  useEffect(() => {
    setNote(null);
    return () => running.current?.abort();
  }, [selection]);

  const run = async (format: ExportFormat) => {
    const name = `${topic}.${format}`;
    if (shown !== null) return save(name, TYPES[format], [fileHead(format), fileLines(format, shown)]);
    const stop = new AbortController();
    running.current = stop;
    const parts = [fileHead(format)];
    let [records, chars] = [0, 0];
    let end = "";
    setNote(null);
    setProgress({ records: 0, share: 0 });
    try {
      const ask = (from: string, partitions: number[] | undefined) => readRecords(topic, { ...query, from, limit: PAGE_RECORDS, ...(partitions === undefined ? {} : { partition: partitions }) }, stop.signal);
      for await (const portion of readOn(ask, query.from, ends)) {
        const kept = portion.records.slice(0, EXPORT_RECORDS_MAX - records);
        const lines = fileLines(format, kept);
        parts.push(lines);
        records += kept.length;
        chars += lines.length;
        setProgress({ records, share: portion.share });
        if (stop.signal.aborted) break;
        if ((records >= EXPORT_RECORDS_MAX || chars >= EXPORT_CHARS_MAX) && portion.share < 1) {
          end = ", as many as a page can hold: narrow the selection, or read the rest with curl";
          break;
        }
      }
    } catch (failure) {
      if (!stop.signal.aborted) end = `, then: ${failure instanceof Refused ? failure.problem.detail : String(failure)}`;
    }
    running.current = null;
    setProgress(null);
    if (stop.signal.aborted && stop.signal.reason !== "saved") return undefined;
    if (records > 0) save(name, TYPES[format], parts);
    setNote(`${plural(records, "record")} saved${stop.signal.aborted ? ", stopped before the end" : end}`);
    return undefined;
  };

  if (progress !== null) {
    return (
      <span className={styles.export} role="status">
        <Bar share={progress.share} level="accent" label="exported" />
        {grouped(progress.records)}
        <Button onClick={() => running.current?.abort("saved")}>Stop and save</Button>
      </span>
    );
  }
  return (
    <span className={styles.export}>
      {note !== null && <span role="status">{note}</span>}
      {(["jsonl", "csv"] as const).map((format) => (
        <Button key={format} look="quiet" title={`at most ${grouped(EXPORT_RECORDS_MAX)} records`} disabled={shown?.length === 0} onClick={() => void run(format)}>
          {format === "jsonl" ? "Save as JSON lines" : "Save as CSV"}
        </Button>
      ))}
    </span>
  );
}

function save(name: string, type: string, parts: string[]): void {
  const address = URL.createObjectURL(new Blob(parts, { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
