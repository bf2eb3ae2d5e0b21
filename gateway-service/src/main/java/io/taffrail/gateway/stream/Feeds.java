package io.taffrail.gateway.stream;

import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.TopicPartition;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The shared fetches of this gateway: one begins with a partition's first subscriber and ends with
 * its last. Any thread may join or leave.
 */
public final class Feeds {

    private final PartitionReader reader;
    private final FeedLimits limits;
    private final Map<TopicPartition, SharedFetch> fetches = new HashMap<>();
    private final Set<Wakeup> joined = ConcurrentHashMap.newKeySet();

    public Feeds(PartitionReader reader, FeedLimits limits) {
        this.reader = reader;
        this.limits = limits;
    }

    synchronized SharedFetch join(TopicPartition partition, Wakeup subscriber) {
        SharedFetch fetch = fetches.get(partition);
        if (fetch == null || fetch.ring().failure() != null) {
            // A failed one has told its subscribers; who joins now may find the topic made anew.
            fetch = new SharedFetch(partition, reader, limits);
            fetches.put(partition, fetch);
            fetch.start();
        }
        fetch.add(subscriber);
        joined.add(subscriber);
        return fetch;
    }

    synchronized void leave(TopicPartition partition, SharedFetch fetch, Wakeup subscriber) {
        joined.remove(subscriber);
        if (fetch.remove(subscriber)) {
            fetch.stop();
            fetches.remove(partition, fetch);
        }
    }

    /** Lets every subscription look at what depends on time; called about once a second. */
    public void tick() {
        joined.forEach(Wakeup::signal);
    }

    public synchronized int size() {
        return fetches.size();
    }

    public PartitionReader reader() {
        return reader;
    }

    FeedLimits limits() {
        return limits;
    }
}
