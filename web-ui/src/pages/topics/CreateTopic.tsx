import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { createTopic } from "../../api/admin";
import { useClusterId } from "../../api/useClusterId";
import { Field } from "../../design/Controls";
import { Confirm } from "../../design/Dialog";
import styles from "./Topics.module.css";

const NAME = /^[a-zA-Z0-9._-]{1,249}$/;

/** What is left empty the cluster decides, and the request then does not name it. */
function wholeNumber(text: string): number | null | undefined {
  if (text.trim() === "") return null;
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : undefined;
}

export function CreateTopic({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const clusterId = useClusterId();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [partitions, setPartitions] = useState("");
  const [replicas, setReplicas] = useState("");
  const partitionCount = wholeNumber(partitions);
  const replication = wholeNumber(replicas);
  const isNamed = NAME.test(name) && name !== "." && name !== "..";
  const isSound = clusterId !== undefined && isNamed && partitionCount !== undefined && replication !== undefined;
  const words = ["./taffrail topic create", name, ...(partitionCount ? ["-p", String(partitionCount)] : []), ...(replication ? ["-r", String(replication)] : [])];

  return (
    <Confirm
      title="Create a topic"
      open={isOpen}
      onClose={onClose}
      action="Create topic"
      change={isSound ? createTopic(clusterId, name, partitionCount, replication) : null}
      command={words.join(" ")}
      onDone={() => void navigate({ to: "/topics/$topic/partitions", params: { topic: name } })}
    >
      <div className={styles.form}>
        <Field label="Name" hint={name !== "" && !isNamed ? "Up to 249 letters, digits, dots, hyphens and underscores" : "It cannot be changed later"}>
          <input value={name} onChange={(event) => setName(event.target.value.trim())} spellCheck={false} autoComplete="off" />
        </Field>
        <div className={styles.pair}>
          <Field label="Partitions" hint={partitionCount === undefined ? "A whole number from 1" : "Can grow later, never shrink"}>
            <input inputMode="numeric" value={partitions} placeholder="the cluster's default" onChange={(event) => setPartitions(event.target.value)} />
          </Field>
          <Field label="Replicas" hint={replication === undefined ? "A whole number from 1" : "Copies on different brokers"}>
            <input inputMode="numeric" value={replicas} placeholder="the cluster's default" onChange={(event) => setReplicas(event.target.value)} />
          </Field>
        </div>
      </div>
    </Confirm>
  );
}
