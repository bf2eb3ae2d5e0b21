package io.taffrail.metrics;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a scrape has a series for each partition, or for each topic, or only sums.
 * Without a bound a cluster of many partitions is slower to scrape than to run, and Prometheus
 * drowns. Says so once in the log each time that it begins to cut.
 */
public final class PartitionBound {

    /** The label of series that stand for all partitions of a topic; no partition is called so. */
    public static final String ALL = "all";

    private static final Logger LOG = LoggerFactory.getLogger(PartitionBound.class);

    private final String whose;
    private final int partitionsMax;
    private boolean hasWarned;

    /**
     * @param whose names the service in the log
     * @param partitionsMax so many partitions, and so many topics, have series of their own
     */
    public PartitionBound(String whose, int partitionsMax) {
        this.whose = whose;
        this.partitionsMax = partitionsMax;
    }

    /** How finely a scrape speaks. */
    public enum Detail {
        PARTITIONS,
        TOPICS,
        SUMS
    }

    /** To be asked once for each scrape; any thread. */
    public synchronized Detail detail(int topics, int partitions) {
        Detail detail =
                partitions <= partitionsMax
                        ? Detail.PARTITIONS
                        : topics <= partitionsMax ? Detail.TOPICS : Detail.SUMS;
        boolean isCut = detail != Detail.PARTITIONS;
        if (isCut && !hasWarned) {
            LOG.warn(
                    "the {} has {} partitions of {} topics, more than"
                            + " taffrail.metrics.partitions-max {}: its metrics are {}; raise it for"
                            + " more",
                    whose,
                    partitions,
                    topics,
                    partitionsMax,
                    detail == Detail.TOPICS ? "by topic" : "sums only");
        }
        hasWarned = isCut;
        return detail;
    }
}
