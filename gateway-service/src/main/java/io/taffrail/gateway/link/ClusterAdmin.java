package io.taffrail.gateway.link;

import io.taffrail.kernel.metadata.ConfigResource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks the controller to change the cluster. */
public interface ClusterAdmin {

    CompletableFuture<Answer<Done>> createTopic(NewTopic topic, boolean validateOnly);

    CompletableFuture<Answer<Done>> deleteTopic(String topic);

    /** Raises the number of partitions to {@code totalCount}. */
    CompletableFuture<Answer<Done>> createPartitions(String topic, int totalCount);

    /** Sets the given settings and leaves the others; a null value goes back to the default. */
    CompletableFuture<Answer<Done>> alterConfigs(
            ConfigResource resource, List<ConfigChange> changes);

    /** A producer id that nobody else has. */
    CompletableFuture<Answer<ProducerIdentity>> newProducerId();

    /** A change was made. */
    record Done() {
        public static final Done DONE = new Done();
    }

    /**
     * A topic to create.
     *
     * @param partitionCount -1 for the cluster's default
     * @param replicationFactor -1 for the cluster's default
     * @param assignments the replicas of each partition, or empty for the controller to place them
     */
    record NewTopic(
            String name,
            int partitionCount,
            short replicationFactor,
            Map<Integer, List<Integer>> assignments,
            Map<String, String> configs) {}

    /** One setting to change; null returns it to its default. */
    record ConfigChange(String name, @Nullable String value) {}

    /** An idempotent producer's name in the log. */
    record ProducerIdentity(long id, short epoch) {}
}
