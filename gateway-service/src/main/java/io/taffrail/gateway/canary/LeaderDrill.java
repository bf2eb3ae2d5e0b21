package io.taffrail.gateway.canary;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.ClusterMetadata;
import io.taffrail.gateway.link.ClusterOperations;
import io.taffrail.gateway.link.ClusterOperations.Move;
import io.taffrail.gateway.link.ClusterOperations.Outcome;
import io.taffrail.kernel.config.BrokerConfigs;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.CanaryTopic;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.runtime.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Moves the leader of the canary's partition to the next of its replicas, and measures for how long
 * no record comes through. The leader goes on to another broker with each drill, and so comes
 * round; no other partition is touched.
 *
 * <p>Runs on its caller's thread.
 */
public final class LeaderDrill {

    private static final long TOPIC_NS_MAX = TimeUnit.SECONDS.toNanos(5);
    private static final long ALL_NS_MAX = TimeUnit.SECONDS.toNanos(15);
    private static final long PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final CanaryRecords records;
    private final ClusterMetadata metadata;
    private final ClusterOperations operations;
    private final Clock clock;
    private final long steadyNs;
    private final int giveUpMs;
    private final Semaphore place = new Semaphore(1);

    /**
     * @param steadyMs for how long records come and go before the move, and after it
     * @param giveUpMs after which a record that was not answered is followed by the next
     */
    public LeaderDrill(
            CanaryRecords records,
            ClusterMetadata metadata,
            ClusterOperations operations,
            Clock clock,
            int steadyMs,
            int giveUpMs) {
        this.records = records;
        this.metadata = metadata;
        this.operations = operations;
        this.clock = clock;
        this.steadyNs = TimeUnit.MILLISECONDS.toNanos(steadyMs);
        this.giveUpMs = giveUpMs;
    }

    /**
     * Refused with ELIGIBLE_LEADERS_NOT_AVAILABLE where no other replica could lead, with
     * REASSIGNMENT_IN_PROGRESS while somebody moves its replicas, with LEADER_NOT_AVAILABLE when no
     * record came through before the move, with REQUEST_TIMED_OUT when the new leader was not seen
     * or no record came through it, and as elections are.
     */
    public Answer<DrillReport> run() throws InterruptedException {
        if (!place.tryAcquire()) {
            return Answer.refused(
                    Rejection.THROTTLING_QUOTA_EXCEEDED,
                    "a drill is under way: try again when it is over, in two seconds");
        }
        try {
            Rejected obstacle = awaitTopic();
            if (obstacle != null) {
                return Answer.refused(obstacle);
            }
            PartitionImage partition = partition();
            if (partition.isReassigning()) {
                return Answer.refused(
                        Rejection.REASSIGNMENT_IN_PROGRESS,
                        CanaryRecords.PARTITION + " is being reassigned: wait for that, or end it");
            }
            List<Integer> order = inOrderOfDrill(partition);
            return order.isEmpty()
                    ? Answer.refused(nobodyElse(partition))
                    : measure(partition, order);
        } finally {
            place.release();
        }
    }

    private @Nullable Rejected awaitTopic() throws InterruptedException {
        long untilNs = clock.nanoTime() + TOPIC_NS_MAX;
        Rejected obstacle = records.obstacle();
        while (obstacle != null
                && obstacle.reason() == Rejection.LEADER_NOT_AVAILABLE
                && clock.nanoTime() - untilNs < 0) {
            pause(LOOK_NS);
            obstacle = records.obstacle();
        }
        return obstacle;
    }

    private PartitionImage partition() {
        MetadataImage image = metadata.image();
        PartitionImage found = image.partition(CanaryTopic.NAME, 0);
        if (found == null) {
            throw new IllegalStateException(CanaryRecords.PARTITION + " was there a moment ago");
        }
        return found;
    }

    /**
     * The replicas in turn from the next that could lead, which will be preferred; none where there
     * is none.
     */
    private List<Integer> inOrderOfDrill(PartitionImage partition) {
        List<Integer> replicas = partition.replicas();
        int leads = Math.max(0, replicas.indexOf(partition.leader()));
        for (int step = 1; step < replicas.size(); step++) {
            int at = (leads + step) % replicas.size();
            if (couldLead(partition, replicas.get(at))) {
                List<Integer> order = new ArrayList<>(replicas);
                Collections.rotate(order, -at);
                return order;
            }
        }
        return List.of();
    }

    /** As the controllers see it, who refuse an election only after the order has been changed. */
    private boolean couldLead(PartitionImage partition, int id) {
        MetadataImage image = metadata.image();
        NodeImage node = image.node(id);
        return node != null
                && node.isActive()
                && partition.isr().contains(id)
                && !BrokerConfigs.isDraining(image, id);
    }

    private static Rejected nobodyElse(PartitionImage partition) {
        return new Rejected(
                Rejection.ELIGIBLE_LEADERS_NOT_AVAILABLE,
                "%s has replicas on %s, in sync %s, led by %d: a drill needs another one in sync on a broker that is up and not being drained"
                        .formatted(
                                CanaryRecords.PARTITION,
                                partition.replicas(),
                                partition.isr(),
                                partition.leader()));
    }

    private Answer<DrillReport> measure(PartitionImage before, List<Integer> order)
            throws InterruptedException {
        int to = order.getFirst();
        var arrivals = new Arrivals();
        int sent = 0;
        long beganNs = clock.nanoTime();
        while (clock.nanoTime() - beganNs < steadyNs) {
            sendOne(++sent, arrivals);
        }
        long askedNs = clock.nanoTime();
        // A gap lies between two records: without one before the move, it would come out as none.
        if (arrivals.count() == 0) {
            return Answer.refused(nothingComesThrough(before, sent, askedNs - beganNs));
        }
        CompletableFuture<Long> shown = awaitShown(before, to);
        CompletableFuture<@Nullable Rejected> refusal = move(order);
        while (!isOver(arrivals, shown.getNow(null))) {
            if (refusal.isDone() && refusal.join() != null) {
                return Answer.refused(refusal.join());
            }
            if (clock.nanoTime() - askedNs > ALL_NS_MAX) {
                return Answer.refused(timedOut(before.leader(), to, shown.isDone()));
            }
            sendOne(++sent, arrivals);
        }
        return Answer.of(
                new DrillReport(
                        before.leader(),
                        to,
                        Arrivals.toMs(shown.join() - askedNs),
                        Arrivals.toMs(arrivals.longestAfterNs(askedNs)),
                        Arrivals.toMs(arrivals.longestBeforeNs(askedNs)),
                        arrivals.count(),
                        sent - arrivals.count(),
                        arrivals.fromMs(askedNs)));
    }

    private static Rejected nothingComesThrough(PartitionImage partition, int sent, long tookNs) {
        return new Rejected(
                Rejection.LEADER_NOT_AVAILABLE,
                "none of %d records came through %s in %d ms, led by %d, in sync %s: its leader stays; see which of its brokers %s is down or behind, and try again when records come through"
                        .formatted(
                                sent,
                                CanaryRecords.PARTITION,
                                TimeUnit.NANOSECONDS.toMillis(tookNs),
                                partition.leader(),
                                partition.isr(),
                                partition.replicas()));
    }

    private boolean isOver(Arrivals arrivals, @Nullable Long shownNs) {
        return shownNs != null
                && clock.nanoTime() - shownNs > steadyNs
                && arrivals.hasAnySince(shownNs);
    }

    /** When this node knew of it, by the clock. */
    private CompletableFuture<Long> awaitShown(PartitionImage before, int to) {
        var shown = new CompletableFuture<Long>();
        metadata.await(
                        image -> leads(image.partition(CanaryTopic.NAME, 0), before, to),
                        TimeUnit.NANOSECONDS.toMillis(ALL_NS_MAX))
                .thenAccept(isShown -> {
                    if (isShown) {
                        shown.complete(clock.nanoTime());
                    }
                });
        return shown;
    }

    private static boolean leads(@Nullable PartitionImage now, PartitionImage before, int to) {
        return now != null && now.leader() == to && now.leaderEpoch() > before.leaderEpoch();
    }

    /** Makes the first of them the preferred leader, and then lets it lead. */
    private CompletableFuture<@Nullable Rejected> move(List<Integer> order) {
        return operations
                .reassign(List.of(new Move(CanaryRecords.PARTITION, order)), false)
                .thenCompose(ordered -> {
                    Rejected refused = refusal(ordered);
                    return refused != null
                            ? CompletableFuture.completedFuture(refused)
                            : operations
                                    .electLeaders(false, List.of(CanaryRecords.PARTITION))
                                    .thenApply(LeaderDrill::refusal);
                });
    }

    private static @Nullable Rejected refusal(Answer<List<Outcome>> answer) {
        return switch (answer) {
            case Answer.Refused<List<Outcome>> refused -> refused.rejected();
            case Answer.Given<List<Outcome>> given ->
                    given.value().stream()
                            .map(Outcome::refused)
                            .filter(refused -> refused != null && isReal(refused))
                            .findFirst()
                            .orElse(null);
        };
    }

    /** The controllers balance leaders by themselves, and may have been first. */
    private static boolean isReal(Rejected refused) {
        return refused.reason() != Rejection.ELECTION_NOT_NEEDED;
    }

    private static Rejected timedOut(int from, int to, boolean isShown) {
        return new Rejected(
                Rejection.REQUEST_TIMED_OUT,
                "the leader of %s shall move from broker %d to %d, and after %d s %s: see the events"
                        .formatted(
                                CanaryRecords.PARTITION,
                                from,
                                to,
                                TimeUnit.NANOSECONDS.toSeconds(ALL_NS_MAX),
                                isShown
                                        ? "no record comes through the new one"
                                        : "this gateway has not seen it"));
    }

    /**
     * One that is given up has failed, even if it comes in the end: it is the next ones that tell
     * when records come through again.
     */
    private void sendOne(int number, Arrivals arrivals) throws InterruptedException {
        long beganNs = clock.nanoTime();
        boolean hasCome =
                records.pass(number)
                        .completeOnTimeout(false, giveUpMs, TimeUnit.MILLISECONDS)
                        .join();
        if (hasCome) {
            arrivals.add(clock.nanoTime());
        }
        pause(PERIOD_NS - (clock.nanoTime() - beganNs));
    }

    private static void pause(long ns) throws InterruptedException {
        LockSupport.parkNanos(ns);
        if (Thread.interrupted()) {
            throw new InterruptedException("the drill was given up");
        }
    }
}
