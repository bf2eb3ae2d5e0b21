package io.taffrail.gateway.produce;

import io.taffrail.gateway.link.Acks;
import io.taffrail.gateway.link.ClusterAdmin;
import io.taffrail.gateway.link.PartitionWriter;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.Loop;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Takes records from every request and socket and hands each to its partition's lane. Refuses at
 * once, and per record, what cannot be sent: nobody waits in line for a full buffer.
 */
public final class BatchingProducer {

    private final PartitionWriter writer;
    private final ProducerIds producerIds;
    private final ProducerLimits limits;
    private final ByteBudget budget;
    private final Clock clock;
    private final Loop timers;
    private final RandomGenerator random;

    private final ConcurrentHashMap<LaneKey, PartitionLane> lanes = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, StickyPartition> sticky = new ConcurrentHashMap<>();

    private record LaneKey(TopicPartition partition, Acks acks) {}

    public BatchingProducer(
            PartitionWriter writer,
            ClusterAdmin admin,
            ProducerLimits limits,
            Clock clock,
            Loop timers,
            RandomGenerator random) {
        this.writer = writer;
        this.producerIds = new ProducerIds(admin::newProducerId);
        this.limits = limits;
        this.budget = new ByteBudget(limits.bufferBytes());
        this.clock = clock;
        this.timers = timers;
        this.random = random;
    }

    /**
     * Sends records to a topic; the record at index i is told to the sink as {@code firstTag + i}.
     *
     * @param recordBytesMax the topic's {@code max.message.bytes}
     */
    public void send(
            TopicImage topic,
            List<NewRecord> records,
            Acks acks,
            int recordBytesMax,
            Deliveries sink,
            int firstTag) {
        // All records are in their batches before the first batch leaves.
        Set<PartitionLane> lanesUsed = new LinkedHashSet<>();
        for (int i = 0; i < records.size(); i++) {
            PartitionLane lane =
                    append(topic, records.get(i), acks, recordBytesMax, sink, firstTag + i);
            if (lane != null) {
                lanesUsed.add(lane);
            }
        }
        lanesUsed.forEach(PartitionLane::kick);
    }

    /** Sends one record; see {@link #send}. */
    public void sendOne(
            TopicImage topic, NewRecord record, Acks acks, int recordBytesMax, Deliveries sink) {
        PartitionLane lane = append(topic, record, acks, recordBytesMax, sink, 0);
        if (lane != null) {
            lane.kick();
        }
    }

    /** The same record with the partition that it would go to now. */
    public NewRecord placed(TopicImage topic, NewRecord record) {
        return record.withPartition(partitionOf(topic, record, record.weightBytes()));
    }

    private @Nullable PartitionLane append(
            TopicImage topic,
            NewRecord record,
            Acks acks,
            int recordBytesMax,
            Deliveries sink,
            int tag) {
        int weight = record.weightBytes();
        if (weight > recordBytesMax) {
            sink.refused(tag, 1, tooLarge(topic, weight, recordBytesMax));
            return null;
        }
        int partition = partitionOf(topic, record, weight);
        if (partition >= topic.partitions().size()) {
            sink.refused(tag, 1, noSuchPartition(topic, partition));
            return null;
        }
        if (!budget.take(weight)) {
            sink.refused(tag, 1, bufferFull());
            return null;
        }
        PartitionLane lane = lane(new TopicPartition(topic.name(), partition), acks);
        lane.append(record, sink, tag, weight, recordBytesMax);
        return lane;
    }

    private int partitionOf(TopicImage topic, NewRecord record, int weight) {
        if (record.partition() != NewRecord.ANY_PARTITION) {
            return record.partition();
        }
        byte[] key = record.key();
        return key != null
                ? Murmur2.partition(key, topic.partitions().size())
                : sticky.computeIfAbsent(topic.name(), _ -> new StickyPartition(random))
                        .choose(topic, weight);
    }

    private PartitionLane lane(TopicPartition partition, Acks acks) {
        return lanes.computeIfAbsent(new LaneKey(partition, acks), this::newLane);
    }

    private PartitionLane newLane(LaneKey key) {
        return new PartitionLane(
                key.partition(), key.acks(), writer, producerIds, budget, limits, clock, timers);
    }

    /** Lets go of lanes of topics that are gone, so that names that come and go leave nothing. */
    public void keepOnly(Predicate<String> topicExists) {
        if (lanes.keySet().removeIf(key -> !topicExists.test(key.partition().topic()))) {
            // A lane that comes back counts from 0, which an id of before may have done already.
            producerIds.forget();
        }
        sticky.keySet().removeIf(topic -> !topicExists.test(topic));
    }

    /** The memory that unacknowledged records take now. */
    public long bufferedBytes() {
        return budget.takenBytes();
    }

    private Rejected bufferFull() {
        return new Rejected(
                Rejection.THROTTLING_QUOTA_EXCEEDED,
                "the gateway holds "
                        + budget.takenBytes()
                        + " of "
                        + budget.limitBytes()
                        + " bytes of unacknowledged records: try again in a second");
    }

    private static Rejected tooLarge(TopicImage topic, int weight, int limit) {
        return new Rejected(
                Rejection.MESSAGE_TOO_LARGE,
                "the record takes "
                        + weight
                        + " bytes and topic "
                        + topic.name()
                        + " takes "
                        + limit
                        + ": send less, or raise the topic's max.message.bytes");
    }

    private static Rejected noSuchPartition(TopicImage topic, int partition) {
        return new Rejected(
                Rejection.UNKNOWN_TOPIC_OR_PARTITION,
                "topic "
                        + topic.name()
                        + " has no partition "
                        + partition
                        + ": it has 0 to "
                        + (topic.partitions().size() - 1));
    }
}
