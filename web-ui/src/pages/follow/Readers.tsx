import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { GroupDetail, TopicDetail } from "../../api/types";
import { Status } from "../../design/Status";
import { compareLong, grouped } from "../../format/numbers";
import { duration } from "../../format/times";
import { useLive } from "../../live/useLive";
import styles from "./Follow.module.css";

const GROUPS_MAX = 6;

/** Whether each group that reads the topic has committed past the record. */
export function Readers({ topic, partition, offset }: { topic: TopicDetail; partition: number; offset: string }) {
  const names = Object.keys(topic.groups);
  const [followedMs] = useState(() => Date.now());
  if (names.length === 0) return <p className="soft">No group reads {topic.name}. Those that do stand here, and when they have committed past the record.</p>;
  return (
    <>
      <ul className={styles.readers} aria-label={`Groups that read ${topic.name}`}>
        {names.slice(0, GROUPS_MAX).map((group) => (
          <Reader key={group} group={group} topic={topic.name} partition={partition} offset={offset} followedMs={followedMs} />
        ))}
      </ul>
      {names.length > GROUPS_MAX && (
        <p className="soft">
          and {names.length - GROUPS_MAX} more:{" "}
          <Link to="/topics/$topic/groups" params={{ topic: topic.name }}>
            all that read {topic.name}
          </Link>
        </p>
      )}
    </>
  );
}

function Reader({ group, topic, partition, offset, followedMs }: { group: string; topic: string; partition: number; offset: string; followedMs: number }) {
  const live = useLive<GroupDetail>("group", { name: group });
  const here = live.data?.partitions.find((each) => each.topic === topic && each.partition === partition);
  const isPast = here?.committed != null && compareLong(here.committed, offset) > 0;
  const [seenMs, setSeenMs] = useState<number | null>(null);
  useEffect(() => {
    if (isPast) setSeenMs((before) => before ?? Date.now());
  }, [isPast]);
  return (
    <li>
      <Link to="/groups/$group" params={{ group }}>
        {group}
      </Link>
      <Status signal={isPast ? "ok" : "off"}>
        {live.data === undefined ? "looking"
        : isPast ? `committed past it${seenMs === null ? "" : `, seen ${duration(Math.max(1, seenMs - followedMs))} after the acknowledgement`}`
        : here?.committed == null ? "has committed nothing here"
        : `has committed ${grouped(here.committed)}`}
      </Status>
      <span className="soft">{here?.member == null ? "nobody reads this partition" : `read by ${here.member}`}</span>
    </li>
  );
}
