package io.taffrail.gateway.coordinator.group.classic;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Bytes that members say to each other through the coordinator: metadata of a protocol, or an
 * assignment. The coordinator compares and keeps them; only the topics of a consumer's subscription
 * are ever looked at. Nobody changes the array after it was handed over.
 */
public record Opaque(byte[] bytes) {

    public static final Opaque EMPTY = new Opaque(new byte[0]);

    @Override
    public boolean equals(Object other) {
        return other instanceof Opaque that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
