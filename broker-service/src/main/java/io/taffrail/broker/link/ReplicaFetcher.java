package io.taffrail.broker.link;

import io.taffrail.broker.link.LeaderSource.Round;
import io.taffrail.broker.link.LeaderSource.Wanted;
import io.taffrail.broker.partition.FromLeader;
import io.taffrail.broker.partition.Partition;
import io.taffrail.broker.partition.PartitionId;
import io.taffrail.broker.partition.Replicated;
import io.taffrail.broker.partition.Replicated.Broken;
import io.taffrail.broker.partition.Replicated.NotFollowing;
import io.taffrail.broker.partition.Replicated.TryLater;
import io.taffrail.broker.partition.Replicated.UpTo;
import io.taffrail.broker.replication.ReplicaPosition;
import io.taffrail.broker.replication.ReplicationThrottle;
import io.taffrail.kernel.runtime.Loop;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this broker's replicas up with one leader: asks for what comes next in all of them, hands
 * each what is for it, and asks again when all of that is on the disk. What the leader counts as
 * replicated is what was asked for, so nothing is asked for before its turn. A partition that is
 * slow with its part sits the next round out.
 *
 * <p>On its loop.
 */
final class ReplicaFetcher {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaFetcher.class);

    /** How long a round waits for its slowest partition before the others go on. */
    private static final long ROUND_MS = 50;

    private static final long RETRY_MS = 50;

    private final String leader;
    private final LeaderSource source;
    private final Loop loop;
    private final ReplicationThrottle throttle;
    private final Map<PartitionId, Followed> followed = new HashMap<>();

    // Those of them that can take more, and what of that the leader has not been told.
    private final Map<PartitionId, Wanted> wanted = new LinkedHashMap<>();
    private Map<PartitionId, Wanted> changed = new LinkedHashMap<>();
    private Set<PartitionId> paused = new HashSet<>();
    private boolean isAsking;
    private boolean isClosed;
    private int inRound;
    private int round;
    private String toldWhy = "";

    private static final class Followed {
        final Partition partition;
        final int leaderEpoch;

        // The leader's, as it was told last.
        long highWatermark = Long.MAX_VALUE;

        // What comes before it is true answers a question of an earlier epoch.
        boolean isAsked;

        Followed(Partition partition, int leaderEpoch) {
            this.partition = partition;
            this.leaderEpoch = leaderEpoch;
        }
    }

    /**
     * @param leader for people
     * @param loop of the partitions that are added
     */
    ReplicaFetcher(String leader, LeaderSource source, Loop loop, ReplicationThrottle throttle) {
        this.throttle = throttle;
        this.leader = leader;
        this.source = source;
        this.loop = loop;
    }

    boolean isEmpty() {
        return followed.isEmpty();
    }

    void add(Partition partition, int leaderEpoch) {
        var added = new Followed(partition, leaderEpoch);
        pause(partition.id());
        followed.put(partition.id(), added);
        partition
                .replicaPosition(leaderEpoch)
                .thenAccept(result -> loop.execute(() -> onReplicated(added, result, false)));
    }

    void remove(PartitionId id) {
        followed.remove(id);
        pause(id);
    }

    void close() {
        isClosed = true;
        followed.clear();
    }

    private void want(Followed each, ReplicaPosition next) {
        PartitionId id = each.partition.id();
        var want = new Wanted(each.leaderEpoch, next);
        wanted.put(id, want);
        changed.put(id, want);
        paused.remove(id);
    }

    /** At once, or when what was fetched before is paid for; see {@link ReplicationThrottle}. */
    private void wantInTime(Followed each, ReplicaPosition next) {
        long waitMs = isThrottled(each, next) ? throttle.waitMsAsFollower() : 0;
        if (waitMs == 0) {
            want(each, next);
        } else {
            loop.schedule(waitMs, () -> wantAgain(each, next));
        }
    }

    private void wantAgain(Followed each, ReplicaPosition next) {
        if (!isClosed && followed.get(each.partition.id()) == each) {
            wantInTime(each, next);
            ask();
        }
    }

    private boolean isThrottled(Followed each, ReplicaPosition next) {
        PartitionId id = each.partition.id();
        return throttle.countsAsFollower(
                id.topicId(), id.partition(), next.fetchOffset(), each.highWatermark);
    }

    /** Leaves the partition alone: it is busy, or follows no longer. */
    private boolean pause(PartitionId id) {
        boolean wasWanted = wanted.remove(id) != null;
        if (wasWanted) {
            changed.remove(id);
            paused.add(id);
        }
        return wasWanted;
    }

    private void ask() {
        if (isAsking || isClosed || inRound > 0 || wanted.isEmpty()) {
            return;
        }
        isAsking = true;
        changed.keySet().forEach(id -> Objects.requireNonNull(followed.get(id)).isAsked = true);
        var asking = new Round(changed, paused, Collections.unmodifiableMap(wanted));
        changed = new LinkedHashMap<>();
        paused = new HashSet<>();
        source.fetch(asking)
                .whenComplete((answers, failure) -> loop.execute(() -> onAnswer(answers, failure)));
    }

    private void onAnswer(
            @Nullable Map<PartitionId, FromLeader> answers, @Nullable Throwable failure) {
        if (isClosed) {
            return;
        }
        if (answers == null) {
            onUnreachable(failure);
            return;
        }
        isAsking = false;
        toldWhy = "";
        int thisRound = ++round;
        answers.forEach(this::hand);
        if (inRound > 0) {
            loop.schedule(ROUND_MS, () -> endRound(thisRound));
        } else {
            ask();
        }
    }

    private void onUnreachable(@Nullable Throwable failure) {
        String why = failure == null ? "" : String.valueOf(failure.getMessage());
        if (!why.equals(toldWhy)) {
            toldWhy = why;
            LOG.info("{} cannot be followed: {}; trying again every {} ms", leader, why, RETRY_MS);
        }
        loop.schedule(
                RETRY_MS,
                () -> {
                    isAsking = false;
                    ask();
                });
    }

    private void hand(PartitionId id, FromLeader answer) {
        Followed each = followed.get(id);
        Wanted asked = wanted.get(id);
        if (each == null || asked == null || !each.isAsked || !pause(id)) {
            return;
        }
        if (answer instanceof FromLeader.Records records) {
            each.highWatermark = records.highWatermark();
            if (isThrottled(each, asked.position())) {
                throttle.fetchedAsFollower(records.batches().remaining());
            }
        }
        inRound++;
        int ofRound = round;
        CompletableFuture<Replicated> done = each.partition.replicate(each.leaderEpoch, answer);
        done.thenAccept(result -> loop.execute(() -> onReplicated(each, result, ofRound == round)));
    }

    private void endRound(int thisRound) {
        if (thisRound == round && inRound > 0) {
            inRound = 0;
            round++;
            ask();
        }
    }

    private void onReplicated(Followed each, Replicated result, boolean isOfRound) {
        if (isOfRound) {
            inRound--;
        }
        if (isClosed || followed.get(each.partition.id()) != each) {
            if (!isClosed) {
                ask();
            }
            return;
        }
        switch (result) {
            case UpTo upTo -> wantInTime(each, upTo.next());
            case TryLater later -> loop.schedule(RETRY_MS, () -> wantAgain(each, later.next()));
            // The partition knows best: it says follow again when it does.
            case NotFollowing _ -> remove(each.partition.id());
            case Broken broken -> {
                LOG.error("{} follows no longer: {}", each.partition.id(), broken.why());
                remove(each.partition.id());
            }
        }
        ask();
    }
}
