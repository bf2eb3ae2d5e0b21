package io.taffrail.gateway.stream;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.ClusterMetadata;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.kernel.runtime.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns what a subscriber asks for into a subscription that can run. Waits for offsets. */
public final class Subscriptions {

    private final ClusterMetadata metadata;
    private final Feeds feeds;
    private final Positions positions;
    private final Clock clock;

    public Subscriptions(ClusterMetadata metadata, Feeds feeds, Clock clock) {
        this.metadata = metadata;
        this.feeds = feeds;
        this.positions = new Positions(feeds.reader());
        this.clock = clock;
    }

    /** The partitions that are meant, all of them or the given ones of each topic. */
    public Answer<List<TopicPartition>> partitions(List<String> topics, List<Integer> wanted) {
        MetadataImage image = metadata.image();
        List<TopicPartition> partitions = new ArrayList<>();
        for (String name : topics) {
            TopicImage topic = image.topic(name);
            if (topic == null) {
                return Answer.refused(
                        Rejection.UNKNOWN_TOPIC_OR_PARTITION,
                        "there is no topic " + name + ": create it, or list the topics at /topics");
            }
            if (wanted.isEmpty()) {
                for (PartitionImage partition : topic.partitions()) {
                    partitions.add(new TopicPartition(name, partition.partition()));
                }
            }
            for (int partition : wanted) {
                if (topic.partition(partition) == null) {
                    return Answer.refused(
                            Rejection.UNKNOWN_TOPIC_OR_PARTITION,
                            "topic "
                                    + name
                                    + " has no partition "
                                    + partition
                                    + ": it has 0 to "
                                    + (topic.partitions().size() - 1));
                }
                partitions.add(new TopicPartition(name, partition));
            }
        }
        return Answer.of(partitions);
    }

    /** Where each of the partitions begins. */
    public Answer<Map<TopicPartition, Long>> positions(
            List<String> topics, List<Integer> wanted, StartPosition from) {
        return switch (partitions(topics, wanted)) {
            case Answer.Refused<List<TopicPartition>> refused -> Answer.refused(refused.rejected());
            case Answer.Given<List<TopicPartition>> given -> positions.resolve(from, given.value());
        };
    }

    /** Where each of these begins. */
    public Answer<Map<TopicPartition, Long>> positions(
            List<TopicPartition> partitions, StartPosition from) {
        return positions.resolve(from, partitions);
    }

    public Answer<Subscription> open(SubscribeOptions options, Credit credit) {
        return positions(options.topics(), options.partitions(), options.from())
                .map(at -> new Subscription(at, credit, options.recordsMax()));
    }

    public SubscriptionRunner runner(
            SubscribeOptions options, Subscription subscription, RecordSink sink) {
        return new SubscriptionRunner(
                feeds, metadata, options, subscription, sink, clock::nanoTime);
    }

    /** The cluster as this gateway knows it now. */
    public MetadataImage image() {
        return metadata.image();
    }

    public StatelessReader statelessReader() {
        return new StatelessReader(feeds.reader());
    }

    public Feeds feeds() {
        return feeds;
    }
}
