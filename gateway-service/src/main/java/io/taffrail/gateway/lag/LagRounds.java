package io.taffrail.gateway.lag;

import io.taffrail.gateway.lag.GroupLags.Round;
import io.taffrail.gateway.link.OwnGroups;
import io.taffrail.gateway.link.OwnGroups.OwnGroup;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.runtime.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the groups that this gateway coordinates, at its own pace, so that a scrape only reads
 * numbers. One round at a time, with two requests to each broker and a bounded number of reads.
 *
 * <p>Only partitions that groups read are asked for: to ask for another one would open its log, for
 * nobody but the metrics.
 */
public final class LagRounds {

    private static final Logger LOG = LoggerFactory.getLogger(LagRounds.class);

    private final OwnGroups own;
    private final GroupLags lags;
    private final Clock clock;
    private final LagLimits limits;
    private final LagSeries series;
    private final AtomicBoolean isUnderWay = new AtomicBoolean();
    private Map<Place, Long> times = new HashMap<>();
    private long beganNs;
    private boolean hasBegun;
    private int turned;

    private record Place(String group, TopicPartition partition) {}

    public LagRounds(
            OwnGroups own, GroupLags lags, Clock clock, LagLimits limits, LagSeries series) {
        this.own = own;
        this.lags = lags;
        this.clock = clock;
        this.limits = limits;
        this.series = series;
    }

    /** Begins a round when it is time for one. Always on the same loop. */
    public void tick() {
        boolean isTime =
                !hasBegun || clock.nanoTime() - beganNs >= limits.intervalMs() * 1_000_000L;
        if (isTime && isUnderWay.compareAndSet(false, true)) {
            hasBegun = true;
            beganNs = clock.nanoTime();
            round().whenComplete((_, failure) -> {
                isUnderWay.set(false);
                if (failure != null) {
                    LOG.error("lags could not be measured", failure);
                }
            });
        }
    }

    private CompletableFuture<Void> round() {
        return own.survey()
                .thenCompose(groups ->
                        lags.of(inTurn(groups), List.of(), limits.readsMax())
                                // Not on a thread that others wait for: there may be many series.
                                .thenAcceptAsync(round -> publish(groups, round)));
    }

    /** Who came last in one round comes first in the next, since reads are bounded. */
    private List<GroupProgress> inTurn(List<OwnGroup> groups) {
        List<GroupProgress> progress = new ArrayList<>();
        for (OwnGroup group : groups) {
            progress.add(new GroupProgress(group.group(), group.committed(), group.assigned()));
        }
        turned = progress.isEmpty() ? 0 : (turned + progress.size() / 3 + 1) % progress.size();
        Collections.rotate(progress, turned);
        return progress;
    }

    private void publish(List<OwnGroup> groups, Round round) {
        Map<Place, Long> known = new HashMap<>();
        Map<String, List<Lag>> ofGroups = new HashMap<>();
        for (OwnGroup group : groups) {
            List<Lag> measured = new ArrayList<>();
            for (Lag lag : round.groups().getOrDefault(group.group(), List.of())) {
                var place = new Place(group.group(), lag.partition());
                Lag timed = lag.records() == 0 ? lag : lag.readUpTo(orEarlier(lag, place));
                if (timed.firstUnreadMs() != null) {
                    known.put(place, timed.firstUnreadMs());
                }
                measured.add(timed);
            }
            ofGroups.put(group.group(), measured);
        }
        times = known;
        series.publish(groups, ofGroups, clock.nowMs());
    }

    /**
     * A record that was not read in this round is younger than the one of an earlier round: so the
     * lag is said too long for a while, and never too short.
     */
    private @Nullable Long orEarlier(Lag lag, Place place) {
        return lag.firstUnreadMs() == null ? times.get(place) : lag.firstUnreadMs();
    }
}
