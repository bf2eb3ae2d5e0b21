import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { followPath } from "../../api/journey";
import type { Paged, Topic, TopicDetail } from "../../api/types";
import { Button, Code, Field } from "../../design/Controls";
import { Empty, Fact, Facts, PageHead, Panel, ProblemNote } from "../../design/Panel";
import { Shape, Status } from "../../design/Status";
import { grouped, plural } from "../../format/numbers";
import { clockMs } from "../../format/times";
import { useLive } from "../../live/useLive";
import { cliSnippet, produceSnippet } from "../playground/snippets";
import styles from "./Follow.module.css";
import { Readers } from "./Readers";
import { digits, placementWords, stepsOf, transport, waitingWords } from "./steps";
import { type Followed, useJourney } from "./useJourney";
import { Waterfall } from "./Waterfall";

const route = getRouteApi("/follow");
const TOPIC = "greetings";
const SAMPLE = JSON.stringify({ hello: "from the page that follows it" }, null, 2);
const SUGGESTED_MAX = 20;

/** One record, sent from here, and each step that it takes until it is safe and read. */
export function Follow() {
  const { topic = TOPIC } = route.useSearch();
  const navigate = route.useNavigate();
  const [key, setKey] = useState("");
  const [value, setValue] = useState(SAMPLE);
  const about = useLive<TopicDetail>("topic", { name: topic });
  const topics = useLive<Paged<Topic>>("topics", { q: "", limit: SUGGESTED_MAX, offset: 0 });
  const run = useJourney();
  const origin = location.origin;

  return (
    <>
      <PageHead title="Follow a record">Sent like any other; what is different is only that its partition's leader is asked all the while how far its replicas are.</PageHead>
      <div className={styles.page}>
        <div className={styles.columns}>
          <Panel title="Record">
            <form
              className={styles.form}
              onSubmit={(event) => {
                event.preventDefault();
                run.send({ topic, key, value, isThere: about.data !== undefined });
              }}
            >
              <div className={styles.pair}>
                <Field label="Topic">
                  <input
                    key={topic}
                    defaultValue={topic}
                    list="follow-topics"
                    spellCheck={false}
                    onBlur={(event) => event.target.value.trim() !== "" && void navigate({ search: { topic: event.target.value.trim() }, replace: true })}
                    onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
                  />
                </Field>
                <datalist id="follow-topics">
                  {(topics.data?.items ?? []).map(({ name }) => (
                    <option key={name} value={name}>
                      {name}
                    </option>
                  ))}
                </datalist>
                <Field label="Key, if any">
                  <input value={key} spellCheck={false} onChange={(event) => setKey(event.target.value)} placeholder="decides the partition" />
                </Field>
              </div>
              <Field label="Value">
                <textarea rows={4} value={value} spellCheck={false} onChange={(event) => setValue(event.target.value)} />
              </Field>
              <div className={styles.send}>
                <Button look="primary" type="submit" disabled={run.isUnderWay}>
                  {run.isUnderWay ? "Following …" : "Send and follow"}
                </Button>
                <Prospect topic={topic} about={about.data} isMissing={about.problem?.status === 404} />
              </div>
            </form>
          </Panel>
          {run.followed === null ? <Before isUnderWay={run.isUnderWay} /> : <Summary followed={run.followed} />}
        </div>
        {run.problem !== null && <ProblemNote problem={run.problem} />}
        {run.followed !== null && <Way followed={run.followed} about={about.data} />}
        <Panel title="As a command">
          <div className={styles.commands}>
            <Code text={produceSnippet("curl", { origin, topic, key, value })} label="send it with curl" />
            <Code text={cliSnippet({ topic, key, value })} label="send it on the command line" />
            <details>
              <summary>followed, as this page does it</summary>
              <Code text={produceSnippet("curl", { origin, topic, key, value }, followPath(topic))} label="follow it with curl" />
            </details>
          </div>
        </Panel>
      </div>
    </>
  );
}

/** Who will have to get it, as it is now. */
function Prospect({ topic, about, isMissing }: { topic: string; about: TopicDetail | undefined; isMissing: boolean }) {
  if (isMissing) return <span className="soft">there is no {topic} yet: it is made by being named</span>;
  if (about === undefined) return null;
  const partitions = Object.values(about.partitionsById);
  const absent = [...new Set(partitions.flatMap(({ replicas, isr }) => replicas.filter((id) => !isr.includes(id))))].toSorted((left, right) => left - right);
  const headless = partitions.filter(({ leader }) => leader == null).length;
  return (
    <Status signal={headless > 0 ? "bad" : absent.length > 0 ? "warn" : "ok"}>
      {headless > 0 ? `${plural(headless, "partition")} without a leader`
      : absent.length > 0 ? `broker ${absent.join(", ")} out of sync`
      : about.replicationFactor === 1 ? `${plural(partitions.length, "partition")}, each on one broker`
      : `${plural(partitions.length, "partition")}, all ${about.replicationFactor} replicas in sync`}
    </Status>
  );
}

function Before({ isUnderWay }: { isUnderWay: boolean }) {
  return (
    <Panel title="Its way">
      <Empty title={isUnderWay ? "On its way" : "No record has been sent yet"}>
        From this page to a gateway, from there to the leader of its partition; onto the leader's disk and those of its followers, past the high watermark; and back, as an
        acknowledgement and to whoever reads. Each step with its time.
      </Empty>
    </Panel>
  );
}

/** Where it went, and how soon it was safe. */
function Summary({ followed: { journey, times } }: { followed: Followed }) {
  const readable = stepsOf(journey, times).find((step) => step.id === "readable");
  const hasMoved = journey.leaderNow.epoch !== journey.leader.epoch;
  const place = `${journey.topic}:${journey.partition}=${journey.offset}`;
  return (
    <Panel
      title={journey.state === "refused" ? `Not taken by ${journey.topic}` : journey.offset == null ? `On its way to ${journey.topic}` : `${journey.topic}, partition ${journey.partition}, offset ${grouped(journey.offset)}`}
      note={`sent at ${clockMs(journey.receivedMs)}`}
      actions={
        journey.offset != null && (
          <Link to="/topics/$topic/records" params={{ topic: journey.topic }} search={{ from: place }} className={styles.action}>
            Open the record
          </Link>
        )
      }
    >
      <Facts>
        <Fact name="Acknowledged after">{times.acknowledgedMs === null ? "–" : `${digits(times.acknowledgedMs)} ms`}</Fact>
        <Fact name="Could be read after">{readable?.toMs == null ? "–" : `${digits(readable.toMs)} ms`}</Fact>
        <Fact name="Leader">
          <Link to="/brokers/$broker" params={{ broker: String(journey.leader.id) }}>
            Broker {journey.leader.id}
          </Link>
          , epoch {journey.leader.epoch}
        </Fact>
        <Fact name="In sync when it was sent">
          {journey.isr.length} of {plural(journey.replicas.length, "replica")}
        </Fact>
      </Facts>
      <p className={styles.why}>{placementWords(journey)}.</p>
      {hasMoved && (
        <p className={styles.why}>
          <Shape signal="warn" size={10} /> Broker {journey.leaderNow.id} leads now, since epoch {journey.leaderNow.epoch}: the leadership changed on the way.
        </p>
      )}
      {journey.problem != null && (
        <div className={styles.refused}>
          <ProblemNote problem={{ title: "Not acknowledged", status: 0, detail: journey.problem.detail }} />
        </div>
      )}
      {journey.state === "waiting" && (
        <p className={styles.why} role="status">
          <Shape signal="warn" size={10} /> No acknowledgement yet. {waitingWords(journey)}
        </p>
      )}
    </Panel>
  );
}

function Way({ followed, about }: { followed: Followed; about: TopicDetail | undefined }) {
  const { journey, times } = followed;
  const way = transport(journey, times);
  const madeItsTopic = journey.stages.some((stage) => stage.name === "topic_made");
  return (
    <>
      <Panel title="Its way" note={`the leader was asked ${plural(journey.looks, "time")}`} flush>
        <Waterfall steps={stepsOf(journey, times)} />
        <p className={styles.legend}>
          <span>
            <i className={styles.dot} aria-hidden="true" /> read from a clock as it happened
          </span>
          <span>
            <i className={styles.bar} aria-hidden="true" /> between two answers of the leader: not yet at its left end, done at its right
          </span>
          {way !== null && (
            <span>
              The request and the first word back took {digits(way.bothMs)} ms together, which no clock tells apart: the gateway's times stand where they are if the request took{" "}
              {digits(way.requestMs)} ms of it.
            </span>
          )}
          {!times.wasListening && <span>Nobody listened on this page when the record was sent{madeItsTopic ? ": it made its topic" : ""}.</span>}
        </p>
      </Panel>
      {journey.offset != null && about !== undefined && (
        <Panel title="Read by groups" note="commits are looked at once a second">
          <Readers key={`${journey.topic} ${journey.receivedMs}`} topic={about} partition={journey.partition} offset={journey.offset} />
        </Panel>
      )}
    </>
  );
}
