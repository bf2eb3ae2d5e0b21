package io.taffrail.gateway.dashboard;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Topics, as the dashboard gets them. Offsets are text. */
public final class TopicViews {

    private TopicViews() {}

    /**
     * @param total how many fit, on all pages
     */
    public record TopicPage(int total, List<Topic> items) {}

    /**
     * @param underReplicated partitions with fewer replicas in sync than they have
     * @param offline partitions that nobody leads
     * @param sizeBytes of the leaders' logs that are open
     * @param retentionMs -1 for ever
     * @param retentionBytes of each partition; -1 without bound
     * @param cleanupPolicy such as {@code delete} or {@code compact,delete}
     */
    public record Topic(
            String name,
            String id,
            boolean internal,
            int partitions,
            int replicationFactor,
            int underReplicated,
            int offline,
            long sizeBytes,
            double recordsInPerS,
            double bytesInPerS,
            long retentionMs,
            long retentionBytes,
            String cleanupPolicy,
            @Nullable TopicLag worstLag) {}

    /**
     * @param seconds null when it is not known
     */
    public record TopicLag(String group, String records, @Nullable Double seconds) {}

    /** A topic with its partitions and who reads it: the fields of {@link Topic}, and two more. */
    public record TopicDetail(
            String name,
            String id,
            boolean internal,
            int partitions,
            int replicationFactor,
            int underReplicated,
            int offline,
            long sizeBytes,
            double recordsInPerS,
            double bytesInPerS,
            long retentionMs,
            long retentionBytes,
            String cleanupPolicy,
            @Nullable TopicLag worstLag,
            Map<Integer, Partition> partitionsById,
            Map<String, Reader> groups) {

        static TopicDetail of(
                Topic topic, Map<Integer, Partition> partitions, Map<String, Reader> groups) {
            return new TopicDetail(
                    topic.name(),
                    topic.id(),
                    topic.internal(),
                    topic.partitions(),
                    topic.replicationFactor(),
                    topic.underReplicated(),
                    topic.offline(),
                    topic.sizeBytes(),
                    topic.recordsInPerS(),
                    topic.bytesInPerS(),
                    topic.retentionMs(),
                    topic.retentionBytes(),
                    topic.cleanupPolicy(),
                    topic.worstLag(),
                    partitions,
                    groups);
        }
    }

    /**
     * @param leader null when nobody leads
     * @param startOffset null when it is not known, and so {@code endOffset}
     * @param sizeBytes of the leader's log; null while that is not open
     * @param replicaLag of each follower that the leader has told of
     */
    public record Partition(
            @Nullable Integer leader,
            int leaderEpoch,
            List<Integer> replicas,
            List<Integer> isr,
            List<Integer> elr,
            @Nullable String startOffset,
            @Nullable String endOffset,
            @Nullable Long sizeBytes,
            Map<Integer, ReplicaLag> replicaLag) {}

    /**
     * @param records null before it has fetched
     * @param seconds since when it has not had everything; null when that is not known
     */
    public record ReplicaLag(@Nullable String records, @Nullable Double seconds) {}

    /**
     * A group that reads the topic.
     *
     * @param lagRecords in this topic
     * @param lagSeconds the longest in this topic; null when it is not known
     */
    public record Reader(String state, String lagRecords, @Nullable Double lagSeconds) {}
}
