package io.taffrail.gateway.rest.v2;

import io.taffrail.gateway.consume.PullBatch;
import io.taffrail.gateway.consume.PullConsumer;
import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.GroupCalls.Position;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.rest.HttpCall;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.ProblemException;
import io.taffrail.gateway.stream.StartPosition;
import io.taffrail.gateway.stream.Subscriptions;
import io.taffrail.kernel.metadata.TopicImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What one consumer instance is asked: each path below its own. */
final class ConsumerDoor {

    /** The number of the batch that an answer brings; {@code ?retry=} asks for it once more. */
    static final String BATCH_HEADER = "Kafka-Batch";

    static final String MEDIA_TYPE = "application/vnd.kafka.v2+json";
    static final int TIMEOUT_MS_MAX = 60_000;
    private static final long BYTES_DEFAULT = 8L << 20;
    private static final long BYTES_MAX = 64L << 20;

    /** Kafka's own bound is the length of a topic's name. */
    private static final int PATTERN_CHARS_MAX = 249;

    private final Subscriptions subscriptions;

    ConsumerDoor(Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    void subscribe(HttpCall call, PullConsumer consumer, ConsumerBody body) {
        List<String> topics = body.topics();
        String pattern = body.settings().get("topic_pattern");
        if (topics != null && pattern != null) {
            throw new ProblemException(
                    PullProblems.state(
                            "\"topics\" and \"topic_pattern\" exclude each other: give one"));
        }
        if (topics != null) {
            consumer.subscribe(topics);
        } else if (pattern != null) {
            consumer.subscribe(compile(pattern));
        } else {
            throw ConsumerBody.unprocessable(
                    "the body has neither \"topics\" nor \"topic_pattern\"");
        }
        call.empty(204);
    }

    private static Pattern compile(String pattern) {
        if (pattern.length() > PATTERN_CHARS_MAX) {
            throw ConsumerBody.unprocessable(
                    "topic_pattern has "
                            + pattern.length()
                            + " characters and the limit is "
                            + PATTERN_CHARS_MAX);
        }
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw ConsumerBody.unprocessable(
                    "topic_pattern "
                            + pattern
                            + " is no regular expression: "
                            + e.getDescription());
        }
    }

    void subscription(HttpCall call, PullConsumer consumer) throws IOException {
        var out = new JsonBytes(128);
        out.ascii("{\"topics\":[");
        String separator = "";
        for (String topic : consumer.subscription()) {
            out.ascii(separator).string(topic);
            separator = ",";
        }
        send(call, out.ascii("]}"));
    }

    void assign(HttpCall call, PullConsumer consumer, ConsumerBody body) {
        Set<TopicPartition> partitions = body.partitions();
        if (partitions == null) {
            throw ConsumerBody.unprocessable("the body has no \"partitions\"");
        }
        requireKnown(partitions);
        consumer.assign(partitions);
        call.empty(204);
    }

    void assignments(HttpCall call, PullConsumer consumer) throws IOException {
        var out = new JsonBytes(128);
        out.ascii("{\"partitions\":[");
        String separator = "";
        for (TopicPartition partition : consumer.assignment()) {
            out.ascii(separator);
            name(out, partition).raw((byte) '}');
            separator = ",";
        }
        send(call, out.ascii("]}"));
    }

    void records(HttpCall call, PullConsumer consumer) throws IOException, InterruptedException {
        String mediaType = AcceptedFormat.mediaType(call, consumer.options().format());
        long timeoutMs = bounded(call, "timeout", consumer.options().timeoutMs(), TIMEOUT_MS_MAX);
        long bytesMax = bounded(call, "max_bytes", BYTES_DEFAULT, BYTES_MAX);
        Long retry =
                call.query("retry") == null
                        ? null
                        : call.longNumber("retry", 1, 1, Long.MAX_VALUE - 1);
        try (PullBatch batch = consumer.poll(timeoutMs, bytesMax, retry)) {
            var response = call.response();
            response.setStatus(200);
            response.setContentType(mediaType);
            response.setContentLengthLong(batch.sizeBytes());
            response.setHeader("Cache-Control", "no-store");
            response.setHeader(BATCH_HEADER, Long.toString(batch.number()));
            batch.writeTo(response.getOutputStream());
        }
    }

    /** A number from 0, cut to the bound as the proxies do; -1 is the default. */
    private static long bounded(HttpCall call, String name, long otherwise, long max) {
        long number = call.longNumber(name, otherwise, -1, Long.MAX_VALUE);
        return number < 0 ? otherwise : Math.min(number, max);
    }

    /** An offset is that of the last record processed, so the one after it is committed. */
    void commit(HttpCall call, PullConsumer consumer, ConsumerBody body)
            throws IOException, InterruptedException {
        Map<TopicPartition, Long> processed = body.offsets();
        Map<TopicPartition, Long> next = new LinkedHashMap<>();
        if (processed == null) {
            next.putAll(consumer.delivered());
        } else {
            requireKnown(processed.keySet());
            processed.forEach((partition, offset) -> next.put(partition, offset + 1));
        }
        consumer.commit(next, body.notes());
        var out = new JsonBytes(128);
        out.raw((byte) '[');
        String separator = "";
        for (var entry : next.entrySet()) {
            out.ascii(separator);
            name(out, entry.getKey()).ascii(",\"consumed\":").number(entry.getValue() - 1);
            out.ascii(",\"committed\":").number(entry.getValue()).raw((byte) '}');
            separator = ",";
        }
        send(call, out.raw((byte) ']'));
    }

    /** Some clients cannot send a body with GET, so the query will do as well. */
    void committed(HttpCall call, PullConsumer consumer, ConsumerBody body) throws IOException {
        Collection<TopicPartition> partitions = body.partitions();
        List<String> query = call.queryAll("partition");
        if (!query.isEmpty()) {
            partitions = ConsumerBody.partitions(query);
        } else if (partitions == null) {
            partitions = consumer.assignment();
        }
        requireKnown(partitions);
        Map<TopicPartition, Position> committed = consumer.committed(List.copyOf(partitions));
        var out = new JsonBytes(128);
        out.ascii("{\"offsets\":[");
        String separator = "";
        for (TopicPartition partition : partitions) {
            Position position = committed.get(partition);
            if (position != null) {
                out.ascii(separator);
                name(out, partition).ascii(",\"offset\":").number(position.offset());
                out.ascii(",\"metadata\":").string(position.note()).raw((byte) '}');
                separator = ",";
            }
        }
        send(call, out.ascii("]}"));
    }

    void seek(HttpCall call, PullConsumer consumer, ConsumerBody body) throws InterruptedException {
        Map<TopicPartition, Long> offsets = body.offsets();
        Map<TopicPartition, Long> positions =
                new LinkedHashMap<>(offsets == null ? Map.of() : offsets);
        Map<TopicPartition, Long> times = body.timestamps();
        if (offsets == null && times.isEmpty()) {
            throw ConsumerBody.unprocessable("the body has neither \"offsets\" nor \"timestamps\"");
        }
        requireKnown(positions.keySet());
        requireKnown(times.keySet());
        PartitionReader reader = subscriptions.feeds().reader();
        times.forEach((partition, timeMs) ->
                positions.put(partition, given(reader.offset(partition, timeMs).join())));
        consumer.seek(positions, consumer.options().timeoutMs());
        call.empty(204);
    }

    void seek(HttpCall call, PullConsumer consumer, ConsumerBody body, StartPosition to)
            throws InterruptedException {
        Set<TopicPartition> partitions = body.partitions();
        if (partitions == null) {
            throw ConsumerBody.unprocessable("the body has no \"partitions\"");
        }
        requireKnown(partitions);
        Map<TopicPartition, Long> positions =
                given(subscriptions.positions(new ArrayList<>(partitions), to));
        consumer.seek(positions, consumer.options().timeoutMs());
        call.empty(204);
    }

    private void requireKnown(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            TopicImage topic = subscriptions.image().topic(partition.topic());
            if (topic == null) {
                throw new ProblemException(
                        new Problem(
                                404,
                                40401,
                                "unknown-topic",
                                "Topic not found",
                                "there is no topic " + partition.topic(),
                                false));
            }
            if (topic.partition(partition.partition()) == null) {
                throw new ProblemException(
                        new Problem(
                                404,
                                40402,
                                "unknown-partition",
                                "Partition not found",
                                "topic "
                                        + topic.name()
                                        + " has no partition "
                                        + partition.partition()
                                        + ": it has 0 to "
                                        + (topic.partitions().size() - 1),
                                false));
            }
        }
    }

    private static <T> T given(Answer<T> answer) {
        return switch (answer) {
            case Answer.Given<T> given -> given.value();
            case Answer.Refused<T> refused ->
                    throw new ProblemException(PullProblems.of(refused.rejected()));
        };
    }

    private static JsonBytes name(JsonBytes out, TopicPartition partition) {
        out.ascii("{\"topic\":").string(partition.topic());
        return out.ascii(",\"partition\":").number(partition.partition());
    }

    private static void send(HttpCall call, JsonBytes out) throws IOException {
        call.send(200, MEDIA_TYPE, out.array(), out.size());
    }
}
