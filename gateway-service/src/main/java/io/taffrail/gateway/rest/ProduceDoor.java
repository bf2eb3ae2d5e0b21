package io.taffrail.gateway.rest;

import io.taffrail.gateway.json.IsoTime;
import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.link.Acks;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.produce.AwaitedDeliveries;
import io.taffrail.gateway.produce.BatchingProducer;
import io.taffrail.gateway.produce.NewRecord;
import io.taffrail.gateway.produce.TopicDirectory;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.kernel.runtime.Clock;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * {@code POST /topics/{t}/records}: any body is one record, as its bytes; NDJSON is a batch, and
 * NDJSON of unknown length a stream. A CloudEvent is stored as Kafka's clients of it expect. {@code
 * DELETE} writes a tombstone.
 */
final class ProduceDoor {

    private static final Set<String> LINES =
            Set.of(
                    "application/x-ndjson",
                    "application/ndjson",
                    "application/jsonl",
                    "application/json-seq");

    private final TopicDirectory topics;
    private final BatchingProducer producer;
    private final Clock clock;
    private final int bodyBytesMax;
    private final IntConsumer recordsIn;
    private final LineStream lineStream;

    /**
     * @param recordsIn counts the records that were taken
     */
    ProduceDoor(
            TopicDirectory topics,
            BatchingProducer producer,
            Clock clock,
            int bodyBytesMax,
            IntConsumer recordsIn) {
        this.topics = topics;
        this.producer = producer;
        this.clock = clock;
        this.bodyBytesMax = bodyBytesMax;
        this.recordsIn = recordsIn;
        this.lineStream = new LineStream(topics, producer, clock, bodyBytesMax, recordsIn);
    }

    void post(HttpCall call, String topicName) throws IOException, InterruptedException {
        TopicImage topic = topic(topicName);
        if (EventRequest.isBatch(call)) {
            byte[] body = RequestBody.read(call.request(), bodyBytesMax);
            List<NewRecord> events = EventRequest.batch(call, body, clock.nowMs());
            batch(call, topic, events, ProduceRequest.acks(call));
        } else if (EventRequest.isEvent(call)) {
            byte[] body = RequestBody.read(call.request(), bodyBytesMax);
            single(call, topic, EventRequest.event(call, body, clock.nowMs()));
        } else if (!LINES.contains(call.mediaType())) {
            byte[] body = RequestBody.read(call.request(), bodyBytesMax);
            boolean isTombstone = "true".equalsIgnoreCase(call.header("Kafka-Tombstone"));
            if (isTombstone && body.length > 0) {
                throw new ProblemException(
                        Problem.badRequest(
                                "Kafka-Tombstone is true and the body has "
                                        + body.length
                                        + " bytes: send no body, or no such header"));
            }
            NewRecord record =
                    ProduceRequest.of(call).record(isTombstone ? null : body, clock.nowMs());
            single(call, topic, record);
        } else if (call.request().getContentLengthLong() < 0) {
            lineStream.run(call, topic);
        } else {
            lines(call, topic);
        }
    }

    void delete(HttpCall call, String topicName) throws IOException, InterruptedException {
        NewRecord tombstone = ProduceRequest.of(call).record(null, clock.nowMs());
        if (tombstone.key() == null) {
            throw new ProblemException(Problem.badRequest("a tombstone needs a key: add ?key=.."));
        }
        single(call, topic(topicName), tombstone);
    }

    private TopicImage topic(String name) {
        return switch (topics.findOrCreate(name)) {
            case Answer.Given<TopicImage> given -> given.value();
            case Answer.Refused<TopicImage> refused ->
                    throw new ProblemException(Problem.of(refused.rejected()));
        };
    }

    private void single(HttpCall call, TopicImage topic, NewRecord record)
            throws IOException, InterruptedException {
        Acks acks = ProduceRequest.acks(call);
        requireKeyIfCompacted(topic, record);
        var delivery = new AwaitedDeliveries(1);
        producer.sendOne(topic, record, acks, topics.recordBytesMax(topic.name()), delivery);
        if (isAsync(call)) {
            recordsIn.accept(1);
            // What is refused at once is still said; the rest is not waited for.
            Rejected atOnce = delivery.refusal(0);
            if (atOnce != null) {
                throw new ProblemException(Problem.of(atOnce));
            }
            call.empty(call.flag("async") ? 204 : 202);
            return;
        }
        delivery.await();
        Rejected rejected = delivery.refusal(0);
        if (rejected != null) {
            throw new ProblemException(Problem.of(rejected));
        }
        recordsIn.accept(1);
        answerSingle(call, topic.name(), record, delivery);
    }

    private void answerSingle(
            HttpCall call, String topic, NewRecord record, AwaitedDeliveries delivery)
            throws IOException {
        int partition = delivery.partition(0);
        long offset = delivery.offset(0);
        if ("minimal".equals(call.preference("return"))) {
            call.response().setHeader("Kafka-Partition", Integer.toString(partition));
            if (offset >= 0) {
                call.response().setHeader("Kafka-Offset", Long.toString(offset));
            }
            call.empty(offset < 0 ? 202 : 204);
            return;
        }
        if (offset < 0) {
            // acks=0: it was sent, and where it landed nobody said.
            answerPlace(call, 202, topic, record, delivery);
            return;
        }
        call.response()
                .setHeader(
                        "Location",
                        "/topics/"
                                + topic
                                + "/partitions/"
                                + partition
                                + "/records?offset="
                                + offset);
        answerPlace(call, 201, topic, record, delivery);
    }

    private static void answerPlace(
            HttpCall call, int status, String topic, NewRecord record, AwaitedDeliveries delivery)
            throws IOException {
        var out = new JsonBytes(160);
        out.ascii("{\"topic\":").string(topic).raw((byte) ',');
        place(
                out,
                delivery.partition(0),
                delivery.offset(0),
                delivery.timestampMs(record),
                new IsoTime());
        out.raw((byte) '}');
        out.raw((byte) '\n');
        call.send(status, "application/json", out.array(), out.size());
    }

    private void lines(HttpCall call, TopicImage topic) throws IOException, InterruptedException {
        Acks acks = ProduceRequest.acks(call);
        byte[] body = RequestBody.read(call.request(), bodyBytesMax);
        List<NewRecord> records = NdjsonLines.of(call).parse(body, 0, body.length, clock.nowMs());
        if (records.isEmpty()) {
            throw new ProblemException(
                    Problem.badRequest("the body has no line: send one record per line"));
        }
        batch(call, topic, records, acks);
    }

    private void batch(HttpCall call, TopicImage topic, List<NewRecord> records, Acks acks)
            throws IOException, InterruptedException {
        for (NewRecord record : records) {
            requireKeyIfCompacted(topic, record);
        }
        var deliveries = new AwaitedDeliveries(records.size());
        producer.send(topic, records, acks, topics.recordBytesMax(topic.name()), deliveries, 0);
        if (isAsync(call)) {
            recordsIn.accept(records.size());
            call.empty(call.flag("async") ? 204 : 202);
            return;
        }
        deliveries.await();
        int failed = deliveries.refusedCount();
        recordsIn.accept(records.size() - failed);
        int okStatus = acks == Acks.NONE ? 202 : 200;
        answerBatch(call, records, deliveries, failed, okStatus);
    }

    private static void answerBatch(
            HttpCall call,
            List<NewRecord> records,
            AwaitedDeliveries deliveries,
            int failed,
            int okStatus)
            throws IOException {
        if (failed == 0 && "minimal".equals(call.preference("return"))) {
            call.empty(okStatus == 200 ? 204 : okStatus);
            return;
        }
        var out = new JsonBytes(80 * records.size() + 64);
        var time = new IsoTime();
        out.ascii("{\"results\":[");
        Rejected lastRefusal = null;
        for (int i = 0; i < records.size(); i++) {
            if (i > 0) {
                out.raw((byte) ',');
            }
            Rejected refusal = deliveries.refusal(i);
            if (refusal != null) {
                lastRefusal = refusal;
                out.ascii("{\"error\":");
                Problem.of(refusal).appendError(out);
                out.raw((byte) '}');
            } else {
                out.raw((byte) '{');
                long timestampMs = deliveries.timestampMs(records.get(i));
                place(out, deliveries.partition(i), deliveries.offset(i), timestampMs, time);
                out.raw((byte) '}');
            }
        }
        out.ascii("],\"ok\":").number(records.size() - failed);
        out.ascii(",\"failed\":").number(failed).ascii("}\n");
        int status = failed == 0 ? okStatus : 207;
        if (lastRefusal != null && failed == records.size()) {
            Problem problem = Problem.of(lastRefusal);
            status = problem.status();
            if (problem.retryable()) {
                call.response().setHeader("Retry-After", "1");
            }
        }
        call.send(status, "application/json", out.array(), out.size());
    }

    /** {@code "partition":..,"offset":..,"timestamp":".."}; no offset when it was not learned. */
    static void place(JsonBytes out, int partition, long offset, long timestampMs, IsoTime time) {
        out.ascii("\"partition\":").number(partition);
        if (offset >= 0) {
            out.ascii(",\"offset\":").number(offset);
        }
        out.ascii(",\"timestamp\":");
        time.write(out, timestampMs);
    }

    /** The broker would refuse it too, but for the whole batch and after a round trip. */
    private void requireKeyIfCompacted(TopicImage topic, NewRecord record) {
        if (record.key() == null && topics.isCompacted(topic.name())) {
            throw new ProblemException(
                    Problem.unprocessable(
                            "topic "
                                    + topic.name()
                                    + " is compacted and the record has no key: add a Kafka-Key"
                                    + " header"));
        }
    }

    private static boolean isAsync(HttpCall call) {
        return call.flag("async") || call.preference("respond-async") != null;
    }
}
