import { type PointerEvent, useEffect, useRef, useState } from "react";
import type { ClusterEvent } from "../../api/types";
import { clock, clockMs, day } from "../../format/times";
import styles from "./Events.module.css";
import { KIND_SHAPES } from "./KindMark";
import { lanes, ticks, toneOf } from "./lanes";

interface TimelineProps {
  events: ClusterEvent[];
  nodes: string[];
  fromMs: number;
  toMs: number;
  selected: string | undefined;
  onSelect: (event: ClusterEvent) => void;
  onBrush: (fromMs: number, toMs: number) => void;
}

const LANE_PX = 26;
const HEAD_PX = 24;
const NAMES_PX = 96;
const EDGE_PX = 12;
const TICK_PX = 110;
const BRUSH_PX_MIN = 6;
const DAY_MS = 86_400_000;

/** A lane for each node and what happened on it, to the millisecond. Dragging over a stretch of time goes into it. */
export function Timeline({ events, nodes, fromMs, toMs, selected, onSelect, onBrush }: TimelineProps) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(800);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const shown = lanes(events, nodes);
  const height = HEAD_PX + shown.length * LANE_PX + 6;
  const span = Math.max(1, toMs - fromMs);
  const room = Math.max(50, width - NAMES_PX - EDGE_PX);
  const x = (timeMs: number) => NAMES_PX + ((timeMs - fromMs) / span) * room;
  const place = (event: PointerEvent) => Math.max(NAMES_PX, Math.min(width - EDGE_PX, event.clientX - box.current!.getBoundingClientRect().left));
  const time = (at: number) => fromMs + ((at - NAMES_PX) / room) * span;

  return (
    <div
      ref={box}
      className={styles.timeline}
      onPointerDown={(event) => {
        if ((event.target as Element).closest("[data-event]") !== null) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ from: place(event), to: place(event) });
      }}
      onPointerMove={(event) => drag !== null && setDrag({ ...drag, to: place(event) })}
      onPointerUp={() => {
        if (drag !== null && Math.abs(drag.to - drag.from) >= BRUSH_PX_MIN) onBrush(Math.round(time(Math.min(drag.from, drag.to))), Math.round(time(Math.max(drag.from, drag.to))));
        setDrag(null);
      }}
    >
      <svg width={width} height={height} role="group" aria-label="Timeline: a lane for each node">
        {ticks(fromMs, toMs, Math.max(2, Math.floor(room / TICK_PX))).map((at) => (
          <g key={at} className={styles.tick}>
            <line x1={x(at)} x2={x(at)} y1={HEAD_PX - 4} y2={height} />
            <text x={x(at)} y={15} textAnchor="middle">
              {span > 2 * DAY_MS ? day(at).slice(5) : span > 600_000 ? clock(at).slice(0, 5) : clock(at)}
            </text>
          </g>
        ))}
        {shown.map((lane, row) => {
          const y = HEAD_PX + row * LANE_PX + LANE_PX / 2;
          return (
            <g key={lane.name}>
              <text x={0} y={y + 4} className={styles.laneName}>
                {lane.name}
              </text>
              <line x1={NAMES_PX} x2={width - EDGE_PX} y1={y} y2={y} className={styles.lane} />
              {lane.events.map((event) => (
                <g
                  key={event.index}
                  data-event={event.index}
                  data-kind={event.kind}
                  data-tone={toneOf(event)}
                  data-selected={event.index === selected}
                  className={styles.dot}
                  transform={`translate(${x(event.timeMs).toFixed(1)} ${y})`}
                  onClick={() => onSelect(event)}
                >
                  <circle r="9" className={styles.halo} />
                  <path d={KIND_SHAPES[event.kind] ?? KIND_SHAPES.node} />
                  <title>{`${clockMs(event.timeMs)} ${event.text}`}</title>
                </g>
              ))}
            </g>
          );
        })}
        {drag !== null && <rect className={styles.brush} x={Math.min(drag.from, drag.to)} width={Math.abs(drag.to - drag.from)} y={0} height={height} />}
      </svg>
    </div>
  );
}
