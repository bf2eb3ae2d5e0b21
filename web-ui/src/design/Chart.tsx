import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { clock, day } from "../format/times";
import styles from "./Chart.module.css";

export interface Line {
  name: string;
  values: (number | null)[];
}

interface ChartProps {
  label: string;
  stepMs: number;
  endMs: number;
  lines: Line[];
  format: (value: number) => string;
  height?: number;
  /** One line may stand on a wash of its colour. */
  isFilled?: boolean;
}

const SERIES_COLOURS = 5;
const MS_PER_S = 1000;

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** The theme in force; charts draw on canvas, which knows no custom properties. */
function useThemeStamp(): string {
  const [stamp, setStamp] = useState("");
  useEffect(() => {
    const note = () => setStamp(colour("--ground"));
    note();
    const observer = new MutationObserver(note);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    const media = window.matchMedia("(prefers-color-scheme: dark)");
    media.addEventListener("change", note);
    return () => {
      observer.disconnect();
      media.removeEventListener("change", note);
    };
  }, []);
  return stamp;
}

function times(endMs: number, stepMs: number, length: number): number[] {
  return Array.from({ length }, (_, index) => (endMs - (length - 1 - index) * stepMs) / MS_PER_S);
}

/** Values that are written alike are written once, at the one that is just that: five times "1 B/s" says nothing. */
export function axisWords(values: number[], format: (value: number) => string): string[] {
  const words = values.map((value) => format(value));
  return words.map((word, place) => (words.indexOf(word) === words.lastIndexOf(word) || Number.isInteger(values[place]) ? word : ""));
}

const MINUTE_S = 60;
const DAY_S = 86_400;

/** As much of a time as tells it from its neighbours on the axis. */
export function tickWords(timeMs: number, stepS: number): string {
  if (stepS >= DAY_S) return day(timeMs).slice(5);
  return stepS < MINUTE_S ? clock(timeMs) : clock(timeMs).slice(0, 5);
}

function options(width: number, height: number, names: string[], format: (value: number) => string, isFilled: boolean): uPlot.Options {
  const axis: uPlot.Axis = {
    stroke: colour("--soft"),
    font: `11px ${colour("--font")}`,
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height,
    padding: [8, 22, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
    scales: { y: { range: (_plot, _low, high) => [0, high > 0 ? high * 1.12 : 1] } },
    axes: [
      { ...axis, grid: { show: false }, values: (_plot, splits, _axis, _space, stepS) => splits.map((atS) => tickWords(atS * MS_PER_S, stepS)), space: 90, size: 26 },
      { ...axis, size: 68, gap: 8, space: 34, values: (_plot, values) => axisWords(values, format) },
    ],
    series: [
      {},
      ...names.map((name, index): uPlot.Series => {
        const stroke = colour(`--series-${(index % SERIES_COLOURS) + 1}`);
        return { label: name, stroke, width: 1.5, points: { show: false }, ...(isFilled && index === 0 ? { fill: `${stroke}1f` } : {}) };
      }),
    ],
  };
}

/** Lines over time. The legend says the values under the pointer, or the newest ones. */
export function Chart({ label, stepMs, endMs, lines, format, height = 190, isFilled = true }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const theme = useThemeStamp();
  const names = lines.map((line) => line.name).join("\n");
  const formatting = useRef(format);
  const drawn = useRef<{ plot: uPlot | null; endMs: number; values: Line["values"][] }>({ plot: null, endMs: 0, values: [] });
  useEffect(() => {
    formatting.current = format;
  });

  useEffect(() => {
    const box = frame.current;
    if (box === null) return undefined;
    const made = new uPlot(
      { ...options(box.clientWidth, height, names.split("\n"), (value) => formatting.current(value), isFilled), hooks: { setCursor: [(shown) => setAt(shown.cursor.idx ?? null)] } },
      [[], ...names.split("\n").map(() => [])] as uPlot.AlignedData,
      box,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: box.clientWidth, height }));
    observer.observe(box);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [names, height, isFilled, theme]);

  useEffect(() => {
    const made = plot.current;
    if (made === null) return;
    const isDrawn = drawn.current.plot === made && drawn.current.endMs === endMs && lines.every((line, index) => drawn.current.values[index] === line.values);
    if (isDrawn) return;
    drawn.current = { plot: made, endMs, values: lines.map((line) => line.values) };
    made.setData([times(endMs, stepMs, lines[0]?.values.length ?? 0), ...drawn.current.values] as uPlot.AlignedData);
  });

  return (
    <figure className={styles.chart} aria-label={label}>
      <figcaption>
        {lines.map((line, index) => {
          const value = at === null ? newest(line.values) : line.values[at];
          return (
            <span key={line.name}>
              <i style={{ background: `var(--series-${(index % SERIES_COLOURS) + 1})` }} />
              {line.name} <b>{value === null || value === undefined ? "–" : format(value)}</b>
            </span>
          );
        })}
      </figcaption>
      <div ref={frame} style={{ height }} />
    </figure>
  );
}

export function newest(values: readonly (number | null)[]): number | null {
  for (let index = values.length - 1; index >= 0; index -= 1) {
    const value = values[index];
    if (value !== null && value !== undefined) return value;
  }
  return null;
}
