package io.taffrail.gateway.link.api;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.protocol.api.Listeners;
import io.taffrail.protocol.client.NodeAddress;
import java.util.UUID;
import java.util.function.Supplier;

/** Finds who leads a partition, in the image of the moment. */
final class Leaders {

    private final Supplier<MetadataImage> image;

    Leaders(Supplier<MetadataImage> image) {
        this.image = image;
    }

    /** Where to send a request for a partition, and what to call its topic there. */
    record Leader(NodeAddress address, UUID topicId, int leaderEpoch) {}

    Answer<Leader> of(TopicPartition key) {
        MetadataImage now = image.get();
        TopicImage topic = now.topic(key.topic());
        PartitionImage partition = topic == null ? null : topic.partition(key.partition());
        if (topic == null || partition == null) {
            return Answer.refused(
                    Rejection.UNKNOWN_TOPIC_OR_PARTITION, "there is no partition " + key);
        }
        NodeImage node = partition.hasLeader() ? now.node(partition.leader()) : null;
        Endpoint endpoint = node == null ? null : Listeners.kafkaEndpoint(node);
        if (endpoint == null) {
            return Answer.refused(
                    Rejection.LEADER_NOT_AVAILABLE,
                    "partition "
                            + key
                            + " has no leader: its replicas "
                            + partition.replicas()
                            + " are down");
        }
        return Answer.of(
                new Leader(
                        new NodeAddress(endpoint.host(), endpoint.port()),
                        topic.id(),
                        partition.leaderEpoch()));
    }
}
