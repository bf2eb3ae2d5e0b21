package io.taffrail.gateway.stream;

import io.taffrail.gateway.json.JsonObject;
import io.taffrail.gateway.json.JsonScanner;
import io.taffrail.protocol.records.BatchReader;
import io.taffrail.protocol.records.CorruptBatchException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which records a subscriber wants: all of some conditions. Equal filters are equal values, so that
 * subscribers who want the same share the work of finding it.
 */
public record RecordFilter(List<Condition> conditions) {

    /** One thing that must hold of a record. */
    public sealed interface Condition {}

    /** The key is exactly this text. */
    public record KeyIs(String key) implements Condition {}

    /** The key begins with this text. */
    public record KeyStartsWith(String prefix) implements Condition {}

    /** Some header of this name has this text. */
    public record HeaderIs(String name, String value) implements Condition {}

    /** The value is JSON, and at this pointer (RFC 6901) stands this text, number or word. */
    public record ValueAt(List<String> path, String expected) implements Condition {}

    public RecordFilter {
        conditions = List.copyOf(conditions);
    }

    /**
     * Reads conditions as they stand in a query or a frame: {@code key=..}, {@code key_prefix=..},
     * {@code header.NAME=..} or {@code /json/pointer=..}.
     *
     * @throws IllegalArgumentException naming the condition that cannot be read
     */
    public static RecordFilter parse(List<String> texts) {
        List<Condition> conditions = new ArrayList<>();
        for (String text : texts) {
            conditions.add(condition(text));
        }
        return new RecordFilter(conditions);
    }

    private static Condition condition(String text) {
        int equals = text.indexOf('=');
        if (equals > 0) {
            String name = text.substring(0, equals);
            String value = text.substring(equals + 1);
            if (name.equals("key")) {
                return new KeyIs(value);
            }
            if (name.equals("key_prefix")) {
                return new KeyStartsWith(value);
            }
            if (name.startsWith("header.")) {
                return new HeaderIs(name.substring("header.".length()), value);
            }
            if (name.startsWith("/")) {
                return new ValueAt(pointer(name), value);
            }
        }
        throw new IllegalArgumentException(
                "filter '"
                        + text
                        + "' is not understood: use key=K, key_prefix=P, header.NAME=V or"
                        + " /json/pointer=V");
    }

    private static List<String> pointer(String text) {
        return Arrays.stream(text.substring(1).split("/", -1))
                .map(step -> step.replace("~1", "/").replace("~0", "~"))
                .toList();
    }

    boolean accepts(BatchReader record) throws CorruptBatchException {
        for (Condition condition : conditions) {
            boolean holds =
                    switch (condition) {
                        case KeyIs is -> is.key().equals(text(record.key()));
                        case KeyStartsWith starts -> {
                            String key = text(record.key());
                            yield key != null && key.startsWith(starts.prefix());
                        }
                        case HeaderIs is -> hasHeader(record, is);
                        case ValueAt at -> hasValue(record.value(), at);
                    };
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasHeader(BatchReader record, HeaderIs wanted)
            throws CorruptBatchException {
        boolean[] found = new boolean[1];
        record.forEachHeader((name, value) ->
                found[0] |= wanted.name().equals(text(name)) && wanted.value().equals(text(value)));
        return found[0];
    }

    private static boolean hasValue(@Nullable ByteBuffer value, ValueAt wanted) {
        if (value == null) {
            return false;
        }
        byte[] bytes = new byte[value.remaining()];
        value.get(value.position(), bytes);
        return JsonObject.isObject(bytes, 0, bytes.length)
                && wanted.expected().equals(textAt(bytes, wanted.path()));
    }

    private static @Nullable String textAt(byte[] bytes, List<String> path) {
        int from = 0;
        int to = bytes.length;
        for (int step = 0; step < path.size(); step++) {
            from = JsonScanner.skipSpace(bytes, from, to);
            JsonObject found = bytes[from] == '{' ? member(bytes, from, to, path.get(step)) : null;
            if (found == null) {
                return null;
            }
            if (step == path.size() - 1) {
                return found.text();
            }
            from = found.valueStart();
            to = found.valueEnd();
        }
        return null;
    }

    private static @Nullable JsonObject member(byte[] bytes, int from, int to, String name) {
        var members = new JsonObject(bytes, from, to);
        while (members.next()) {
            if (members.name().equals(name)) {
                return members;
            }
        }
        return null;
    }

    private static @Nullable String text(@Nullable ByteBuffer bytes) {
        return bytes == null ? null : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
