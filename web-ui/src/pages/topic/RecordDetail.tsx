import { useLocation } from "@tanstack/react-router";
import type { StoredRecord } from "../../api/records";
import { Button, Code, Copy } from "../../design/Controls";
import { Panel } from "../../design/Panel";
import { bytes } from "../../format/numbers";
import { dateTime } from "../../format/times";
import styles from "./Records.module.css";
import { sizeOf, whole } from "./recordText";

/** All of one record, beside the others. */
export function RecordDetail({ record, onClose }: { record: StoredRecord; onClose: () => void }) {
  const path = useLocation({ select: (location) => location.pathname });
  const link = `${location.origin}/ui${path.replace(/^\/ui/, "")}?from=${encodeURIComponent(`${record.topic}:${record.partition}=${record.offset}`)}`;
  const headers = Object.entries(record.headers ?? {});
  return (
    <aside className={styles.detail} aria-label="Record">
      <Panel
        title={`Partition ${record.partition}, offset ${record.offset}`}
        actions={
          <>
            <Copy text={link}>Copy link</Copy>
            <Button look="quiet" onClick={onClose}>
              Close
            </Button>
          </>
        }
      >
        <dl className={styles.about}>
          <dt>Time</dt>
          <dd>{dateTime(Date.parse(record.timestamp))}</dd>
          <dt>Key</dt>
          <dd className="mono">{record.key === null ? <span className="soft">none</span> : whole(record.key)}</dd>
          <dt>Value</dt>
          <dd className="soft">{record.value === null ? "none: a tombstone" : `${bytes(sizeOf(record.value))} as written here`}</dd>
          {headers.map(([name, value]) => (
            <div key={name} className={styles.header}>
              <dt>{name}</dt>
              <dd className="mono">{whole(value)}</dd>
            </div>
          ))}
        </dl>
        {record.decode_error !== undefined && <p className={styles.note}>{record.decode_error}</p>}
        {record.value !== null && <Code text={whole(record.value)} label="value" />}
      </Panel>
    </aside>
  );
}
