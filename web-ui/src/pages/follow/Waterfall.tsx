import { digits, scaleEndMs, spanWords, type Step, tookMs } from "./steps";
import styles from "./Follow.module.css";

const TICKS = 4;
const PLACES = { page: "this page", gateway: "a gateway", leader: "the leader", follower: "a follower" };

/** A row for each step, all on one scale: a disc where a clock was read, a bar where it lies between two looks. */
export function Waterfall({ steps }: { steps: Step[] }) {
  const endMs = scaleEndMs(steps);
  const at = (ms: number) => `${(100 * ms) / endMs}%`;
  return (
    <div className={styles.fall} role="table" aria-label="Steps of the record">
      <div className={styles.headGroup} role="rowgroup">
        <div className={styles.head} role="row">
          <span role="columnheader">Where</span>
          <span role="columnheader">What</span>
          <span role="columnheader" className={styles.number} title="since this page sent it">
            At
          </span>
          <span role="columnheader" className={styles.number} title="since the step that it waited for">
            Took
          </span>
          <span role="columnheader" className={styles.scale}>
            <span className="visually-hidden">On one scale, in milliseconds</span>
            {Array.from({ length: TICKS + 1 }, (_, tick) => (
              <i key={tick} style={{ left: at((endMs * tick) / TICKS) }} aria-hidden="true">
                {Number(((endMs * tick) / TICKS).toPrecision(3))}
                {tick === TICKS && " ms"}
              </i>
            ))}
          </span>
        </div>
      </div>
      <div role="rowgroup">
        {steps.map((step) => (
          <Row key={step.id} step={step} steps={steps} at={at} />
        ))}
      </div>
    </div>
  );
}

function Row({ step, steps, at }: { step: Step; steps: Step[]; at: (ms: number) => string }) {
  const took = tookMs(step, steps);
  const { fromMs, toMs } = step;
  const isSeen = fromMs !== null && toMs !== null;
  return (
    <div className={styles.row} role="row" data-place={step.place} data-seen={isSeen} title={step.meaning}>
      <span role="cell" className={styles.where}>
        <i className={styles.mark} role="img" aria-label={PLACES[step.place]} />
        {step.where}
      </span>
      <span role="cell" className={styles.what}>
        {step.words}
      </span>
      <span role="cell" className={styles.number}>
        {spanWords(fromMs, toMs)}
      </span>
      <span role="cell" className={`${styles.number} soft`}>
        {took === null ? "" : `+ ${digits(took.leastMs) === digits(took.mostMs) ? digits(took.mostMs) : `${digits(took.leastMs)} – ${digits(took.mostMs)}`}`}
      </span>
      <span role="cell" className={styles.track}>
        {isSeen && (fromMs === toMs ? <i className={styles.dot} style={{ left: at(toMs) }} /> : <i className={styles.bar} style={{ left: at(fromMs), width: `max(6px, calc(${at(toMs)} - ${at(fromMs)}))` }} />)}
        <span className="visually-hidden">{step.meaning}</span>
      </span>
    </div>
  );
}
