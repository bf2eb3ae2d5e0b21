package io.taffrail.gateway.dashboard.journey;

import io.taffrail.gateway.dashboard.journey.JourneyViews.Journey;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.BrokerProbe;
import io.taffrail.gateway.produce.BatchingProducer;
import io.taffrail.gateway.produce.NewRecord;
import io.taffrail.gateway.produce.TopicDirectory;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.kernel.runtime.Clock;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/** Sends single records, and tells each step of their way as it is seen. */
public final class RecordJourneys {

    /** Leaders are asked all the time while a record is followed. */
    private static final int FOLLOWED_MAX = 4;

    private final TopicDirectory topics;
    private final BatchingProducer producer;
    private final BrokerProbe probe;
    private final int nodeId;
    private final Clock clock;
    private final Semaphore places = new Semaphore(FOLLOWED_MAX);

    public RecordJourneys(
            TopicDirectory topics,
            BatchingProducer producer,
            BrokerProbe probe,
            int nodeId,
            Clock clock) {
        this.topics = topics;
        this.producer = producer;
        this.probe = probe;
        this.nodeId = nodeId;
        this.clock = clock;
    }

    /**
     * Sends it with acks=all and returns once every replica has it, or some time after the
     * acknowledgement when one does not come along. As a produce does, it makes the topic.
     *
     * @param receivedNs when the request for it came, by the clock's stopwatch
     * @param listener told what is known by then, several times; false when nobody listens any more
     * @return a refusal when nothing was sent; then the listener has heard nothing
     */
    public Answer<Journey> follow(
            String topicName, NewRecord record, long receivedNs, Predicate<Journey> listener)
            throws InterruptedException {
        if (!places.tryAcquire()) {
            return Answer.refused(
                    Rejection.THROTTLING_QUOTA_EXCEEDED,
                    FOLLOWED_MAX + " records are followed already: try again in a second");
        }
        try {
            boolean isKnown = topics.image().topic(topicName) != null;
            return switch (topics.findOrCreate(topicName)) {
                case Answer.Refused<TopicImage> refused -> Answer.refused(refused.rejected());
                case Answer.Given<TopicImage> given ->
                        follow(given.value(), !isKnown, record, receivedNs, listener);
            };
        } finally {
            places.release();
        }
    }

    private Answer<Journey> follow(
            TopicImage topic,
            boolean isNewTopic,
            NewRecord record,
            long receivedNs,
            Predicate<Journey> listener)
            throws InterruptedException {
        if (record.key() == null && topics.isCompacted(topic.name())) {
            return Answer.refused(
                    Rejection.INVALID_RECORD,
                    "topic " + topic.name() + " is compacted and the record has no key: add one");
        }
        NewRecord placed = producer.placed(topic, record);
        if (placed.partition() >= topic.partitions().size()) {
            return Answer.refused(
                    Rejection.UNKNOWN_TOPIC_OR_PARTITION,
                    "topic "
                            + topic.name()
                            + " has no partition "
                            + placed.partition()
                            + ": it has 0 to "
                            + (topic.partitions().size() - 1));
        }
        var start =
                new RecordJourney.Start(
                        topic,
                        record,
                        placed,
                        nodeId,
                        receivedNs,
                        isNewTopic ? clock.nanoTime() : null);
        var journey = new RecordJourney(start, topics, producer, probe, clock, listener);
        return Answer.of(journey.run());
    }
}
