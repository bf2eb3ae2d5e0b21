import type { Series } from "../../api/types";
import { Chart } from "../../design/Chart";
import { Panel } from "../../design/Panel";
import { perSecond } from "../../format/numbers";
import { useLive } from "../../live/useLive";

/** Records per second of the last minutes. Series are kept of the busiest topics only; of another nothing is drawn. */
export function TopicRates({ topic }: { topic: string }) {
  const name = `topic/${topic}/records_in`;
  const series = useLive<Series>("series", { range: "15m", names: name });
  const values = series.data?.series[name] ?? [];
  if (series.data === undefined || values.every((value) => value == null)) return null;
  return (
    <Panel title="Records in" note="the last 15 minutes">
      <Chart label={`Records into ${topic} per second`} stepMs={series.data.stepMs} endMs={series.data.endMs} format={perSecond} height={120} lines={[{ name: "records", values }]} />
    </Panel>
  );
}
