import { getRouteApi, Link, Outlet } from "@tanstack/react-router";
import { createContext, useContext, useState } from "react";
import { deleteTopic } from "../../api/admin";
import type { TopicDetail } from "../../api/types";
import { useClusterId } from "../../api/useClusterId";
import { Button } from "../../design/Controls";
import { Confirm } from "../../design/Dialog";
import { Fact, Facts, Loading, PageHead, ProblemNote } from "../../design/Panel";
import { Shape, Tag } from "../../design/Status";
import { bytes, bytesPerSecond, grouped, perSecond, plural } from "../../format/numbers";
import { duration, seconds } from "../../format/times";
import { useLive } from "../../live/useLive";
import { topicSignal } from "../topics/topicSignal";
import { AddPartitions } from "./AddPartitions";
import styles from "./Topic.module.css";

const route = getRouteApi("/topics/$topic");
const TABS = [
  { to: "/topics/$topic/partitions", name: "Partitions" },
  { to: "/topics/$topic/records", name: "Records" },
  { to: "/topics/$topic/groups", name: "Groups" },
  { to: "/topics/$topic/keys", name: "Keys" },
  { to: "/topics/$topic/config", name: "Config" },
] as const;

const TopicContext = createContext<TopicDetail | null>(null);

/** The topic that the tabs are about. */
export function useTopic(): TopicDetail {
  const topic = useContext(TopicContext);
  if (topic === null) throw new Error("there is no topic around this part: it belongs below TopicPage");
  return topic;
}

export function TopicPage() {
  const { topic: name } = route.useParams();
  const topic = useLive<TopicDetail>("topic", { name });
  const [dialog, setDialog] = useState<"delete" | "grow" | null>(null);

  if (topic.problem !== null) return <ProblemNote problem={topic.problem} />;
  if (topic.data === undefined) return <Loading rows={12} />;
  const about = topic.data;
  return (
    <>
      <PageHead
        title={
          <span className={styles.title}>
            <Shape signal={topicSignal(about)} size={13} />
            {about.name}
          </span>
        }
        actions={
          !about.internal && (
            <>
              <Link to="/playground" search={{ topic: name }} className={styles.action}>
                Produce
              </Link>
              <Link to="/follow" search={{ topic: name }} className={styles.action}>
                Follow one
              </Link>
              <Button onClick={() => setDialog("grow")}>Add partitions</Button>
              <Button look="danger" onClick={() => setDialog("delete")}>
                Delete
              </Button>
            </>
          )
        }
      >
        {about.internal && <Tag>internal</Tag>}
        <span>
          {plural(about.partitions, "partition")}, {plural(about.replicationFactor, "replica")} each
        </span>
        <span>{about.cleanupPolicy === "compact" ? "keeps the newest record of each key" : `keeps records ${about.retentionMs < 0 ? "for ever" : `for ${duration(about.retentionMs)}`}`}</span>
      </PageHead>
      <div className={styles.facts}>
        <Facts>
          <Fact name="Records in">{perSecond(about.recordsInPerS)}</Fact>
          <Fact name="Bytes in">{bytesPerSecond(about.bytesInPerS)}</Fact>
          <Fact name="Size">{bytes(about.sizeBytes)}</Fact>
          <Fact name="Under-replicated">{about.underReplicated}</Fact>
          <Fact name="Offline">{about.offline}</Fact>
          {about.worstLag !== null && about.worstLag !== undefined && (
            <Fact name="Furthest behind" title={`${grouped(about.worstLag.records)} records`}>
              <Link to="/groups/$group" params={{ group: about.worstLag.group }}>
                {about.worstLag.group}
              </Link>{" "}
              {seconds(about.worstLag.seconds)}
            </Fact>
          )}
        </Facts>
      </div>
      <nav className={styles.tabs} aria-label={`Views of ${name}`}>
        {TABS.map((tab) => (
          <Link key={tab.to} to={tab.to} params={{ topic: name }} activeOptions={{ includeSearch: false }} activeProps={{ "aria-current": "page" }}>
            {tab.name}
            {tab.name === "Groups" && <small>{Object.keys(about.groups).length}</small>}
          </Link>
        ))}
      </nav>
      <TopicContext value={about}>
        <Outlet />
      </TopicContext>
      <AddPartitions topic={about} isOpen={dialog === "grow"} onClose={() => setDialog(null)} />
      <DeleteTopic topic={about} isOpen={dialog === "delete"} onClose={() => setDialog(null)} />
    </>
  );
}

function DeleteTopic({ topic, isOpen, onClose }: { topic: TopicDetail; isOpen: boolean; onClose: () => void }) {
  const clusterId = useClusterId();
  const navigate = route.useNavigate();
  const [typed, setTyped] = useState("");
  const readers = Object.keys(topic.groups);
  const isMeant = typed === topic.name && clusterId !== undefined;
  return (
    <Confirm
      title={`Delete ${topic.name}?`}
      open={isOpen}
      onClose={onClose}
      action="Delete topic"
      isDanger
      change={isMeant ? deleteTopic(clusterId, topic.name) : null}
      command={`./taffrail topic delete ${topic.name}`}
      onDone={() => void navigate({ to: "/topics" })}
    >
      <p>
        {plural(topic.partitions, "partition")} with {bytes(topic.sizeBytes)} of records will be gone, on every replica and for good.
        {readers.length > 0 && ` ${plural(readers.length, "group")} read${readers.length === 1 ? "s" : ""} it: ${readers.slice(0, 5).join(", ")}${readers.length > 5 ? ", …" : ""}.`}
      </p>
      <label className={styles.typed}>
        Type the topic's name to go on
        <input value={typed} onChange={(event) => setTyped(event.target.value)} spellCheck={false} autoComplete="off" placeholder={topic.name} />
      </label>
    </Confirm>
  );
}
