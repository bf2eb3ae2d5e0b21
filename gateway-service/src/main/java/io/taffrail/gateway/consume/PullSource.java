package io.taffrail.gateway.consume;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.GroupCalls.Committed;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.stream.StartPosition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Which partitions a pull consumer reads, from one subscription or one assignment until the next:
 * as a member of its group, or alone. Finds out where each begins, and commits. Any thread may use
 * it; the member's turns are on the loop.
 */
final class PullSource implements GroupMember.Listener {

    private static final long RETRY_MS = 200;
    private static final long LEAVE_MS = 2_000;

    /**
     * Far below the rebalance timeout, so that a client that went away holds nobody up for long.
     */
    private static final long LET_GO_MS = 5_000;

    private static final int NO_EPOCH = -1;

    private final GroupServices services;
    private final PullOptions options;
    private final String group;
    private final List<String> topics;
    private final Semaphore wake;
    private final @Nullable GroupMember member;
    private final PullPositions positions = new PullPositions();
    private final Queue<LettingGo> lettingGo = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isBeginning = new AtomicBoolean();
    private final AtomicBoolean isCommitting = new AtomicBoolean();
    private volatile @Nullable PullRefused failure;
    private volatile boolean isOver;

    /** Partitions that are to go as soon as the client has said what it has processed. */
    private record LettingGo(Set<TopicPartition> partitions, CompletableFuture<Void> done) {}

    private PullSource(
            GroupServices services,
            PullOptions options,
            String group,
            List<String> topics,
            boolean isMember,
            Semaphore wake) {
        this.services = services;
        this.options = options;
        this.group = group;
        this.topics = topics;
        this.wake = wake;
        this.member =
                isMember
                        ? new GroupMember(
                                services.calls(),
                                services.loop(),
                                group,
                                services.newMemberId(),
                                topics,
                                this)
                        : null;
    }

    /** Joins the group; with no topics it waits outside until there are some. */
    static PullSource subscribed(
            GroupServices services,
            PullOptions options,
            String group,
            List<String> topics,
            Semaphore wake) {
        var source = new PullSource(services, options, group, topics, !topics.isEmpty(), wake);
        if (source.member != null) {
            source.member.start();
        }
        return source;
    }

    /** Reads exactly these, whatever the group's members do. */
    static PullSource assigned(
            GroupServices services,
            PullOptions options,
            String group,
            Set<TopicPartition> partitions,
            Semaphore wake) {
        var source = new PullSource(services, options, group, List.of(), false, wake);
        source.onAssigned(partitions);
        return source;
    }

    PullPositions positions() {
        return positions;
    }

    /** Whether the group decides what is read. */
    boolean isMember() {
        return member != null;
    }

    List<String> topics() {
        return topics;
    }

    /** Why there is nothing to be expected from here, or null. */
    @Nullable PullRefused failure() {
        return failure;
    }

    /** The client has what it was given: so what waits for that can go, and be committed. */
    void acknowledge() {
        positions.acknowledge();
        if (options.commitsItself() && isCommitting.compareAndSet(false, true)) {
            commitAcknowledged().whenComplete((_, _) -> isCommitting.set(false));
        }
        letGo();
    }

    private CompletableFuture<?> commitAcknowledged() {
        return options.commitsItself()
                ? commit(positions.toCommit(), Map.of())
                : CompletableFuture.completedFuture(null);
    }

    /** Commits the offsets of the next records to process. */
    CompletableFuture<Answer<Committed>> commit(
            Map<TopicPartition, Long> nextOffsets, Map<TopicPartition, String> notes) {
        if (nextOffsets.isEmpty()) {
            return CompletableFuture.completedFuture(Answer.of(Committed.DONE));
        }
        for (TopicPartition partition : nextOffsets.keySet()) {
            if (positions.isLost(partition)) {
                return CompletableFuture.completedFuture(
                        Answer.refused(
                                Rejection.ILLEGAL_GENERATION,
                                partition
                                        + " went to another member of group "
                                        + group
                                        + ", so its offsets are the other's to commit"));
            }
        }
        return services.calls()
                .commit(
                        group,
                        member == null ? "" : member.id(),
                        member == null ? NO_EPOCH : member.epoch(),
                        nextOffsets,
                        notes)
                .whenComplete((answer, _) -> {
                    if (answer instanceof Answer.Given<Committed>) {
                        positions.committed(nextOffsets);
                    }
                });
    }

    /**
     * Reads no more and leaves the group.
     *
     * @param isWanted whether the client says so, and so has processed what it was given
     * @return completes when the group knows, or cannot be told
     */
    CompletableFuture<?> end(boolean isWanted) {
        if (isWanted) {
            positions.acknowledge();
        }
        isOver = true;
        CompletableFuture<?> committed =
                commitAcknowledged().completeOnTimeout(null, LEAVE_MS, TimeUnit.MILLISECONDS);
        return committed
                .thenCompose(_ -> {
                    positions.forget(positions.assigned());
                    letGo();
                    wake.release();
                    return member == null
                            ? CompletableFuture.completedFuture(null)
                            : member.leave();
                })
                .completeOnTimeout(null, LEAVE_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void onAssigned(Set<TopicPartition> partitions) {
        positions.add(partitions);
        begin();
    }

    /** The position of that partition is not in its log: begins anew, as the options say. */
    void restart(TopicPartition partition) {
        positions.restart(partition);
        begin();
    }

    /** Asking the coordinator and the logs waits, so it has a thread of its own. */
    private void begin() {
        if (!isOver && isBeginning.compareAndSet(false, true)) {
            Thread.ofVirtual()
                    .name("pull-positions")
                    .start(() -> {
                        boolean isDone = tryToBegin();
                        isBeginning.set(false);
                        if (!isDone) {
                            services.loop().schedule(RETRY_MS, this::begin);
                        } else if (!positions.unknown().isEmpty() && failure == null) {
                            begin();
                        }
                    });
        }
    }

    private boolean tryToBegin() {
        Map<TopicPartition, Boolean> unknown = positions.unknown();
        if (unknown.isEmpty()) {
            return true;
        }
        List<TopicPartition> all = List.copyOf(unknown.keySet());
        Map<TopicPartition, Long> found = new HashMap<>();
        switch (services.calls().committed(group, all).join()) {
            case Answer.Given<Map<TopicPartition, Long>> given -> found.putAll(given.value());
            case Answer.Refused<Map<TopicPartition, Long>> _ -> {
                return false;
            }
        }
        found.keySet().removeIf(partition -> unknown.getOrDefault(partition, true));
        positions.committed(found);
        List<TopicPartition> rest = new ArrayList<>(all);
        rest.removeAll(found.keySet());
        if (!rest.isEmpty()) {
            switch (options.reset()) {
                case EARLIEST -> {
                    if (!ask(new StartPosition.Earliest(), rest, found)) {
                        return false;
                    }
                }
                case LATEST -> {
                    if (!ask(new StartPosition.Latest(), rest, found)) {
                        return false;
                    }
                }
                case NONE -> {
                    failure =
                            PullRefused.of(
                                    PullRefused.Reason.STATE,
                                    "group "
                                            + group
                                            + " has no offset of "
                                            + rest
                                            + " that is still there, and auto.offset.reset is none:"
                                            + " POST positions, or choose earliest or latest");
                }
            }
        }
        positions.begin(found);
        wake.release();
        return true;
    }

    private boolean ask(
            StartPosition from, List<TopicPartition> rest, Map<TopicPartition, Long> found) {
        return switch (services.subscriptions().positions(rest, from)) {
            case Answer.Given<Map<TopicPartition, Long>> given -> {
                found.putAll(given.value());
                yield true;
            }
            case Answer.Refused<Map<TopicPartition, Long>> _ -> false;
        };
    }

    /** The client chose where to go on. */
    void sought() {
        PullRefused before = failure;
        if (before != null && before.reason() == PullRefused.Reason.STATE) {
            failure = null;
        }
        begin();
        wake.release();
    }

    @Override
    public CompletableFuture<?> onRevoked(Set<TopicPartition> partitions) {
        positions.stop(partitions);
        var going = new LettingGo(partitions, new CompletableFuture<>());
        lettingGo.add(going);
        if (isOver || !positions.isUnacknowledged(partitions)) {
            letGo();
        } else {
            // The client is at work on them; its next poll says that it is done.
            services.loop().schedule(LET_GO_MS, this::letGo);
        }
        return going.done();
    }

    private void letGo() {
        for (LettingGo going = lettingGo.poll(); going != null; going = lettingGo.poll()) {
            LettingGo now = going;
            commitAcknowledged()
                    .completeOnTimeout(null, LEAVE_MS, TimeUnit.MILLISECONDS)
                    .whenComplete((_, _) -> {
                        positions.forget(now.partitions());
                        now.done().complete(null);
                    });
        }
    }

    @Override
    public void onLost(Set<TopicPartition> partitions) {
        positions.forget(partitions);
    }

    @Override
    public void onFailed(Rejected why) {
        failure = PullRefused.by(why);
        wake.release();
    }
}
