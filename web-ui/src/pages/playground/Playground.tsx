import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { Refused } from "../../api/http";
import { produce, type Produced } from "../../api/produce";
import type { StoredRecord } from "../../api/records";
import type { Problem } from "../../api/types";
import { Button, Code, Field, Segmented } from "../../design/Controls";
import { PageHead, Panel, ProblemNote } from "../../design/Panel";
import { Shape } from "../../design/Status";
import { Arrivals } from "./Arrivals";
import styles from "./Playground.module.css";
import { consumeSnippet, type Language, LANGUAGE_NAMES, LANGUAGES, produceSnippet } from "./snippets";

const route = getRouteApi("/playground");
const TOPIC = "greetings";
const NAMES = ["Ada", "Grace", "Edsger", "Barbara", "Leslie", "Radia"];

function sample(number: number): string {
  return JSON.stringify({ hello: NAMES[number % NAMES.length], number }, null, 2);
}

interface Sent extends Produced {
  tookMs: number;
}

/** Produce and consume on the public API, with each request in the words of three languages. */
export function Playground() {
  const { topic = TOPIC } = route.useSearch();
  const navigate = route.useNavigate();
  const [key, setKey] = useState("");
  const [value, setValue] = useState(() => sample(1));
  const [language, setLanguage] = useState<Language>("curl");
  const [sent, setSent] = useState<Sent | null>(null);
  const [sentCount, setSentCount] = useState(0);
  const [seen, setSeen] = useState<StoredRecord | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const origin = location.origin;

  const send = async () => {
    setProblem(null);
    const beganMs = performance.now();
    try {
      const answer = await produce(topic, key, value);
      setSent({ ...answer, tookMs: performance.now() - beganMs });
      setSentCount(sentCount + 1);
      setValue((text) => (text === sample(sentCount + 1) ? sample(sentCount + 2) : text));
    } catch (failure) {
      setProblem(failure instanceof Refused ? failure.problem : { title: "Failed", status: 0, detail: String(failure) });
    }
  };

  return (
    <>
      <PageHead title="Playground" actions={<Segmented label="Language" value={language} options={LANGUAGES} names={LANGUAGE_NAMES} onChange={setLanguage} />}>
        Nothing here is special to the dashboard: what each step does is what its snippet does, from any machine that reaches {location.host}.
      </PageHead>
      <ol className={styles.steps}>
        <Step done={sent !== null}>Send a record. The topic is made by being named.</Step>
        <Step done={seen !== null}>See it arrive, from the log and not from this page.</Step>
        <Step done={false}>
          Go on: <Link to="/topics/$topic/records" params={{ topic }}>look into the topic</Link>, or read it with <code>./taffrail consume {topic}</code>
        </Step>
      </ol>
      <div className={styles.columns}>
        <Panel title="Produce">
          <form
            className={styles.form}
            onSubmit={(event) => {
              event.preventDefault();
              void send();
            }}
          >
            <div className={styles.pair}>
              <Field label="Topic">
                <input
                  key={topic}
                  defaultValue={topic}
                  spellCheck={false}
                  onBlur={(event) => event.target.value.trim() !== "" && void navigate({ search: { topic: event.target.value.trim() }, replace: true })}
                  onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
                />
              </Field>
              <Field label="Key, if any">
                <input value={key} spellCheck={false} onChange={(event) => setKey(event.target.value)} placeholder="same key, same partition" />
              </Field>
            </div>
            <Field label="Value">
              <textarea rows={5} value={value} spellCheck={false} onChange={(event) => setValue(event.target.value)} />
            </Field>
            <div className={styles.send}>
              <Button look="primary" type="submit">
                Send
              </Button>
              {sent !== null && problem === null && (
                <span role="status">
                  <Shape signal="ok" size={9} /> partition {sent.partition}, offset {sent.offset}: on disk in every in-sync replica after {sent.tookMs.toFixed(0)} ms
                </span>
              )}
            </div>
            {problem !== null && <ProblemNote problem={problem} />}
          </form>
          <Code text={produceSnippet(language, { origin, topic, key, value })} label={`produce with ${LANGUAGE_NAMES[language]}`} />
        </Panel>
        <Panel title="Consume" note={`what arrives in ${topic}`}>
          <Arrivals key={topic} topic={topic} isMade={sentCount > 0} onSeen={(record) => sent !== null && record.offset >= sent.offset && setSeen(record)} />
          <Code text={consumeSnippet(language, origin, topic)} label={`consume with ${LANGUAGE_NAMES[language]}`} />
        </Panel>
      </div>
    </>
  );
}

function Step({ done, children }: { done: boolean; children: React.ReactNode }) {
  return (
    <li data-done={done}>
      <Shape signal={done ? "ok" : "off"} size={11} title={done ? "done" : "to do"} />
      <span>{children}</span>
    </li>
  );
}
