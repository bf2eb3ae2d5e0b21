import styles from "./Chart.module.css";

const WIDTH = 120;

/** The shape of the last minutes, without axes. Holes stay holes. */
export function sparkPath(values: readonly (number | null)[], width: number, height: number): string {
  const known = values.filter((value): value is number => value !== null && value !== undefined);
  if (known.length < 2) return "";
  const high = Math.max(...known, 0);
  const step = width / (values.length - 1);
  let path = "";
  let isDown = false;
  values.forEach((value, index) => {
    if (value === null || value === undefined) {
      isDown = false;
      return;
    }
    const y = high === 0 ? height : height - (value / high) * height;
    path += `${isDown ? "L" : "M"}${(index * step).toFixed(1)} ${y.toFixed(1)}`;
    isDown = true;
  });
  return path;
}

/** Takes every n-th value's maximum, so that a peak of a second is still seen among hundreds. */
export function thinned(values: readonly (number | null)[], lengthMax: number): (number | null)[] {
  const bucket = Math.ceil(values.length / lengthMax);
  if (bucket <= 1) return [...values];
  const thin: (number | null)[] = [];
  // From the newest backwards, so that buckets do not swim as the series moves on.
  for (let end = values.length; end > 0; end -= bucket) {
    const known = values.slice(Math.max(0, end - bucket), end).filter((value): value is number => value !== null && value !== undefined);
    thin.push(known.length === 0 ? null : Math.max(...known));
  }
  return thin.toReversed();
}

export function Spark({ values, height = 28, colour = "var(--series-1)" }: { values: readonly (number | null)[]; height?: number; colour?: string }) {
  const path = sparkPath(thinned(values, WIDTH), WIDTH, height - 2);
  return (
    <svg className={styles.spark} viewBox={`0 -1 ${WIDTH} ${height}`} height={height} preserveAspectRatio="none" aria-hidden="true">
      {path !== "" && !path.slice(1).includes("M") && <path d={`${path}L${WIDTH} ${height}L0 ${height}Z`} fill={colour} opacity="0.12" />}
      <path d={path} fill="none" stroke={colour} strokeWidth="1.4" strokeLinejoin="round" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
