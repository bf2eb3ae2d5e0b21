package io.taffrail.gateway.rest;

import io.taffrail.gateway.cloudevents.StructuredEvent;
import io.taffrail.gateway.consume.GroupOptions;
import io.taffrail.gateway.consume.GroupServices;
import io.taffrail.gateway.consume.GroupSubscription.Notices;
import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.stream.Credit;
import io.taffrail.gateway.stream.EncodedRecords;
import io.taffrail.gateway.stream.Encoding;
import io.taffrail.gateway.stream.Framing;
import io.taffrail.gateway.stream.Shape;
import io.taffrail.gateway.stream.StartPosition;
import io.taffrail.gateway.stream.StatelessReader;
import io.taffrail.gateway.stream.StatelessReader.Page;
import io.taffrail.gateway.stream.StatelessReader.Slice;
import io.taffrail.gateway.stream.SubscribeOptions;
import io.taffrail.gateway.stream.Subscription;
import io.taffrail.gateway.stream.Subscriptions;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.records.CorruptBatchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * {@code GET /topics/{t}/records} and its relatives. JSON answers once and says where to go on;
 * NDJSON and server-sent events stay open.
 */
final class ReadDoor {

    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 10_000;
    private static final int WAIT_MS_MAX = 60_000;
    private static final int BYTES_DEFAULT = 8 * 1024 * 1024;
    private static final int BYTES_MAX = 64 * 1024 * 1024;

    private final Subscriptions subscriptions;
    private final GroupServices groups;
    private final StatelessReader reader;
    private final Clock clock;

    ReadDoor(Subscriptions subscriptions, GroupServices groups, Clock clock) {
        this.subscriptions = subscriptions;
        this.groups = groups;
        this.reader = subscriptions.statelessReader();
        this.clock = clock;
    }

    void records(HttpCall call, String topics) throws IOException {
        if (call.accepts("text/event-stream")) {
            events(call, topics);
        } else if (call.accepts("application/x-ndjson") || call.accepts("application/jsonl")) {
            lines(call, topics);
        } else if (call.accepts("application/vnd.kafka")) {
            proxyArray(
                    call,
                    positions(call, topics, SubscribeQuery.partitions(call)),
                    call.number("timeout", 0, 0, WAIT_MS_MAX));
        } else if (call.accepts(StructuredEvent.BATCH_MEDIA_TYPE)
                || SubscribeQuery.isCloudEvents(call)) {
            eventBatch(call, topics);
        } else {
            page(call, topics);
        }
    }

    void events(HttpCall call, String topics) throws IOException {
        call.response().setHeader("X-Accel-Buffering", "no");
        stream(call, topics, Framing.EVENT, "text/event-stream", true);
    }

    private void lines(HttpCall call, String topics) throws IOException {
        stream(call, topics, Framing.LINE, "application/x-ndjson", false);
    }

    private void stream(
            HttpCall call, String topics, Framing framing, String mediaType, boolean isEvents)
            throws IOException {
        SubscribeOptions options =
                SubscribeQuery.parse(
                        call,
                        topics,
                        framing,
                        "latest",
                        SubscribeOptions.BATCH_MAX_DEFAULT,
                        clock.nowMs());
        GroupOptions group = SubscribeQuery.group(call);
        // A member of a group learns its partitions later; that the topics are there, it can know.
        Subscription alone =
                group == null ? orProblem(subscriptions.open(options, Credit.unlimited())) : null;
        orProblem(subscriptions.partitions(options.topics(), options.partitions()));
        call.response().setStatus(200);
        call.response().setContentType(mediaType + (isEvents ? ";charset=UTF-8" : ""));
        call.response().setHeader("Cache-Control", "no-store");
        var out = call.response().getOutputStream();
        if (isEvents) {
            out.write("retry: 2000\n\n".getBytes(StandardCharsets.US_ASCII));
        }
        // The headers leave now: a client that waits for the first record should know it is on.
        out.flush();
        var sink = new HttpStreamSink(out, isEvents);
        if (alone != null) {
            subscriptions.runner(options, alone, sink).run();
        } else if (group != null) {
            groups.open(options, group, Credit.unlimited(), sink, Notices.NOBODY).run();
        }
    }

    private void page(HttpCall call, String topics) throws IOException {
        Page page = read(call, topics);
        var out = new JsonBytes(4096);
        out.ascii("{\"records\":[");
        appendRecords(out, page, SubscribeQuery.encoding(call, Framing.ELEMENT));
        out.ascii("],\"next\":").string(page.next().toString()).ascii("}\n");
        call.response().setHeader("Cache-Control", "no-store");
        call.send(200, "application/json", out.array(), out.size());
    }

    /** A page in the batch format of CloudEvents, which has no place for where the next begins. */
    private void eventBatch(HttpCall call, String topics) throws IOException {
        Page page = read(call, topics);
        var out = new JsonBytes(4096);
        out.raw((byte) '[');
        appendRecords(out, page, Encoding.events(Framing.ELEMENT, Shape.EVENT));
        out.raw((byte) ']').raw((byte) '\n');
        call.response().setHeader("Kafka-Next", page.next().toString());
        call.response().setHeader("Cache-Control", "no-store");
        call.send(200, StructuredEvent.BATCH_MEDIA_TYPE, out.array(), out.size());
    }

    private Page read(HttpCall call, String topics) {
        return orProblem(
                reader.read(
                        positions(call, topics, SubscribeQuery.partitions(call)),
                        call.number("limit", LIMIT_DEFAULT, 1, LIMIT_MAX),
                        call.number("max_bytes", BYTES_DEFAULT, 1, BYTES_MAX),
                        waitMs(call),
                        SubscribeQuery.filter(call)));
    }

    /** The bare array of the proxies' version 2. */
    void partitionRecords(HttpCall call, String topic, int partition) throws IOException {
        String offset = call.query("offset");
        Map<TopicPartition, Long> positions;
        if (offset == null) {
            positions = positions(call, topic, List.of(partition));
        } else {
            var key = new TopicPartition(topic, partition);
            long at = call.longNumber("offset", 0, 0, Long.MAX_VALUE);
            orProblem(subscriptions.partitions(List.of(topic), List.of(partition)));
            positions = Map.of(key, at);
        }
        proxyArray(call, positions, call.number("timeout", 1000, 0, WAIT_MS_MAX));
    }

    private void proxyArray(HttpCall call, Map<TopicPartition, Long> positions, int waitMs)
            throws IOException {
        boolean isBinary = call.accepts("application/vnd.kafka.binary");
        Page page =
                orProblem(
                        reader.read(
                                positions,
                                call.number("limit", LIMIT_MAX, 1, LIMIT_MAX),
                                call.number("max_bytes", BYTES_DEFAULT, 1, BYTES_MAX),
                                waitMs,
                                SubscribeQuery.filter(call)));
        var out = new JsonBytes(4096);
        out.raw((byte) '[');
        if (isBinary) {
            ProxyRecords.appendBinary(out, page);
        } else {
            appendRecords(out, page, SubscribeQuery.encoding(call, Framing.ELEMENT));
        }
        out.raw((byte) ']');
        call.response().setHeader("Kafka-Next", page.next().toString());
        String mediaType =
                isBinary
                        ? "application/vnd.kafka.binary.v2+json"
                        : call.accepts("application/vnd.kafka")
                                ? "application/vnd.kafka.json.v2+json"
                                : "application/json";
        call.send(200, mediaType, out.array(), out.size());
    }

    private static void appendRecords(JsonBytes out, Page page, Encoding encoding) {
        int begin = out.size();
        for (Slice slice : page.slices()) {
            try {
                EncodedRecords records = slice.chunk().encoded(encoding);
                out.raw(
                        records.bytes(),
                        records.start(slice.from()),
                        records.length(slice.from(), slice.to()));
            } catch (CorruptBatchException e) {
                throw ProxyRecords.corrupt(e);
            }
        }
        if (out.size() > begin) {
            out.remove(out.size() - 1, 1);
        }
    }

    private Map<TopicPartition, Long> positions(
            HttpCall call, String topics, List<Integer> partitions) {
        StartPosition from = SubscribeQuery.from(call, "earliest", clock.nowMs());
        return orProblem(
                subscriptions.positions(SubscribeQuery.topicNames(topics), partitions, from));
    }

    /** Seconds with {@code wait=} or {@code Prefer: wait=}; {@code ms} may be added. */
    private static int waitMs(HttpCall call) {
        String text = call.query("wait");
        if (text == null) {
            text = call.preference("wait");
        }
        if (text == null) {
            return 0;
        }
        boolean isMs = text.endsWith("ms");
        String digits = isMs ? text.substring(0, text.length() - 2) : text.replaceAll("s$", "");
        try {
            double amount = Double.parseDouble(digits);
            double waitMs = isMs ? amount : amount * 1000;
            if (waitMs >= 0 && waitMs <= WAIT_MS_MAX) {
                return (int) waitMs;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new ProblemException(
                Problem.badRequest(
                        "wait="
                                + text
                                + " is no time from 0 to "
                                + WAIT_MS_MAX / 1000
                                + " seconds"));
    }

    static <T> T orProblem(Answer<T> answer) {
        return switch (answer) {
            case Answer.Given<T> given -> given.value();
            case Answer.Refused<T> refused ->
                    throw new ProblemException(Problem.of(refused.rejected()));
        };
    }
}
