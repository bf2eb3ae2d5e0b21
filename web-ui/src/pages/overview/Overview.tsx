import { getRouteApi, Link } from "@tanstack/react-router";
import { type Nodes, type Overview as OverviewData, type Range, RANGES, type Series } from "../../api/types";
import { Chart, newest } from "../../design/Chart";
import { Segmented } from "../../design/Controls";
import { Empty, Loading, Panel, ProblemNote } from "../../design/Panel";
import { Spark } from "../../design/Spark";
import { Shape } from "../../design/Status";
import { bytesPerSecond, count, grouped, perSecond, plural } from "../../format/numbers";
import { seconds } from "../../format/times";
import { useLive } from "../../live/useLive";
import { EventList } from "../events/EventList";
import { NodeStrip } from "./NodeStrip";
import styles from "./Overview.module.css";
import { WorstLags } from "./WorstLags";

const route = getRouteApi("/");
const NAMES = "records_in,bytes_in,bytes_out,worst_lag_seconds";
const VERDICTS = { ok: "All is well", warn: "Something wants attention", bad: "Something is broken" };

export function Overview() {
  const { range = "15m" } = route.useSearch();
  const navigate = route.useNavigate();
  const overview = useLive<OverviewData>("overview");
  const nodes = useLive<Nodes>("nodes");
  const series = useLive<Series>("series", { range, names: NAMES });

  if (overview.problem !== null) return <ProblemNote problem={overview.problem} />;
  if (overview.data === undefined) return <Loading rows={12} />;
  const { health, counts, rates, worstLags, events } = overview.data;
  const values = (name: string) => series.data?.series[name] ?? [];
  const isEmpty = counts.topics === 0;

  return (
    <div className={styles.page}>
      <section className={styles.health} data-level={health.level}>
        <Shape signal={health.level} size={22} />
        <div>
          <h1>{VERDICTS[health.level]}</h1>
          <p>{sentence(health.sentences)}</p>
        </div>
        <dl>
          <Tally name="Topics" value={counts.topics} />
          <Tally name="Partitions" value={counts.partitions} />
          <Tally name="Groups" value={counts.groups} />
          <Tally name="Under-replicated" value={counts.underReplicated} isBad={counts.underReplicated > 0} />
          <Tally name="Offline" value={counts.offline} isBad={counts.offline > 0} />
        </dl>
      </section>

      {isEmpty && (
        <Panel>
          <Empty title="No topic yet">
            The <Link to="/playground">playground</Link> makes one with its first record, and shows how to do the same from anywhere.
          </Empty>
        </Panel>
      )}

      <div className={styles.tiles}>
        <Tile name="Records in" value={perSecond(rates.recordsInPerS)} values={values("records_in")} colour="var(--series-1)" />
        <Tile name="Bytes in" value={bytesPerSecond(rates.bytesInPerS)} values={values("bytes_in")} colour="var(--series-4)" />
        <Tile name="Bytes out" value={bytesPerSecond(rates.bytesOutPerS)} values={values("bytes_out")} colour="var(--series-2)" />
        <Tile name="Longest lag" value={seconds(newest(values("worst_lag_seconds")) ?? worstLags[0]?.seconds)} values={values("worst_lag_seconds")} colour="var(--series-3)" />
      </div>

      <div className={styles.columns}>
        <Panel
          title="Throughput"
          actions={<Segmented<Range> label="Range" value={range} options={RANGES} onChange={(chosen) => void navigate({ search: { range: chosen }, replace: true })} />}
        >
          {series.data === undefined ? (
            <Loading />
          ) : (
            <Chart
              label="Bytes in and out per second"
              stepMs={series.data.stepMs}
              endMs={series.data.endMs}
              format={bytesPerSecond}
              height={206}
              lines={[
                { name: "in", values: values("bytes_in") },
                { name: "out", values: values("bytes_out") },
              ]}
            />
          )}
        </Panel>
        <Panel title="Furthest behind" actions={<Link to="/groups" search={{ sort: "seconds", order: "desc" }}>All groups</Link>} flush>
          <WorstLags lags={worstLags} />
        </Panel>
      </div>

      <NodeStrip overview={overview.data} nodes={nodes.data} />

      <Panel title="What happened" actions={<Link to="/events">All events</Link>} flush>
        <EventList events={events} linesMax={8} />
      </Panel>
    </div>
  );
}

/** The health line's parts as one sentence. */
function sentence(parts: string[]): string {
  const text = parts.join(", ");
  return text === "" ? "" : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function Tally({ name, value, isBad = false }: { name: string; value: number; isBad?: boolean }) {
  return (
    <div data-bad={isBad} title={plural(value, name.toLowerCase(), name.toLowerCase())}>
      <dt>{name}</dt>
      <dd>{value < 100_000 ? grouped(value) : count(value)}</dd>
    </div>
  );
}

function Tile({ name, value, values, colour }: { name: string; value: string; values: readonly (number | null)[]; colour: string }) {
  return (
    <section className={styles.tile}>
      <h2>{name}</h2>
      <p>{value}</p>
      <Spark values={values} colour={colour} height={34} />
    </section>
  );
}
