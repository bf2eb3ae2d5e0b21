import type { ReactNode } from "react";
import type { StoredRecord } from "../../api/records";
import { type Column, Table } from "../../design/Table";
import { clockMs, dateTime } from "../../format/times";
import styles from "./Records.module.css";
import { identity, preview } from "./recordText";

const COLUMNS: Column<StoredRecord>[] = [
  { key: "time", title: "Time", width: "96px", cell: (record) => <time title={dateTime(Date.parse(record.timestamp))}>{clockMs(Date.parse(record.timestamp))}</time> },
  { key: "partition", title: "P", hint: "partition", width: "26px", numeric: true, cell: (record) => <span className="soft">{record.partition}</span> },
  { key: "offset", title: "Offset", width: "92px", numeric: true, cell: (record) => <span className={styles.offset}>{record.offset}</span> },
  { key: "key", title: "Key", width: "minmax(76px, 0.22fr)", cell: (record) => <span className={`${styles.data} ${record.key === null ? styles.none : ""}`}>{record.key === null ? "–" : preview(record.key)}</span> },
  {
    key: "value",
    title: "Value",
    width: "minmax(200px, 1fr)",
    cell: (record) => <span className={`${styles.data} ${record.value === null ? styles.none : ""}`}>{record.value === null ? "tombstone" : preview(record.value)}</span>,
  },
];

export function RecordTable(props: { records: StoredRecord[]; selected: StoredRecord | null; onSelect: (record: StoredRecord) => void; empty: ReactNode }) {
  const { records, selected, onSelect, empty } = props;
  return (
    <Table
      label="Records"
      columns={COLUMNS}
      count={records.length}
      rowAt={(index) => records[index]}
      keyAt={(index) => (records[index] === undefined ? index : identity(records[index]))}
      height="max(360px, calc(100vh - 400px))"
      rowHeight={30}
      onRow={onSelect}
      isMarked={(record) => selected !== null && identity(record) === identity(selected)}
      empty={empty}
    />
  );
}
