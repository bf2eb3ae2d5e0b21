package io.taffrail.gateway.rest.v2;

import io.taffrail.gateway.json.JsonArray;
import io.taffrail.gateway.json.JsonObject;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.produce.RecordEnvelope;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of requests about consumers, whatever media type they claim. Members that are
 * not known are passed over, and null is the same as nothing: clients send both.
 */
final class ConsumerBody {

    private final byte[] bytes;

    /**
     * @throws ProblemException when it is neither empty nor a JSON object
     */
    ConsumerBody(byte[] bytes) {
        boolean isEmpty = new String(bytes, java.nio.charset.StandardCharsets.UTF_8).isBlank();
        this.bytes = isEmpty ? new byte[] {'{', '}'} : bytes;
        if (!JsonObject.isObject(this.bytes, 0, this.bytes.length)) {
            throw new ProblemException(Problem.badRequest("the body is no JSON object"));
        }
    }

    /** The members that are simple values, as text; a number or true stands as it is written. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        var members = new JsonObject(bytes, 0, bytes.length);
        while (members.next()) {
            boolean isSimple = !members.isNull() && !members.isObject() && !members.isArray();
            if (isSimple) {
                settings.put(members.name(), members.text());
            }
        }
        return settings;
    }

    /** The names of topics, or null when there is no such list. */
    @Nullable List<String> topics() {
        JsonArray array = array("topics");
        if (array == null) {
            return null;
        }
        Set<String> topics = new LinkedHashSet<>();
        while (array.next()) {
            topics.add(array.text());
        }
        return List.copyOf(topics);
    }

    /** The list of partitions, or null when there is none. */
    @Nullable Set<TopicPartition> partitions() {
        Set<TopicPartition> partitions = new LinkedHashSet<>();
        return each("partitions", (partition, _) -> partitions.add(partition)) ? partitions : null;
    }

    /** The offset of each partition in the list {@code offsets}, or null when there is none. */
    @Nullable Map<TopicPartition, Long> offsets() {
        Map<TopicPartition, Long> offsets = new LinkedHashMap<>();
        boolean isThere =
                each(
                        "offsets",
                        (partition, members) -> {
                            String text = members.get("offset");
                            Long offset = text == null ? null : number(text);
                            if (offset == null || offset < 0 || offset == Long.MAX_VALUE) {
                                throw unprocessable(
                                        "the offset of "
                                                + partition
                                                + " is "
                                                + text
                                                + " and no number from 0");
                            }
                            offsets.put(partition, offset);
                        });
        return isThere ? offsets : null;
    }

    /** The {@code metadata} of those in the list {@code offsets} that have some. */
    Map<TopicPartition, String> notes() {
        Map<TopicPartition, String> notes = new LinkedHashMap<>();
        each(
                "offsets",
                (partition, members) -> {
                    String note = members.get("metadata");
                    if (note != null) {
                        notes.put(partition, note);
                    }
                });
        return notes;
    }

    /** The time of each partition in the list {@code timestamps}, in milliseconds since 1970. */
    Map<TopicPartition, Long> timestamps() {
        Map<TopicPartition, Long> timestamps = new LinkedHashMap<>();
        each(
                "timestamps",
                (partition, members) -> {
                    String text = members.get("timestamp");
                    Long timestampMs = text == null ? null : RecordEnvelope.parseTimestamp(text);
                    if (timestampMs == null || timestampMs < 0) {
                        throw unprocessable(
                                "the timestamp of "
                                        + partition
                                        + " is "
                                        + text
                                        + ": give a time such as 2026-11-20T10:00:00Z, or"
                                        + " milliseconds since 1970");
                    }
                    timestamps.put(partition, timestampMs);
                });
        return timestamps;
    }

    private boolean each(String list, BiConsumer<TopicPartition, Map<String, String>> use) {
        JsonArray array = array(list);
        if (array == null) {
            return false;
        }
        while (array.next()) {
            if (!array.isObject()) {
                throw unprocessable(
                        "\"" + list + "\" has " + array.text() + ", which is no object");
            }
            Map<String, String> members = new LinkedHashMap<>();
            var object = new JsonObject(bytes, array.start(), array.end());
            while (object.next()) {
                if (!object.isNull()) {
                    members.put(object.name(), object.text());
                }
            }
            use.accept(partition(members), members);
        }
        return true;
    }

    private static TopicPartition partition(Map<String, String> members) {
        String topic = members.get("topic");
        String text = members.get("partition");
        Long partition = text == null ? null : number(text);
        if (topic == null || partition == null || partition < 0 || partition > Integer.MAX_VALUE) {
            throw unprocessable(
                    members + " names no partition: give \"topic\" and \"partition\", from 0");
        }
        return new TopicPartition(topic, partition.intValue());
    }

    /** Partitions as they stand in a query, {@code topic:0} each. */
    static List<TopicPartition> partitions(List<String> query) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String list : query) {
            for (String text : list.split(",", -1)) {
                int colon = text.lastIndexOf(':');
                Long number = colon < 0 ? null : number(text.substring(colon + 1));
                if (number == null || number < 0 || number > Integer.MAX_VALUE) {
                    throw new ProblemException(
                            Problem.badRequest(
                                    "partition="
                                            + text
                                            + " is no partition: write topic:0, and the parameter"
                                            + " as often as need be"));
                }
                partitions.add(new TopicPartition(text.substring(0, colon), number.intValue()));
            }
        }
        return partitions;
    }

    private @Nullable JsonArray array(String name) {
        var members = new JsonObject(bytes, 0, bytes.length);
        while (members.next()) {
            if (members.name().equals(name) && !members.isNull()) {
                if (!members.isArray()) {
                    throw unprocessable("\"" + name + "\" is no list");
                }
                return members.array();
            }
        }
        return null;
    }

    private static @Nullable Long number(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    static ProblemException unprocessable(String detail) {
        return new ProblemException(Problem.unprocessable(detail));
    }
}
