import { getRouteApi, Link } from "@tanstack/react-router";
import type { GroupRow } from "../../api/types";
import { Search } from "../../design/Controls";
import { Empty, PageHead, Panel, ProblemNote } from "../../design/Panel";
import { Status, Tag } from "../../design/Status";
import { type Column, Table } from "../../design/Table";
import { grouped, plural } from "../../format/numbers";
import { seconds } from "../../format/times";
import { usePagedRows } from "../../live/usePagedRows";
import styles from "./Groups.module.css";
import { groupSignal, groupStateWords } from "./groupState";

const route = getRouteApi("/groups");

const COLUMNS: Column<GroupRow>[] = [
  {
    key: "name",
    title: "Group",
    width: "minmax(200px, 1.6fr)",
    sortable: true,
    cell: (group) => (
      <Link to="/groups/$group" params={{ group: group.group }} className={styles.name}>
        {group.group}
      </Link>
    ),
  },
  { key: "state", title: "State", width: "130px", cell: (group) => <Status signal={groupSignal(group.state)}>{groupStateWords(group.state)}</Status> },
  { key: "members", title: "Members", width: "82px", numeric: true, sortable: true, cell: (group) => group.members },
  { key: "lag", title: "Behind, records", width: "124px", numeric: true, sortable: true, cell: (group) => grouped(group.lagRecords) },
  { key: "seconds", title: "Behind, time", hint: "how old the oldest unread record is", width: "112px", numeric: true, sortable: true, cell: (group) => seconds(group.lagSeconds) },
  {
    key: "topics",
    title: "Reads",
    width: "minmax(180px, 1.4fr)",
    cell: (group) => <span title={group.topics.join(", ")}>{group.topics.length === 0 ? <span className="soft">nothing yet</span> : group.topics.join(", ")}</span>,
  },
  { key: "protocol", title: "Protocol", hint: "consumer is KIP-848's, classic the older one", width: "84px", cell: (group) => <Tag>{group.protocol.toLowerCase()}</Tag> },
  { key: "coordinator", title: "At", hint: "the gateway that coordinates it", width: "48px", numeric: true, cell: (group) => <span className="soft">{group.coordinator ?? "–"}</span> },
];

export function Groups() {
  const chosen = route.useSearch();
  const { q = "", sort = "name", order = "asc" } = chosen;
  const navigate = route.useNavigate();
  const rows = usePagedRows<GroupRow>("groups", { q, sort, order });
  const go = (change: Partial<typeof chosen>) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true });
  return (
    <>
      <PageHead title="Groups" actions={<Search value={q} placeholder="Search groups" onChange={(text) => go({ q: text || undefined })} />}>
        {rows.total !== undefined && (q === "" ? plural(rows.total, "consumer group") : `${plural(rows.total, "consumer group")} with “${q}” in the name`)}
      </PageHead>
      {rows.problem !== null ? (
        <ProblemNote problem={rows.problem} />
      ) : (
        <Panel flush>
          <Table
            label="Consumer groups"
            columns={COLUMNS}
            count={rows.total ?? 24}
            rowAt={rows.rowAt}
            height="calc(100vh - 168px)"
            sort={{ key: sort, order }}
            onSort={(next) => go({ sort: next.key as typeof sort, order: next.order })}
            onRange={rows.onRange}
            empty={
              <Empty title={q === "" ? "No group yet" : `No group has “${q}” in its name`}>
                A group is there as soon as something reads with it: <code>./taffrail consume TOPIC -g NAME</code>
              </Empty>
            }
          />
        </Panel>
      )}
    </>
  );
}
