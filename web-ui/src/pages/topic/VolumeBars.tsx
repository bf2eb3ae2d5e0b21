import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { Refused } from "../../api/http";
import { readVolume, type Volume } from "../../api/volume";
import { Button, Segmented } from "../../design/Controls";
import { Loading, Panel, ProblemNote } from "../../design/Panel";
import { grouped, plural } from "../../format/numbers";
import { dateTime } from "../../format/times";
import styles from "./Records.module.css";
import { chosenStretch, namedSpan, SPAN_DEFAULT, SPAN_NAMES, volumeQuery } from "./volumeSpan";

const route = getRouteApi("/topics/$topic/records");

/** When the records came. A press reads from there; who drags sees that stretch more closely as well. */
export function VolumeBars({ topic }: { topic: string }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const volume = useQuery({ queryKey: ["volume", topic, search.span], queryFn: ({ signal }) => readVolume(topic, volumeQuery(search.span), signal), gcTime: 0, retry: false });
  const span = namedSpan(search.span);
  const total = volume.data?.records.reduce((sum, each) => sum + each, 0);
  if (volume.error instanceof Refused) return <ProblemNote problem={volume.error.problem} />;
  return (
    <Panel
      title={total === undefined ? "Records over time" : `${grouped(total)} records came`}
      note={volume.data === undefined ? undefined : notes(volume.data)}
      actions={
        <>
          <Segmented label="Time span" value={span ?? ""} options={SPAN_NAMES as string[]} onChange={(name) => void navigate({ search: (old) => ({ ...old, span: name === SPAN_DEFAULT ? undefined : name }), replace: true })} />
          <Button onClick={() => void volume.refetch()}>Count again</Button>
        </>
      }
    >
      {volume.data === undefined ? (
        <Loading rows={2} />
      ) : (
        <Bars
          volume={volume.data}
          onChoose={(one, other) => {
            const chosen = chosenStretch(volume.data, one, other);
            void navigate({ search: (old) => ({ ...old, from: chosen.from, live: undefined, span: chosen.span ?? old.span }) });
          }}
        />
      )}
    </Panel>
  );
}

function notes({ fromMs, bucketMs, records, unknown }: Volume): string {
  const missing = unknown.length === 0 ? "" : `; without ${plural(unknown.length, "partition")} that nobody speaks for`;
  return `${dateTime(fromMs)} to ${dateTime(fromMs + bucketMs * records.length)}${missing}`;
}

function Bars({ volume, onChoose }: { volume: Volume; onChoose: (one: number, other: number) => void }) {
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const choose = useRef<() => void>(() => undefined);
  useEffect(() => {
    choose.current = () => drag !== null && onChoose(drag.from, drag.to);
  });
  const isDragging = drag !== null;
  // The strip is low, and a hand that drags along it strays: the button may come up anywhere.
  useEffect(() => {
    if (!isDragging) return undefined;
    const end = (event: Event) => {
      if (event.type === "keydown" && (event as KeyboardEvent).key !== "Escape") return;
      if (event.type === "pointerup") choose.current();
      setDrag(null);
    };
    const ends = ["pointerup", "pointercancel", "keydown"];
    for (const each of ends) window.addEventListener(each, end);
    return () => ends.forEach((each) => window.removeEventListener(each, end));
  }, [isDragging]);
  const most = Math.max(1, ...volume.records);
  const isDragged = (bar: number) => drag !== null && bar >= Math.min(drag.from, drag.to) && bar <= Math.max(drag.from, drag.to);
  return (
    <div className={styles.bars} role="group" aria-label="Records over time">
      {volume.records.map((records, bar) => {
        const words = `${dateTime(volume.fromMs + bar * volume.bucketMs)}: ${plural(records, "record")}`;
        return (
          <button
            key={bar}
            type="button"
            title={words}
            aria-label={`read from ${words}`}
            aria-pressed={isDragged(bar)}
            onPointerDown={() => setDrag({ from: bar, to: bar })}
            onPointerEnter={() => drag !== null && setDrag({ ...drag, to: bar })}
            onKeyDown={(event) => event.key === "Enter" && onChoose(bar, bar)}
          >
            <span style={{ height: records === 0 ? 0 : `max(2px, ${(100 * records) / most}%)` }} />
          </button>
        );
      })}
    </div>
  );
}
