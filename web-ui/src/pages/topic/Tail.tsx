import { useEffect, useRef, useState } from "react";
import type { StoredRecord } from "../../api/records";
import { tail, type TailState } from "../../api/tail";
import { Button } from "../../design/Controls";
import { Empty, Panel } from "../../design/Panel";
import { Status } from "../../design/Status";
import { grouped, perSecond, plural } from "../../format/numbers";
import { RecordTable } from "./RecordTable";
import { type Format, FORMAT_QUERY } from "./recordText";
import { TailBuffer } from "./tailBuffer";

const DRAW_MS = 200;
/** The last few of each partition, so that there is something to see before the next one comes. */
const TAIL_FROM = "-3";
const WORDS: Record<TailState, string> = { connecting: "connecting", live: "live", broken: "reconnecting" };

interface TailProps {
  topic: string;
  partition: number | undefined;
  filter: string | undefined;
  format: Format;
  selected: StoredRecord | null;
  onSelect: (record: StoredRecord) => void;
}

/** Records as they come, newest on top. What comes too fast to be looked at is counted instead of drawn. */
export function Tail({ topic, partition, filter, format, selected, onSelect }: TailProps) {
  const buffer = useRef<TailBuffer>(new TailBuffer());
  const [view, setView] = useState(() => new TailBuffer().view(0));
  const [state, setState] = useState<{ state: TailState; detail?: string }>({ state: "connecting" });
  const [isPaused, setPaused] = useState(false);

  useEffect(() => {
    const held = new TailBuffer();
    buffer.current = held;
    const end = tail(topic, { from: TAIL_FROM, limit: 0, partition, filter, value: FORMAT_QUERY[format] }, {
      records: (records) => held.add(records),
      skipped: () => held.noteSkipped(),
      state: (next, detail) => setState(detail === undefined ? { state: next } : { state: next, detail }),
    });
    const timer = setInterval(() => setView(held.view(Date.now())), DRAW_MS);
    return () => {
      clearInterval(timer);
      end();
    };
  }, [topic, partition, filter, format]);

  const pause = (shall: boolean) => {
    buffer.current.isPaused = shall;
    setPaused(shall);
  };
  return (
    <Panel
      title={<Status signal={state.state !== "live" ? "off" : isPaused ? "warn" : "ok"}>{isPaused ? "paused" : WORDS[state.state]}</Status>}
      note={
        <>
          {perSecond(view.perSecond)}, {plural(view.seen, "record")} seen
          {view.skipped > 0 && `, ${grouped(view.skipped)} not shown`}
          {view.lost && ", and the server passed over some"}
          {state.detail !== undefined && `: ${state.detail}`}
        </>
      }
      actions={
        <>
          <Button onClick={() => pause(!isPaused)}>{isPaused ? "Go on" : "Pause"}</Button>
          <Button look="quiet" onClick={() => buffer.current.clear()}>
            Clear
          </Button>
        </>
      }
      flush
    >
      <RecordTable
        records={view.records}
        selected={selected}
        onSelect={(record) => {
          pause(true);
          onSelect(record);
        }}
        empty={<Empty title="Waiting for the next record">Records appear here in the moment in which they are acknowledged.</Empty>}
      />
    </Panel>
  );
}
