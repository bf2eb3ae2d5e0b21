import type { DrillReport } from "../../api/drill";
import { milliseconds } from "../../format/times";
import styles from "./Drill.module.css";
import { stripOf } from "./strip";

const HEIGHT = 44;

/** A line for each record that came through, around the moment in which the leader moved. */
export function DrillStrip({ report }: { report: DrillReport }) {
  const { fromMs, toMs, ticksMs, gap } = stripOf(report);
  const share = (ms: number) => (100 * (ms - fromMs)) / (toMs - fromMs);
  const path = ticksMs.map((at) => `M${share(at).toFixed(2)} 6V${HEIGHT - 6}`).join("");
  return (
    <figure className={styles.strip}>
      <div className={styles.field}>
        <svg viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`Records around the move: none came through for ${milliseconds(report.gapMs)}`}>
          <rect className={styles.gap} x={share(gap.fromMs)} width={share(gap.toMs) - share(gap.fromMs)} y="0" height={HEIGHT} />
          <path className={styles.ticks} d={path} vectorEffect="non-scaling-stroke" />
          <path className={styles.moment} d={`M${share(0).toFixed(2)} 0V${HEIGHT}`} vectorEffect="non-scaling-stroke" />
          <path className={styles.moment} d={`M${share(report.electedMs).toFixed(2)} 0V${HEIGHT}`} vectorEffect="non-scaling-stroke" />
        </svg>
      </div>
      <figcaption>
        <span>
          <i data-what="tick" /> a record came through
        </span>
        <span>
          <i data-what="moment" /> the request, and the new leader {milliseconds(report.electedMs)} later
        </span>
        <span>
          <i data-what="gap" /> the longest time without one
        </span>
        <span className={styles.span}>{milliseconds(toMs - fromMs)} are shown</span>
      </figcaption>
    </figure>
  );
}
