package io.taffrail.protocol.server;

import io.taffrail.protocol.wire.ApiCatalog;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Which versions of an API a handler answers; what is stated here is what clients are told.
 *
 * @param min inclusive
 * @param max inclusive
 */
public record ApiRange(short key, short min, short max) {

    public static ApiRange of(ApiKeys key, int min, int max) {
        return new ApiRange(key.id, (short) min, (short) max);
    }

    public static ApiRange followMetadata() {
        return ours(ApiCatalog.FOLLOW_METADATA);
    }

    /** One of our own messages, which have one version. */
    public static ApiRange ours(short key) {
        return new ApiRange(key, (short) 0, (short) 0);
    }

    public boolean includes(short version) {
        return version >= min && version <= max;
    }
}
