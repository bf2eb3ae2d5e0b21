import { useState } from "react";
import { addPartitions } from "../../api/admin";
import type { TopicDetail } from "../../api/types";
import { useClusterId } from "../../api/useClusterId";
import { Field } from "../../design/Controls";
import { Confirm } from "../../design/Dialog";

export function AddPartitions({ topic, isOpen, onClose }: { topic: TopicDetail; isOpen: boolean; onClose: () => void }) {
  const clusterId = useClusterId();
  const [text, setText] = useState("");
  const wanted = Number(text);
  const isSound = Number.isInteger(wanted) && wanted > topic.partitions;
  return (
    <Confirm
      title={`Add partitions to ${topic.name}`}
      open={isOpen}
      onClose={onClose}
      action="Add partitions"
      change={isSound && clusterId !== undefined ? addPartitions(clusterId, topic.name, wanted) : null}
    >
      <Field label="Partitions afterwards" hint={`It has ${topic.partitions} now, and can have no fewer later`}>
        <input inputMode="numeric" value={text} placeholder={String(topic.partitions + 1)} onChange={(event) => setText(event.target.value)} />
      </Field>
      {isSound && (
        <p>
          {topic.partitions} → <strong>{wanted}</strong> partitions. Records stay where they are; a key's next record may go to another partition than its earlier ones, so
          the order of a key is kept only within each of the two.
        </p>
      )}
    </Confirm>
  );
}
