import { Link } from "@tanstack/react-router";
import type { TopicDetail } from "../../api/types";
import { Empty, Panel } from "../../design/Panel";
import { Status } from "../../design/Status";
import { type Column, Table } from "../../design/Table";
import { compareLong, grouped } from "../../format/numbers";
import { seconds } from "../../format/times";
import { groupSignal, groupStateWords } from "../groups/groupState";
import { useTopic } from "./TopicPage";

type Row = TopicDetail["groups"][string] & { name: string };

const COLUMNS: Column<Row>[] = [
  { key: "name", title: "Group", width: "minmax(200px, 2fr)", cell: (row) => <Link to="/groups/$group" params={{ group: row.name }}>{row.name}</Link> },
  { key: "state", title: "State", width: "minmax(130px, 1fr)", cell: (row) => <Status signal={groupSignal(row.state)}>{groupStateWords(row.state)}</Status> },
  { key: "records", title: "Behind, records", width: "minmax(120px, 1fr)", numeric: true, cell: (row) => grouped(row.lagRecords) },
  { key: "seconds", title: "Behind, time", hint: "how old the oldest unread record is", width: "minmax(110px, 1fr)", numeric: true, cell: (row) => seconds(row.lagSeconds) },
];

/** Who reads the topic, the furthest behind first. */
export function TopicGroups() {
  const topic = useTopic();
  const rows = Object.entries(topic.groups)
    .map(([name, group]) => ({ name, ...group }))
    .toSorted((left, right) => compareLong(right.lagRecords, left.lagRecords));
  return (
    <Panel flush>
      <Table
        label={`Groups that read ${topic.name}`}
        columns={COLUMNS}
        count={rows.length}
        rowAt={(index) => rows[index]}
        empty={<Empty title="No group reads this topic">A group stands here as soon as it has committed an offset of it.</Empty>}
      />
    </Panel>
  );
}
