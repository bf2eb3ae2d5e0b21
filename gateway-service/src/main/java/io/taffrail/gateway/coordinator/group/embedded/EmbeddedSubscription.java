package io.taffrail.gateway.coordinator.group.embedded;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer tells its leader when it joins (ConsumerProtocolSubscription 0–3 of Kafka; later
 * versions begin alike):
 *
 * <pre>
 * version: int16, topics: [string], userData: bytes or null
 * from 1 (KIP-429): owned: [topic: string, partitions: [int32]]
 * from 2 (KIP-792): generation: int32
 * from 3 (KIP-881): rackId: string or null
 * </pre>
 *
 * @param owned what it reads now; empty for one who gives everything up before it joins
 */
public record EmbeddedSubscription(
        short version,
        List<String> topics,
        Map<String, List<Integer>> owned,
        @Nullable String rackId) {

    private static final int WITH_OWNED = 1;
    private static final int WITH_GENERATION = 2;
    private static final int WITH_RACK = 3;

    public static EmbeddedSubscription read(byte[] bytes) throws MalformedEmbedded {
        return EmbeddedBytes.read(bytes, "a subscription", EmbeddedSubscription::read);
    }

    public boolean ownsNothing() {
        return owned.values().stream().allMatch(List::isEmpty);
    }

    private static EmbeddedSubscription read(EmbeddedBytes bytes) throws MalformedEmbedded {
        short version = bytes.version();
        List<String> topics = bytes.strings();
        bytes.nullableBytes();
        Map<String, List<Integer>> owned = version >= WITH_OWNED ? bytes.partitions() : Map.of();
        if (version >= WITH_GENERATION) {
            bytes.int32();
        }
        String rackId = version >= WITH_RACK ? bytes.nullableString() : null;
        return new EmbeddedSubscription(version, topics, owned, rackId);
    }
}
