package io.taffrail.gateway.rest;

import io.taffrail.gateway.json.DataFormat;
import io.taffrail.gateway.json.JsonArray;
import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.json.JsonObject;
import io.taffrail.gateway.link.Acks;
import io.taffrail.gateway.produce.AwaitedDeliveries;
import io.taffrail.gateway.produce.BatchingProducer;
import io.taffrail.gateway.produce.NewRecord;
import io.taffrail.gateway.produce.RecordEnvelope;
import io.taffrail.gateway.produce.TopicDirectory;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.kernel.runtime.Clock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /topics/{t}} as version 2 of the REST proxies has it: records in an envelope,
 * answered with 200 and an error code per record. The media type says how keys and values are
 * written.
 */
final class ProxyProduce {

    private static final String JSON_V2 = "application/vnd.kafka.json.v2+json";
    private static final String BINARY_V2 = "application/vnd.kafka.binary.v2+json";
    private static final String TEXT_V2 = "application/vnd.kafka.text.v2+json";
    private static final String ANSWER_V2 = "application/vnd.kafka.v2+json";

    private final TopicDirectory topics;
    private final BatchingProducer producer;
    private final Clock clock;
    private final int bodyBytesMax;
    private final IntConsumer recordsIn;

    ProxyProduce(
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
    }

    /**
     * @param partition where all records go, or -1
     */
    void post(HttpCall call, String topicName, int partition)
            throws IOException, InterruptedException {
        DataFormat format = format(call, topicName);
        byte[] body = RequestBody.read(call.request(), bodyBytesMax);
        List<NewRecord> records = records(body, format, partition, topicName);
        TopicImage topic = ReadDoor.orProblem(topics.findOrCreate(topicName));
        if (partition >= 0 && topic.partition(partition) == null) {
            throw new ProblemException(ProxyTopics.unknownPartition(topic, partition));
        }
        var deliveries = new AwaitedDeliveries(records.size());
        producer.send(topic, records, Acks.ALL, topics.recordBytesMax(topicName), deliveries, 0);
        if (call.flag("async")) {
            recordsIn.accept(records.size());
            call.empty(204);
            return;
        }
        deliveries.await();
        recordsIn.accept(records.size() - deliveries.refusedCount());
        var out = new JsonBytes(64 * records.size() + 64);
        out.ascii("{\"offsets\":[");
        for (int i = 0; i < records.size(); i++) {
            if (i > 0) {
                out.raw((byte) ',');
            }
            appendOutcome(out, deliveries, i);
        }
        out.ascii("],\"key_schema_id\":null,\"value_schema_id\":null}");
        call.send(200, ANSWER_V2, out.array(), out.size());
    }

    private static void appendOutcome(JsonBytes out, AwaitedDeliveries deliveries, int i) {
        Rejected refusal = deliveries.refusal(i);
        if (refusal == null) {
            out.ascii("{\"partition\":").number(deliveries.partition(i));
            out.ascii(",\"offset\":").number(deliveries.offset(i));
            out.ascii(",\"error_code\":null,\"error\":null}");
        } else {
            Problem problem = Problem.of(refusal);
            // The topic was found, so what is not there is a partition of it.
            boolean isPartition = problem.errorCode() == Problem.UNKNOWN_TOPIC;
            out.ascii("{\"partition\":null,\"offset\":null,\"error_code\":");
            out.number(isPartition ? Problem.UNKNOWN_PARTITION : problem.errorCode())
                    .ascii(",\"error\":")
                    .string(problem.detail());
            out.raw((byte) '}');
        }
    }

    private static DataFormat format(HttpCall call, String topic) {
        return switch (call.mediaType()) {
            case JSON_V2, "application/json" -> DataFormat.JSON;
            case BINARY_V2, ANSWER_V2 -> DataFormat.BASE64;
            case TEXT_V2 -> DataFormat.STRING;
            default ->
                    throw new ProblemException(
                            Problem.unsupportedMediaType(
                                    "this path takes "
                                            + JSON_V2
                                            + " and its kin; to send any body as a record, post it"
                                            + " to /topics/"
                                            + topic
                                            + "/records"));
        };
    }

    private List<NewRecord> records(byte[] body, DataFormat format, int partition, String topic) {
        JsonArray array = recordsArray(body);
        if (array == null) {
            throw new ProblemException(
                    Problem.unsupportedMediaType(
                            "the body is no object with a \"records\" array; to send any body as a"
                                    + " record, post it to /topics/"
                                    + topic
                                    + "/records"));
        }
        long nowMs = clock.nowMs();
        List<NewRecord> records = new ArrayList<>();
        while (array.next()) {
            if (!array.isObject()) {
                throw new ProblemException(
                        Problem.unprocessable("record " + records.size() + " is no object"));
            }
            try {
                var members = new JsonObject(body, array.start(), array.end());
                NewRecord record = RecordEnvelope.read(members, format, format, nowMs);
                records.add(partition < 0 ? record : record.withPartition(partition));
            } catch (RecordEnvelope.Malformed e) {
                throw new ProblemException(
                        Problem.unprocessable("record " + records.size() + ": " + e.getMessage()));
            }
        }
        return records;
    }

    private static @Nullable JsonArray recordsArray(byte[] body) {
        if (!JsonObject.isObject(body, 0, body.length)) {
            return null;
        }
        var members = new JsonObject(body, 0, body.length);
        while (members.next()) {
            if (members.name().equals("records") && members.isArray()) {
                return members.array();
            }
        }
        return null;
    }
}
