package io.taffrail.controller.decide;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.SplittableRandom;
import java.util.UUID;

/** Random ids out of a command's seed, so that every controller draws the same ones. */
final class SeededIds {

    private SeededIds() {}

    /** A UUID of version 4; never one of the few that Kafka's protocol reserves. */
    static UUID uuid(long seed) {
        var random = new SplittableRandom(seed);
        long most = (random.nextLong() & ~0xF000L) | 0x4000L;
        long least = (random.nextLong() & ~0xC000_0000_0000_0000L) | 0x8000_0000_0000_0000L;
        return new UUID(most, least);
    }

    /** A cluster's id as Kafka's clients show it: 22 characters of URL-safe base 64. */
    static String clusterId(long seed) {
        UUID id = uuid(seed);
        byte[] bytes =
                ByteBuffer.allocate(16)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
