package io.taffrail.gateway.ws;

import io.taffrail.gateway.consume.GroupOptions;
import io.taffrail.gateway.json.DataFormat;
import io.taffrail.gateway.json.JsonArray;
import io.taffrail.gateway.json.JsonObject;
import io.taffrail.gateway.link.Acks;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.produce.NewRecord;
import io.taffrail.gateway.produce.RecordEnvelope;
import io.taffrail.gateway.stream.Credit;
import io.taffrail.gateway.stream.Encoding;
import io.taffrail.gateway.stream.Framing;
import io.taffrail.gateway.stream.OnReset;
import io.taffrail.gateway.stream.OnSlow;
import io.taffrail.gateway.stream.RecordFilter;
import io.taffrail.gateway.stream.Shape;
import io.taffrail.gateway.stream.StartPosition;
import io.taffrail.gateway.stream.SubscribeOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a text frame as a command. Unknown members are passed over; unknown types are not. */
final class CommandParser {

    private static final int BATCH_MAX = 10_000;

    private CommandParser() {}

    /** A JSON object that is no command; {@code id} is the operation's, if it could be read. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        private final String id;

        Malformed(String id, String message) {
            super(message, null, false, false);
            this.id = id;
        }

        String id() {
            return id;
        }
    }

    /** Reads a range that is one JSON object, as {@link JsonObject#isObject} says. */
    static Command parse(byte[] bytes, int from, int to, long nowMs) throws Malformed {
        Map<String, JsonObject> members = members(new JsonObject(bytes, from, to));
        String id = text(members, "id", "");
        String type = text(members, "type", "");
        try {
            return switch (type) {
                case "subscribe" -> subscribe(id, members, nowMs);
                case "credit" ->
                        new Command.Grant(
                                id, number(members, "records", 0), number(members, "bytes", 0));
                case "seek" -> new Command.Seek(id, position(members, "", nowMs));
                case "ack" -> new Command.Ack(id, acknowledged(members, bytes));
                case "pause" -> new Command.Pause(id);
                case "resume" -> new Command.Resume(id);
                case "unsubscribe" -> new Command.Unsubscribe(id);
                case "produce" -> produce(id, members, bytes, nowMs);
                case "lag" -> {
                    String group = text(members, "group", "");
                    yield new Command.WatchLag(id, group.isEmpty() ? null : group);
                }
                case "ping" -> new Command.Ping(id);
                default ->
                        throw new IllegalArgumentException(
                                "type \""
                                        + type
                                        + "\" is not known: use subscribe, credit, ack, seek, pause,"
                                        + " resume, unsubscribe, produce, lag or ping");
            };
        } catch (IllegalArgumentException e) {
            throw new Malformed(id, String.valueOf(e.getMessage()));
        }
    }

    private static Command subscribe(String id, Map<String, JsonObject> members, long nowMs) {
        JsonObject topics = members.get("topics");
        if (topics == null || !topics.isArray()) {
            throw new IllegalArgumentException("subscribe needs \"topics\":[\"name\",..]");
        }
        List<Integer> partitions = partitions(members.get("partitions"));
        GroupOptions group =
                GroupOptions.parse(
                        text(members, "group", ""), text(members, "ack", ""), partitions);
        JsonObject batch = members.get("batch");
        Map<String, JsonObject> batching =
                batch != null && batch.isObject() ? members(batch.object()) : Map.of();
        long batchMax = number(batching, "max", SubscribeOptions.BATCH_MAX_DEFAULT);
        if (batchMax < 1 || batchMax > BATCH_MAX) {
            throw new IllegalArgumentException(
                    "batch.max " + batchMax + " is not within 1 and " + BATCH_MAX);
        }
        JsonObject credit = members.get("credit");
        boolean isCreditByKind = credit != null && credit.isObject();
        Map<String, JsonObject> credits =
                credit != null && credit.isObject() ? members(credit.object()) : Map.of();
        var options =
                new SubscribeOptions(
                        texts(topics),
                        partitions,
                        group != null && text(members, "from", "").equals(GroupOptions.COMMITTED)
                                ? new StartPosition.Latest()
                                : position(members, "latest", nowMs),
                        encoding(members),
                        filter(members.get("filter")),
                        option(members, "on_slow", OnSlow.BLOCK, OnSlow::parse),
                        option(members, "on_reset", OnReset.EARLIEST, OnReset::parse),
                        (int) batchMax,
                        SubscribeOptions.NO_LIMIT);
        long records =
                isCreditByKind
                        ? number(credits, "records", Credit.UNLIMITED)
                        : number(members, "credit", Credit.UNLIMITED);
        return new Command.Subscribe(
                id, options, group, records, number(credits, "bytes", Credit.UNLIMITED));
    }

    /** {@code "format":{"key":"auto","value":"auto"}} for records, or {@code "cloudevents"}. */
    private static Encoding encoding(Map<String, JsonObject> members) {
        JsonObject format = members.get("format");
        if (format != null && format.isString()) {
            return option(members, "format", false, Shape::isCloudEvents)
                    ? Encoding.events(Framing.ELEMENT, Shape.ofEvents(Framing.ELEMENT))
                    : Encoding.auto(Framing.ELEMENT);
        }
        Map<String, JsonObject> formats =
                format != null && format.isObject() ? members(format.object()) : Map.of();
        return new Encoding(
                option(formats, "key", DataFormat.AUTO, DataFormat::parse),
                option(formats, "value", DataFormat.AUTO, DataFormat::parse),
                Framing.ELEMENT);
    }

    private static Command produce(
            String id, Map<String, JsonObject> members, byte[] bytes, long nowMs) {
        String topic = text(members, "topic", "");
        JsonObject array = members.get("records");
        if (topic.isEmpty() || array == null || !array.isArray()) {
            throw new IllegalArgumentException(
                    "produce needs \"topic\":\"name\" and \"records\":[{\"value\":..},..]");
        }
        List<NewRecord> records = new ArrayList<>();
        JsonArray each = array.array();
        while (each.next()) {
            try {
                records.add(RecordEnvelope.parse(bytes, each.start(), each.end(), nowMs));
            } catch (RecordEnvelope.Malformed e) {
                throw new IllegalArgumentException(
                        "record " + records.size() + ": " + e.getMessage(), e);
            }
        }
        return new Command.Produce(
                id, topic, option(members, "acks", Acks.ALL, Acks::parse), records);
    }

    /** {@code "offsets":[{"topic":"t","partition":0,"offset":42}]}. */
    private static Map<TopicPartition, Long> acknowledged(
            Map<String, JsonObject> members, byte[] bytes) {
        JsonObject array = members.get("offsets");
        if (array == null || !array.isArray()) {
            throw new IllegalArgumentException(
                    "ack needs \"offsets\":[{\"topic\":\"name\",\"partition\":0,\"offset\":42},..]");
        }
        Map<TopicPartition, Long> offsets = new HashMap<>();
        JsonArray each = array.array();
        while (each.next()) {
            if (!JsonObject.isObject(bytes, each.start(), each.end())) {
                throw new IllegalArgumentException(
                        "offset " + each.text() + " is no object with topic, partition and offset");
            }
            Map<String, JsonObject> place =
                    members(new JsonObject(bytes, each.start(), each.end()));
            long partition = number(place, "partition", 0);
            if (text(place, "topic", "").isEmpty() || !place.containsKey("offset")) {
                throw new IllegalArgumentException("each offset needs topic, partition and offset");
            }
            offsets.merge(
                    new TopicPartition(
                            text(place, "topic", ""), (int) Math.min(partition, Integer.MAX_VALUE)),
                    number(place, "offset", 0),
                    Math::max);
        }
        return offsets;
    }

    private static StartPosition position(
            Map<String, JsonObject> members, String otherwise, long nowMs) {
        JsonObject from = members.get("from");
        if (from != null && from.isObject()) {
            return offsets(from.object());
        }
        String text = text(members, "from", otherwise);
        JsonObject resume = members.get("resume");
        return StartPosition.parse(
                resume != null && resume.isString() ? "resume:" + resume.text() : text, nowMs);
    }

    /** {@code {"offsets":{"topic":{"0":42}}}}. */
    private static StartPosition offsets(JsonObject from) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        while (from.next()) {
            if (from.name().equals("offsets") && from.isObject()) {
                JsonObject topics = from.object();
                while (topics.next()) {
                    if (!topics.isObject()) {
                        throw new IllegalArgumentException(
                                "offsets of topic "
                                        + topics.name()
                                        + " is no object: write {\"partition\":offset}");
                    }
                    JsonObject partitions = topics.object();
                    while (partitions.next()) {
                        Long offset = partitions.integer();
                        if (offset == null || offset < 0) {
                            throw new IllegalArgumentException(
                                    "offset " + partitions.text() + " is no number from 0");
                        }
                        int partition = Integer.parseUnsignedInt(partitions.name());
                        offsets.put(new TopicPartition(topics.name(), partition), offset);
                    }
                }
            }
        }
        return new StartPosition.At(offsets);
    }

    private static @Nullable RecordFilter filter(@Nullable JsonObject filter) {
        if (filter == null || filter.isNull()) {
            return null;
        }
        if (filter.isArray()) {
            return RecordFilter.parse(texts(filter));
        }
        if (!filter.isObject()) {
            return RecordFilter.parse(List.of(filter.text()));
        }
        List<String> conditions = new ArrayList<>();
        JsonObject each = filter.object();
        while (each.next()) {
            conditions.add(each.name() + "=" + each.text());
        }
        return RecordFilter.parse(conditions);
    }

    private static List<Integer> partitions(@Nullable JsonObject member) {
        if (member == null || !member.isArray()) {
            return List.of();
        }
        return texts(member).stream().map(Integer::parseUnsignedInt).toList();
    }

    /** The elements of an array of strings or numbers, as text. */
    private static List<String> texts(JsonObject arrayMember) {
        List<String> texts = new ArrayList<>();
        JsonArray each = arrayMember.array();
        while (each.next()) {
            texts.add(each.text());
        }
        return texts;
    }

    private static Map<String, JsonObject> members(JsonObject object) {
        Map<String, JsonObject> members = new HashMap<>();
        while (object.next()) {
            members.put(object.name(), object.member());
        }
        return members;
    }

    private static String text(Map<String, JsonObject> members, String name, String otherwise) {
        JsonObject member = members.get(name);
        return member == null || member.isNull() ? otherwise : member.text();
    }

    private static long number(Map<String, JsonObject> members, String name, long otherwise) {
        JsonObject member = members.get(name);
        if (member == null || member.isNull()) {
            return otherwise;
        }
        Long number = member.integer();
        if (number == null || number < 0) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is " + member.text() + ": give a number from 0");
        }
        return number;
    }

    private static <T> T option(
            Map<String, JsonObject> members,
            String name,
            T otherwise,
            Function<String, @Nullable T> parse) {
        JsonObject member = members.get(name);
        if (member == null || member.isNull()) {
            return otherwise;
        }
        T value = parse.apply(member.text());
        if (value == null) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is " + member.text() + ", which is not known");
        }
        return value;
    }
}
