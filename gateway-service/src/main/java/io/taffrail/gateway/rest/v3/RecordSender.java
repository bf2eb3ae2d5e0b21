package io.taffrail.gateway.rest.v3;

import io.taffrail.gateway.link.Acks;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.produce.BatchingProducer;
import io.taffrail.gateway.produce.Deliveries;
import io.taffrail.gateway.produce.NewRecord;
import io.taffrail.gateway.produce.TopicDirectory;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.ProblemException;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.kernel.runtime.Clock;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Sends version 3's records with acks=all, to topics that are there or are made by being named.
 *
 * @param bodyBytesMax of a batch, and of one record of a stream
 * @param recordsIn counts the records that were taken
 */
public record RecordSender(
        Cluster cluster,
        TopicDirectory topics,
        BatchingProducer producer,
        Clock clock,
        int bodyBytesMax,
        IntConsumer recordsIn) {

    static final int PAYLOAD = 42206;

    /** In the place of a record that could not be read. */
    static final NewRecord NONE = new NewRecord(null, null, List.of(), NewRecord.ANY_PARTITION, 0);

    TopicImage topic(String clusterId, String name) {
        cluster.image(clusterId);
        return switch (topics.findOrCreate(name)) {
            case Answer.Given<TopicImage> given -> given.value();
            case Answer.Refused<TopicImage> refused ->
                    throw refused.rejected().reason() == Rejection.UNKNOWN_TOPIC_OR_PARTITION
                            ? Cluster.notFound(40403, refused.rejected().message())
                            : new ProblemException(Problem.of(refused.rejected()));
        };
    }

    void send(TopicImage topic, NewRecord record, Deliveries deliveries, int tag) {
        int bytesMax = topics.recordBytesMax(topic.name());
        if (record.key() == null && topics.isCompacted(topic.name())) {
            deliveries.refused(
                    tag,
                    1,
                    new Rejected(
                            Rejection.INVALID_RECORD,
                            "topic " + topic.name() + " is compacted and the record has no key"));
            return;
        }
        recordsIn.accept(1);
        producer.send(topic, List.of(record), Acks.ALL, bytesMax, deliveries, tag);
    }

    long nowMs() {
        return clock.nowMs();
    }

    /** What is wrong with a record, for who reports by {@link Problem#of}. */
    static Rejected malformed(RecordBody.Malformed e) {
        return new Rejected(Rejection.INVALID_RECORD, String.valueOf(e.getMessage()));
    }

    /** The same as a problem. */
    static Problem payload(String detail) {
        return new Problem(422, PAYLOAD, "payload", "Payload error", detail, false);
    }
}
