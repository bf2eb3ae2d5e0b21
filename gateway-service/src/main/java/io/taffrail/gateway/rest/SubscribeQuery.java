package io.taffrail.gateway.rest;

import io.taffrail.gateway.consume.GroupOptions;
import io.taffrail.gateway.json.DataFormat;
import io.taffrail.gateway.stream.Encoding;
import io.taffrail.gateway.stream.Framing;
import io.taffrail.gateway.stream.OnReset;
import io.taffrail.gateway.stream.OnSlow;
import io.taffrail.gateway.stream.RecordFilter;
import io.taffrail.gateway.stream.Shape;
import io.taffrail.gateway.stream.StartPosition;
import io.taffrail.gateway.stream.SubscribeOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what a subscriber asks for from the query, the same for every door that reads records. */
public final class SubscribeQuery {

    private static final int BATCH_MAX = 10_000;

    private SubscribeQuery() {}

    /**
     * @param topics a comma list
     * @param from where to begin if the query does not say
     */
    public static SubscribeOptions parse(
            HttpCall call, String topics, Framing framing, String from, int batchMax, long nowMs) {
        return new SubscribeOptions(
                topicNames(topics),
                partitions(call),
                from(call, from, nowMs),
                encoding(call, framing),
                filter(call),
                option(call, "on_slow", OnSlow.BLOCK, OnSlow::parse, "block, skip or close"),
                option(
                        call,
                        "on_reset",
                        OnReset.EARLIEST,
                        OnReset::parse,
                        "earliest, latest or close"),
                call.number("batch", batchMax, 1, BATCH_MAX),
                call.query("limit") == null
                        ? SubscribeOptions.NO_LIMIT
                        : call.number("limit", 1, 1, Integer.MAX_VALUE));
    }

    /** The group that the subscriber is to be a member of, or null. */
    public static @Nullable GroupOptions group(HttpCall call) {
        try {
            return GroupOptions.parse(
                    call.query("group", ""), call.query("ack", ""), partitions(call));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.badRequest(String.valueOf(e.getMessage())));
        }
    }

    static List<String> topicNames(String list) {
        return Arrays.stream(list.split(",", -1)).distinct().toList();
    }

    static StartPosition from(HttpCall call, String otherwise, long nowMs) {
        String lastEventId = call.header("Last-Event-ID");
        if (lastEventId == null) {
            lastEventId = call.query("last_event_id");
        }
        try {
            boolean isCommitted =
                    call.query("group") != null
                            && call.query("from", otherwise).equals(GroupOptions.COMMITTED);
            if (isCommitted) {
                return new StartPosition.Latest();
            }
            return lastEventId != null && !lastEventId.isEmpty()
                    ? StartPosition.parse("resume:" + lastEventId, nowMs)
                    : StartPosition.parse(call.query("from", otherwise), nowMs);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.badRequest(String.valueOf(e.getMessage())));
        }
    }

    static Encoding encoding(HttpCall call, Framing framing) {
        if (isCloudEvents(call)) {
            return Encoding.events(framing, Shape.ofEvents(framing));
        }
        return new Encoding(format(call, "key_format"), format(call, "value"), framing);
    }

    /** Whether {@code format=cloudevents} asks for events in place of records. */
    static boolean isCloudEvents(HttpCall call) {
        return option(call, "format", false, Shape::isCloudEvents, "records or cloudevents");
    }

    private static DataFormat format(HttpCall call, String name) {
        return option(
                call, name, DataFormat.AUTO, DataFormat::parse, "auto, json, string or base64");
    }

    static List<Integer> partitions(HttpCall call) {
        String list = call.query("partition");
        List<Integer> partitions = new ArrayList<>();
        if (list != null) {
            for (String text : list.split(",", -1)) {
                try {
                    partitions.add(Integer.parseUnsignedInt(text));
                } catch (NumberFormatException e) {
                    throw new ProblemException(
                            Problem.badRequest(
                                    "partition=" + list + " is no list of numbers from 0"));
                }
            }
        }
        return partitions;
    }

    /** What is to be left out, or null. */
    static @Nullable RecordFilter filter(HttpCall call) {
        List<String> conditions = call.queryAll("filter");
        if (conditions.isEmpty()) {
            return null;
        }
        try {
            return RecordFilter.parse(conditions);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.badRequest(String.valueOf(e.getMessage())));
        }
    }

    private static <T> T option(
            HttpCall call,
            String name,
            T otherwise,
            Function<String, @Nullable T> parse,
            String allowed) {
        String text = call.query(name);
        if (text == null) {
            return otherwise;
        }
        T value = parse.apply(text);
        if (value == null) {
            throw new ProblemException(
                    Problem.badRequest(name + "=" + text + " is not known: use " + allowed));
        }
        return value;
    }
}
