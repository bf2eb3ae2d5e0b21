package io.taffrail.gateway.dashboard;

import io.taffrail.gateway.dashboard.EventViews.Event;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The cluster and its nodes, as the dashboard gets them. Offsets are text, times are in ms. */
public final class ClusterViews {

    private ClusterViews() {}

    /**
     * The cluster on one page.
     *
     * @param disks by broker, then by path
     * @param worstLags at most 10, the longest first
     * @param events the newest 20, newest first
     * @param openListeners those that other machines can reach, and nobody is asked for a password
     */
    public record Overview(
            String clusterId,
            String version,
            long timeMs,
            Health health,
            Counts counts,
            Quorum quorum,
            Rates rates,
            List<WorstLag> worstLags,
            Map<Integer, Map<String, Disk>> disks,
            List<Event> events,
            List<String> openListeners) {}

    /**
     * @param level ok, warn or bad
     * @param sentences the worst first
     */
    public record Health(String level, List<String> sentences) {}

    public record Counts(
            int brokers,
            int brokersUp,
            int controllers,
            int controllersUp,
            int gateways,
            int topics,
            int partitions,
            int offline,
            int underReplicated,
            int underMinIsr,
            int groups) {}

    /**
     * @param leader null while nobody leads, or none could be asked
     */
    public record Quorum(@Nullable Integer leader, int term, Map<Integer, Voter> voters) {}

    /**
     * @param lagRecords entries that it lacks; null when that is not known
     * @param lastCaughtUpMs when it had everything, in steps of 10 s; null when that is not known
     */
    public record Voter(@Nullable Long lagRecords, @Nullable Long lastCaughtUpMs) {}

    public record Rates(double recordsInPerS, double bytesInPerS, double bytesOutPerS) {

        static final Rates NONE = new Rates(0, 0, 0);

        Rates plus(Rates more) {
            return new Rates(
                    recordsInPerS + more.recordsInPerS,
                    bytesInPerS + more.bytesInPerS,
                    bytesOutPerS + more.bytesOutPerS);
        }

        /** In tenths: what is smaller is no news. */
        Rates rounded() {
            return new Rates(
                    Round.tenths(recordsInPerS),
                    Round.tenths(bytesInPerS),
                    Round.tenths(bytesOutPerS));
        }
    }

    /**
     * @param seconds null when it is not known
     */
    public record WorstLag(
            String group, String topic, int partition, String records, @Nullable Double seconds) {}

    /**
     * @param usableBytes in whole MiB, so that a log line is no news
     * @param logBytes of the logs that are open
     */
    public record Disk(long totalBytes, long usableBytes, long logBytes, boolean offline) {}

    public record Nodes(
            Map<Integer, Controller> controllers,
            Map<Integer, Broker> brokers,
            Map<Integer, Gateway> gateways) {}

    /**
     * @param host where it listens for other controllers; null for one that is alone
     * @param up null when it is not known
     */
    public record Controller(
            @Nullable String host,
            @Nullable Integer port,
            boolean leader,
            int term,
            @Nullable Boolean up) {}

    /**
     * @param state up, fenced, draining or stopping
     * @param epoch of its registration: the index of the metadata log
     * @param leaders partitions that it leads
     * @param replicas partitions that it has a copy of
     * @param sinceMs since when this gateway has seen it in that state
     */
    public record Broker(
            @Nullable String host,
            @Nullable Integer port,
            @Nullable String rack,
            String state,
            String epoch,
            int leaders,
            int replicas,
            double recordsInPerS,
            double bytesInPerS,
            double bytesOutPerS,
            Map<String, Disk> disks,
            long sinceMs) {}

    /**
     * @param host of its listener for Kafka's clients; null when it has none
     * @param coordinates shards of {@code __consumer_offsets} that it owns
     */
    public record Gateway(
            @Nullable String host,
            @Nullable Integer port,
            @Nullable String httpUrl,
            boolean up,
            int coordinates) {}
}
