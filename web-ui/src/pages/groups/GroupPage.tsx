import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { deleteGroup } from "../../api/admin";
import { type GroupDetail, type Range, RANGES, type Series } from "../../api/types";
import { useClusterId } from "../../api/useClusterId";
import { Chart } from "../../design/Chart";
import { Button, Segmented } from "../../design/Controls";
import { Confirm } from "../../design/Dialog";
import { Empty, Fact, Facts, Loading, PageHead, Panel, ProblemNote } from "../../design/Panel";
import { Shape, Tag } from "../../design/Status";
import { count, grouped, plural } from "../../format/numbers";
import { seconds } from "../../format/times";
import { useLive } from "../../live/useLive";
import { GroupMembers, GroupPositions } from "./GroupTables";
import styles from "./Groups.module.css";
import { groupSignal, groupStateWords } from "./groupState";
import { ResetOffsets } from "./ResetOffsets";
import { trend } from "./trend";

const route = getRouteApi("/groups/$group");

/** The sum of what is behind, exact however large. */
export function totalLag(group: Pick<GroupDetail, "partitions">): bigint {
  return group.partitions.reduce((sum, each) => sum + BigInt(each.records ?? 0), 0n);
}

export function longestLag(group: Pick<GroupDetail, "partitions">): number | null {
  const known = group.partitions.map((each) => each.seconds).filter((each): each is number => each != null);
  return known.length === 0 ? null : Math.max(...known);
}

export function GroupPage() {
  const { group: name } = route.useParams();
  const { range = "15m" } = route.useSearch();
  const navigate = route.useNavigate();
  const clusterId = useClusterId();
  const group = useLive<GroupDetail>("group", { name });
  const series = useLive<Series>("series", { range, names: `group/${name}/lag_records,group/${name}/lag_seconds` });
  const [dialog, setDialog] = useState<"reset" | "delete" | null>(null);

  if (group.problem !== null) return <ProblemNote problem={group.problem} />;
  if (group.data === undefined) return <Loading rows={12} />;
  const about = group.data;
  const members = Object.keys(about.members).length;
  const values = (what: string) => series.data?.series[`group/${name}/${what}`] ?? [];

  return (
    <>
      <PageHead
        title={
          <span className={styles.title}>
            <Shape signal={groupSignal(about.state)} size={13} />
            {name}
          </span>
        }
        actions={
          <>
            <Button onClick={() => setDialog("reset")}>Move offsets</Button>
            <Button look="danger" onClick={() => setDialog("delete")}>
              Delete
            </Button>
          </>
        }
      >
        <span>{groupStateWords(about.state)}</span>
        <Tag>{about.protocol.toLowerCase()}</Tag>
        {about.assignor != null && about.assignor !== "" && <span>assigned by {about.assignor}</span>}
        {about.coordinator != null && <span>coordinated by gateway {about.coordinator}</span>}
      </PageHead>
      <div className={styles.stack}>
        <Facts>
          <Fact name="Behind">{seconds(longestLag(about))}</Fact>
          <Fact name="Records unread">{grouped(String(totalLag(about)))}</Fact>
          <Fact name="Trend" title="of the last five minutes">
            {trend(values("lag_records"), series.data?.stepMs ?? 1000)}
          </Fact>
          <Fact name="Members">{members}</Fact>
          <Fact name="Partitions">{about.partitions.length}</Fact>
          {about.epoch != null && <Fact name="Epoch">{about.epoch}</Fact>}
        </Facts>
        <div className={styles.charts}>
          <Panel
            title="Behind, in time"
            actions={<Segmented<Range> label="Range" value={range} options={RANGES} onChange={(chosen) => void navigate({ search: { range: chosen }, replace: true })} />}
          >
            <LagChart series={series.data} values={values("lag_seconds")} format={seconds} label="seconds behind" />
          </Panel>
          <Panel title="Behind, in records">
            <LagChart series={series.data} values={values("lag_records")} format={count} label="records behind" />
          </Panel>
        </div>
        <GroupPositions group={about} />
        <GroupMembers group={about} />
      </div>
      {dialog === "reset" && <ResetOffsets group={about} clusterId={clusterId} onClose={() => setDialog(null)} />}
      <Confirm
        title={`Delete group ${name}?`}
        open={dialog === "delete"}
        onClose={() => setDialog(null)}
        action="Delete group"
        isDanger
        change={clusterId === undefined ? null : deleteGroup(clusterId, name)}
        command={`./taffrail group delete ${name}`}
        onDone={() => void navigate({ to: "/groups" })}
      >
        <p>
          What it committed in {plural(about.partitions.length, "partition")} will be forgotten. Who reads with this name afterwards begins where its own setting says.
          {members > 0 && ` It has ${plural(members, "member")} now, so this will be refused: stop them first.`}
        </p>
      </Confirm>
    </>
  );
}

function LagChart({ series, values, format, label }: { series: Series | undefined; values: (number | null)[]; format: (value: number) => string; label: string }) {
  if (series === undefined) return <Loading />;
  if (values.every((value) => value == null)) {
    return (
      <Empty title="Not measured yet">
        Series are kept of the groups that are furthest behind. The <Link to="/topics">tables</Link> count every one.
      </Empty>
    );
  }
  return <Chart label={label} stepMs={series.stepMs} endMs={series.endMs} format={format} height={160} lines={[{ name: label, values }]} />;
}
