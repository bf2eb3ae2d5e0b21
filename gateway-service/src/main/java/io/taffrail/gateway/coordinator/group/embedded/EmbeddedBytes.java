package io.taffrail.gateway.coordinator.group.embedded;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pieces that subscriptions and assignments are made of. Clients wrote the bytes, so a
 * length is believed only as far as there are bytes.
 */
final class EmbeddedBytes {

    private final ByteBuffer bytes;

    EmbeddedBytes(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    interface Reading<T> {
        T read(EmbeddedBytes bytes) throws MalformedEmbedded;
    }

    static <T> T read(byte[] bytes, String what, Reading<T> reading) throws MalformedEmbedded {
        try {
            return reading.read(new EmbeddedBytes(bytes));
        } catch (BufferUnderflowException e) {
            throw new MalformedEmbedded(
                    "%d bytes are not enough for %s".formatted(bytes.length, what));
        }
    }

    short version() throws MalformedEmbedded {
        short version = bytes.getShort();
        if (version < 0) {
            throw new MalformedEmbedded("version " + version + " is below 0");
        }
        return version;
    }

    int int32() {
        return bytes.getInt();
    }

    String string() throws MalformedEmbedded {
        String string = nullableString();
        if (string == null) {
            throw new MalformedEmbedded("a name is missing");
        }
        return string;
    }

    @Nullable String nullableString() {
        short length = bytes.getShort();
        return length < 0 ? null : new String(take(length), StandardCharsets.UTF_8);
    }

    byte @Nullable [] nullableBytes() {
        int length = bytes.getInt();
        return length < 0 ? null : take(length);
    }

    private byte[] take(int length) {
        if (length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] taken = new byte[length];
        bytes.get(taken);
        return taken;
    }

    List<String> strings() throws MalformedEmbedded {
        int count = bytes.getInt();
        List<String> strings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            strings.add(string());
        }
        return strings;
    }

    /** By topic, in order. */
    Map<String, List<Integer>> partitions() throws MalformedEmbedded {
        int count = bytes.getInt();
        Map<String, List<Integer>> topics = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            List<Integer> numbers = topics.computeIfAbsent(string(), _ -> new ArrayList<>());
            int size = bytes.getInt();
            for (int j = 0; j < size; j++) {
                numbers.add(bytes.getInt());
            }
        }
        return topics;
    }
}
