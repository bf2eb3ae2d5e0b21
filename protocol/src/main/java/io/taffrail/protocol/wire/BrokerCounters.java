package io.taffrail.protocol.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a broker has counted since it started, and what it has on its disks. Who asks twice learns
 * rates.
 *
 * @param stopwatchMs the broker's stopwatch when it counted, so that a rate does not depend on how
 *     long the answer was on its way
 * @param stamp changes whenever something of {@code topics} does
 * @param recordsIn records appended by producers
 * @param bytesIn bytes of batches appended by producers
 * @param bytesOut bytes of batches read by consumers; what followers read is not counted
 * @param topics those that something was counted of; null when nothing has changed since the stamp
 *     that was asked with
 * @param partitions of the topic that was asked about, those whose log is open here
 */
public record BrokerCounters(
        long stopwatchMs,
        long stamp,
        long recordsIn,
        long bytesIn,
        long bytesOut,
        List<Directory> directories,
        @Nullable List<Topic> topics,
        List<Replica> partitions) {

    /** The stamp of who knows nothing yet. */
    public static final long NOTHING = 0;

    /**
     * A log directory.
     *
     * @param totalBytes of the file system, or -1
     * @param usableBytes of the file system, or -1
     * @param logBytes of the logs in it that are open
     */
    public record Directory(
            String path, long totalBytes, long usableBytes, long logBytes, boolean isOffline) {}

    /**
     * A topic on this broker.
     *
     * @param sizeBytes of the logs that this broker leads and has open
     */
    public record Topic(String name, long recordsIn, long bytesIn, long bytesOut, long sizeBytes) {}

    /**
     * A partition whose log is open here.
     *
     * @param followers what the leader knows of them; empty on a follower
     */
    public record Replica(
            int partition,
            boolean isLeader,
            long startOffset,
            long highWatermark,
            long sizeBytes,
            List<Follower> followers) {}

    /**
     * How far a follower is behind its leader.
     *
     * @param lagRecords offsets that it lacks; -1 before it has fetched
     * @param lagMs since when it has not had everything, in milliseconds; 0 when it has, -1 when
     *     that is not known
     */
    public record Follower(int id, long lagRecords, long lagMs) {}
}
