import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { GroupDetail, GroupMember, GroupPartition } from "../../api/types";
import { Empty, Panel } from "../../design/Panel";
import { Tag } from "../../design/Status";
import { type Column, type Sort, Table } from "../../design/Table";
import { compareLong, grouped, plural } from "../../format/numbers";
import { seconds } from "../../format/times";

const VIRTUAL_FROM = 40;

const ORDER: Record<string, (left: GroupPartition, right: GroupPartition) => number> = {
  partition: (left, right) => left.topic.localeCompare(right.topic) || left.partition - right.partition,
  records: (left, right) => compareLong(left.records, right.records),
  seconds: (left, right) => (left.seconds ?? -1) - (right.seconds ?? -1),
};

export function sortedPositions(partitions: GroupPartition[], sort: Sort): GroupPartition[] {
  const compare = ORDER[sort.key] ?? ORDER.partition!;
  return partitions.toSorted((left, right) => (sort.order === "asc" ? 1 : -1) * compare(left, right) || ORDER.partition!(left, right));
}

/** Where the group is in each partition, and how far behind. */
export function GroupPositions({ group }: { group: GroupDetail }) {
  const [sort, setSort] = useState<Sort>({ key: "records", order: "desc" });
  const rows = sortedPositions(group.partitions, sort);
  const columns: Column<GroupPartition>[] = [
    {
      key: "partition",
      title: "Partition",
      width: "minmax(180px, 1.4fr)",
      sortable: true,
      cell: (row) => (
        <Link to="/topics/$topic/records" params={{ topic: row.topic }} search={{ partition: row.partition, ...(row.committed == null ? {} : { from: `${row.topic}:${row.partition}=${row.committed}` }) }} title="Read where the group is">
          {row.topic}-{row.partition}
        </Link>
      ),
    },
    { key: "committed", title: "Committed", width: "minmax(120px, 1fr)", numeric: true, cell: (row) => (row.committed == null ? <Tag>nothing</Tag> : grouped(row.committed)) },
    { key: "end", title: "End", width: "minmax(120px, 1fr)", numeric: true, cell: (row) => <span className="soft">{grouped(row.end)}</span> },
    { key: "records", title: "Behind, records", width: "minmax(112px, 1fr)", numeric: true, sortable: true, cell: (row) => grouped(row.records) },
    { key: "seconds", title: "Behind, time", width: "106px", numeric: true, sortable: true, cell: (row) => seconds(row.seconds) },
    { key: "member", title: "Read by", width: "minmax(120px, 1fr)", cell: (row) => (row.member == null ? <span className="soft">nobody</span> : <span title={row.member}>{group.members[row.member]?.clientId ?? row.member}</span>) },
  ];
  return (
    <Panel title="Partitions" note={`${plural(rows.length, "partition")}`} flush>
      <Table
        label={`Partitions of group ${group.group}`}
        columns={columns}
        count={rows.length}
        rowAt={(index) => rows[index]}
        sort={sort}
        onSort={setSort}
        {...(rows.length > VIRTUAL_FROM ? { height: 520 } : {})}
        empty={<Empty title="Nothing committed yet" />}
      />
    </Panel>
  );
}

const MEMBER_COLUMNS: Column<[string, GroupMember]>[] = [
  { key: "client", title: "Client", width: "minmax(150px, 1fr)", cell: ([id, member]) => <span title={id}>{member.clientId}</span> },
  { key: "host", title: "Host", width: "minmax(110px, 0.7fr)", cell: ([, member]) => <span className="soft">{member.host ?? "–"}</span> },
  { key: "static", title: "Static id", hint: "group.instance.id", width: "minmax(90px, 0.6fr)", cell: ([, member]) => <span className="soft">{member.instanceId ?? "–"}</span> },
  { key: "count", title: "Partitions", width: "80px", numeric: true, cell: ([, member]) => Object.values(member.assigned).reduce((sum, ids) => sum + ids.length, 0) },
  {
    key: "assigned",
    title: "Reads",
    width: "minmax(220px, 2fr)",
    cell: ([, member]) => {
      const words = Object.entries(member.assigned).map(([topic, ids]) => `${topic}: ${ids.toSorted((a, b) => a - b).join(", ")}`);
      return <span title={words.join("; ")}>{words.length === 0 ? <span className="soft">nothing</span> : words.join("; ")}</span>;
    },
  },
];

export function GroupMembers({ group }: { group: GroupDetail }) {
  const members = Object.entries(group.members).toSorted(([, left], [, right]) => left.clientId.localeCompare(right.clientId));
  return (
    <Panel title="Members" note={plural(members.length, "member")} flush>
      <Table label={`Members of group ${group.group}`} columns={MEMBER_COLUMNS} count={members.length} rowAt={(index) => members[index]} empty={<Empty title="Nobody is in the group">Its offsets stay, and can be moved now.</Empty>} />
    </Panel>
  );
}
