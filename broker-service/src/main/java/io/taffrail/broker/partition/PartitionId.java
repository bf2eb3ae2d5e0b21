package io.taffrail.broker.partition;

import java.util.UUID;

/** A partition of one life of a topic: a topic created again under the same name has another id. */
public record PartitionId(String topic, UUID topicId, int partition) {

    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
