package io.taffrail.gateway.dashboard;

import io.taffrail.gateway.dashboard.ClusterViews.Rates;
import io.taffrail.gateway.dashboard.GroupRound.Stand;
import io.taffrail.gateway.dashboard.series.SeriesBook;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down once a second how the cluster is. */
final class SeriesRecorder {

    /** What groups were found to be lately still counts. */
    private static final long GROUPS_AGE_MS_MAX = 15_000;

    private final SeriesBook book;

    SeriesRecorder(SeriesBook book) {
        this.book = book;
    }

    void record(ImageTally tally, BrokerPolls brokers, @Nullable GroupRound round, long nowMs) {
        book.begin(nowMs);
        Rates all = brokers.rates();
        book.putMean("records_in", all.recordsInPerS());
        book.putMean("bytes_in", all.bytesInPerS());
        book.putMean("bytes_out", all.bytesOutPerS());
        book.putPeak("under_replicated", tally.underReplicated());
        book.putPeak("offline", tally.offline());
        tally.image()
                .brokers()
                .forEach(broker -> {
                    BrokerSample sample = brokers.of(broker.id());
                    if (sample != null) {
                        String name = "broker/" + broker.id() + "/";
                        book.putMean(name + "records_in", sample.rates().recordsInPerS());
                        book.putMean(name + "bytes_in", sample.rates().bytesInPerS());
                        book.putMean(name + "bytes_out", sample.rates().bytesOutPerS());
                    }
                });
        brokers.topics()
                .forEach((topic, sample) -> {
                    String name = "topic/" + topic + "/";
                    book.offer(
                            name + "records_in", sample.recordsInPerS(), sample.isActive(), false);
                    book.offer(name + "bytes_in", sample.bytesInPerS(), sample.isActive(), false);
                });
        if (round != null && nowMs - round.atMs() <= GROUPS_AGE_MS_MAX) {
            groups(round);
        }
        book.end();
    }

    private void groups(GroupRound round) {
        double worst = 0;
        for (Stand group : round.groups().values()) {
            if (group.isMeasured()) {
                Double seconds = group.seconds();
                boolean isActive = group.members() > 0 || group.records() > 0;
                String name = "group/" + group.name() + "/";
                book.offer(name + "lag_records", group.records(), isActive, true);
                if (seconds != null) {
                    book.offer(name + "lag_seconds", seconds, isActive, true);
                    worst = Math.max(worst, seconds);
                }
            }
        }
        book.putPeak("worst_lag_seconds", worst);
    }

    /** What is meant when nobody names a series: those of the cluster and its brokers. */
    static List<String> ofTheCluster(Collection<String> names) {
        List<String> ofTheCluster = new ArrayList<>();
        for (String name : names) {
            boolean isOfOne = name.startsWith("topic/") || name.startsWith("group/");
            if (!isOfOne) {
                ofTheCluster.add(name);
            }
        }
        return ofTheCluster;
    }
}
