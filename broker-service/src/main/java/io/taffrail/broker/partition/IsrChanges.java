package io.taffrail.broker.partition;

import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts how often the in-sync replicas of partitions that this broker leads became fewer or more,
 * as Kafka's brokers do. One thread follows the images; any thread reads.
 */
public final class IsrChanges {

    private final int localId;
    private final AtomicLong shrinks = new AtomicLong();
    private final AtomicLong expands = new AtomicLong();
    private MetadataImage before = MetadataImage.EMPTY;

    public IsrChanges(int localId) {
        this.localId = localId;
    }

    /** To be called with ever newer images, by one thread. */
    public void follow(MetadataImage next) {
        for (TopicImage topic : next.topics()) {
            TopicImage known = before.topic(topic.id());
            // Images share what did not change, so that most topics cost one comparison.
            if (known != null && known != topic) {
                for (PartitionImage partition : topic.partitions()) {
                    count(known.partition(partition.partition()), partition);
                }
            }
        }
        before = next;
    }

    private void count(@Nullable PartitionImage known, PartitionImage now) {
        if (known == null || now.leader() != localId) {
            return;
        }
        if (!now.isr().containsAll(known.isr())) {
            shrinks.incrementAndGet();
        }
        if (!known.isr().containsAll(now.isr())) {
            expands.incrementAndGet();
        }
    }

    public long shrinks() {
        return shrinks.get();
    }

    public long expands() {
        return expands.get();
    }
}
