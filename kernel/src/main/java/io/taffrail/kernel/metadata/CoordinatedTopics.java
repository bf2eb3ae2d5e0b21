package io.taffrail.kernel.metadata;

import java.util.Set;

/**
 * The topics in which gateways keep the state of what they coordinate. Each partition of one is a
 * shard with one gateway as its owner; only the owner writes there, in the partition's leader
 * epoch.
 */
public final class CoordinatedTopics {

    /** Consumer groups and the offsets that they commit, in Kafka's records. */
    public static final String CONSUMER_OFFSETS = "__consumer_offsets";

    private static final Set<String> NAMES = Set.of(CONSUMER_OFFSETS);

    private CoordinatedTopics() {}

    public static boolean contains(String topic) {
        return NAMES.contains(topic);
    }
}
