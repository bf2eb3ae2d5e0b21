import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Reassignment, reassign, reassignments } from "../../api/admin";
import type { TopicDetail } from "../../api/types";
import { Bar } from "../../design/Bar";
import { Button } from "../../design/Controls";
import { Confirm } from "../../design/Dialog";
import { Empty, Panel } from "../../design/Panel";
import { type Column, Table } from "../../design/Table";
import { grouped, plural } from "../../format/numbers";
import { useLive } from "../../live/useLive";
import styles from "./Reassign.module.css";

const POLL_MS = 2_000;
const VIRTUAL_FROM = 20;

/** Every reassignment of the cluster that is not through, and how much its new replicas lack. */
export function UnderWay({ clusterId }: { clusterId: string }) {
  const found = useQuery({ queryKey: ["reassignments", clusterId], queryFn: () => reassignments(clusterId), refetchInterval: POLL_MS });
  const [cancelled, setCancelled] = useState<Reassignment | null>(null);
  const moves = found.data ?? [];
  const columns: Column<Reassignment>[] = [
    { key: "partition", title: "Partition", width: "minmax(150px, 1.2fr)", cell: (move) => `${move.topic_name}-${move.partition_id}` },
    { key: "adding", title: "Comes to", width: "90px", cell: (move) => move.adding_replicas.join(", ") || <span className="soft">–</span> },
    { key: "removing", title: "Leaves", width: "90px", cell: (move) => move.removing_replicas.join(", ") || <span className="soft">–</span> },
    { key: "progress", title: "Progress", width: "minmax(180px, 1.4fr)", cell: (move) => <Progress move={move} /> },
    {
      key: "cancel",
      title: <span className="visually-hidden">Cancel</span>,
      width: "80px",
      numeric: true,
      cell: (move) => (
        <Button look="quiet" onClick={() => setCancelled(move)} aria-label={`Cancel ${move.topic_name}-${move.partition_id}`}>
          Cancel
        </Button>
      ),
    },
  ];
  return (
    <Panel title="Under way" note={moves.length === 0 ? "" : plural(moves.length, "partition")} flush>
      <Table label="Reassignments under way" columns={columns} count={moves.length} rowAt={(index) => moves[index]} {...(moves.length > VIRTUAL_FROM ? { height: 420 } : {})} empty={<Empty title="Nothing moves">A plan that was applied shows its progress here until it is through.</Empty>} />
      {cancelled !== null && (
        <Confirm
          title={`Go back with ${cancelled.topic_name}-${cancelled.partition_id}?`}
          open
          onClose={() => setCancelled(null)}
          action="Go back"
          isDanger
          change={reassign(clusterId, [{ topic_name: cancelled.topic_name, partition_id: cancelled.partition_id, replicas: null }])}
          onDone={() => void found.refetch()}
        >
          <p>The partition keeps the replicas that it had. What was copied to {cancelled.adding_replicas.join(", ") || "nobody"} is deleted there.</p>
        </Confirm>
      )}
    </Panel>
  );
}

/** How far the slowest new replica is, of what the leader has. */
function Progress({ move }: { move: Reassignment }) {
  const topic = useLive<TopicDetail>("topic", { name: move.topic_name });
  const partition = topic.data?.partitionsById[move.partition_id];
  if (partition === undefined || partition.endOffset == null) return <span className="soft">–</span>;
  const held = Number(BigInt(partition.endOffset) - BigInt(partition.startOffset ?? 0));
  const lacks = Math.max(0, ...move.adding_replicas.map((id) => Number(partition.replicaLag?.[id]?.records ?? held)));
  return (
    <span className={styles.progress}>
      <Bar share={held === 0 ? 1 : 1 - lacks / held} level="accent" label={`progress of ${move.topic_name}-${move.partition_id}`} />
      <span className="soft">{lacks === 0 ? "in step" : `${grouped(lacks)} to go`}</span>
    </span>
  );
}
