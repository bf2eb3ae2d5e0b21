package io.taffrail.gateway.consume;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.GroupCalls.Committed;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.stream.Credit;
import io.taffrail.gateway.stream.RecordSink;
import io.taffrail.gateway.stream.SubscribeOptions;
import io.taffrail.gateway.stream.Subscription;
import io.taffrail.gateway.stream.SubscriptionRunner;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A stream of records of those partitions that a group gives to this member. What was delivered is
 * committed from time to time, when a partition goes, and at the end; or only when the subscriber
 * acknowledges. The member's turns are on the loop, the stream's on the thread that runs it.
 */
public final class GroupSubscription implements GroupMember.Listener {

    private static final long COMMIT_MS = 500;
    private static final long RETRY_MS = 200;
    private static final long LEAVE_MS = 2_000;

    private final GroupServices services;
    private final SubscribeOptions options;
    private final GroupOptions membership;
    private final Notices notices;
    private final GroupMember member;
    private final DeliveredSink sink;
    private final SubscriptionRunner runner;
    private final ConcurrentHashMap<TopicPartition, Long> committed = new ConcurrentHashMap<>();

    /** Assigned now, and by which assignment: a late answer must not bring back what went. */
    private final ConcurrentHashMap<TopicPartition, Object> assigned = new ConcurrentHashMap<>();

    /**
     * By which assignment each partition is being read: what an earlier one delivered says nothing
     * about this one, and must not be committed for it.
     */
    private final ConcurrentHashMap<TopicPartition, Object> reading = new ConcurrentHashMap<>();

    private volatile @Nullable Rejected failure;
    private volatile boolean isOver;

    /**
     * Who tells the subscriber what it reads. On the thread of the stream, between two chunks: a
     * partition's records come after the word that it is assigned, and none after it is revoked.
     */
    public interface Notices {
        Notices NOBODY =
                new Notices() {
                    @Override
                    public void assigned(Set<TopicPartition> partitions) {}

                    @Override
                    public void revoked(Set<TopicPartition> partitions) {}
                };

        void assigned(Set<TopicPartition> partitions);

        void revoked(Set<TopicPartition> partitions);
    }

    GroupSubscription(
            GroupServices services,
            SubscribeOptions options,
            GroupOptions membership,
            Credit credit,
            RecordSink sink,
            Notices notices) {
        this.services = services;
        this.options = options;
        this.membership = membership;
        this.notices = notices;
        this.sink = new DeliveredSink(sink, services.clock()::nanoTime);
        this.runner =
                services.subscriptions()
                        .runner(
                                options,
                                Subscription.assigned(credit, options.recordsMax()),
                                this.sink);
        this.member =
                new GroupMember(
                        services.calls(),
                        services.loop(),
                        membership.group(),
                        services.newMemberId(),
                        options.topics(),
                        this);
    }

    /** For credit, pauses and the end; see there. */
    public SubscriptionRunner runner() {
        return runner;
    }

    /** The member's id in the group. */
    public String memberId() {
        return member.id();
    }

    /**
     * Takes part until it is stopped or cannot go on; then commits and leaves.
     *
     * @throws IOException when the receiver is gone
     */
    public void run() throws IOException {
        CompletableFuture<Void> left = services.streams().opened(runner::stop);
        member.start();
        commitLater();
        try {
            runner.run();
            Rejected why = failure;
            if (why != null) {
                sink.refused(why);
            }
        } finally {
            isOver = true;
            if (!membership.acknowledgesItself()) {
                commitDelivered().completeOnTimeout(null, LEAVE_MS, TimeUnit.MILLISECONDS).join();
            }
            member.leave().whenComplete((_, _) -> left.complete(null));
        }
    }

    /** Commits what the subscriber has processed: everything up to these offsets, included. */
    public CompletableFuture<Answer<Committed>> acknowledge(Map<TopicPartition, Long> lastOffsets) {
        Map<TopicPartition, Long> next = new HashMap<>();
        for (var entry : lastOffsets.entrySet()) {
            if (!assigned.containsKey(entry.getKey())) {
                return CompletableFuture.completedFuture(
                        Answer.refused(
                                Rejection.ILLEGAL_GENERATION,
                                entry.getKey()
                                        + " is not assigned to this member now, so its offsets are"
                                        + " another's to commit"));
            }
            next.put(entry.getKey(), entry.getValue() + 1);
        }
        return commit(next);
    }

    private void commitLater() {
        if (membership.acknowledgesItself()) {
            return;
        }
        services.loop()
                .schedule(
                        COMMIT_MS,
                        () -> {
                            if (!isOver) {
                                commitDelivered().whenComplete((_, _) -> commitLater());
                            }
                        });
    }

    private CompletableFuture<Answer<Committed>> commitDelivered() {
        Map<TopicPartition, Long> news = new HashMap<>();
        sink.delivered()
                .forEach((partition, next) -> {
                    Object assignment = assigned.get(partition);
                    boolean isOfNow = assignment != null && assignment == reading.get(partition);
                    if (isOfNow && !next.equals(committed.get(partition))) {
                        news.put(partition, next);
                    }
                });
        return commit(news);
    }

    private CompletableFuture<Answer<Committed>> commit(Map<TopicPartition, Long> next) {
        if (next.isEmpty()) {
            return CompletableFuture.completedFuture(Answer.of(Committed.DONE));
        }
        return services.calls()
                .commit(membership.group(), member.id(), member.epoch(), next)
                .whenComplete((answer, _) -> {
                    if (answer instanceof Answer.Given<Committed>) {
                        committed.putAll(next);
                    }
                });
    }

    @Override
    public void onAssigned(Set<TopicPartition> partitions) {
        var assignment = new Object();
        partitions.forEach(partition -> assigned.put(partition, assignment));
        runner.tell(_ -> notices.assigned(partitions));
        begin(assignment, partitions);
    }

    private void begin(Object assignment, Set<TopicPartition> partitions) {
        services.calls()
                .committed(membership.group(), List.copyOf(partitions))
                .thenAccept(answer -> {
                    switch (answer) {
                        // Asking the logs waits, which the link's threads must not.
                        case Answer.Given<Map<TopicPartition, Long>> given ->
                                Thread.ofVirtual()
                                        .name("group-positions")
                                        .start(() -> begin(assignment, partitions, given.value()));
                        case Answer.Refused<Map<TopicPartition, Long>> _ ->
                                beginLater(assignment, partitions);
                    }
                });
    }

    private void begin(
            Object assignment, Set<TopicPartition> partitions, Map<TopicPartition, Long> known) {
        Set<TopicPartition> unknown = new HashSet<>(partitions);
        unknown.removeAll(known.keySet());
        Map<TopicPartition, Long> positions = new HashMap<>(known);
        switch (services.subscriptions().positions(List.copyOf(unknown), options.from())) {
            case Answer.Given<Map<TopicPartition, Long>> given -> positions.putAll(given.value());
            case Answer.Refused<Map<TopicPartition, Long>> _ -> {
                beginLater(assignment, partitions);
                return;
            }
        }
        committed.putAll(known);
        runner.tell(subscription ->
                positions.forEach((partition, position) -> {
                    if (assigned.get(partition) == assignment) {
                        stop(subscription, partition);
                        subscription.add(partition, position);
                        reading.put(partition, assignment);
                    }
                }));
    }

    private void beginLater(Object assignment, Set<TopicPartition> partitions) {
        Set<TopicPartition> left = new HashSet<>(partitions);
        left.removeIf(partition -> assigned.get(partition) != assignment);
        if (!left.isEmpty() && !isOver) {
            services.loop().schedule(RETRY_MS, () -> begin(assignment, left));
        }
    }

    @Override
    public CompletableFuture<?> onRevoked(Set<TopicPartition> partitions) {
        var letGo = new CompletableFuture<Void>();
        runner.tell(subscription -> {
            try {
                sink.flush();
            } catch (IOException gone) {
                // The run ends by itself; what did not leave is not committed.
                partitions.forEach(sink::forget);
            }
            partitions.forEach(subscription::remove);
            commitBeforeLettingGo(partitions, letGo);
        });
        return letGo;
    }

    /**
     * Whoever gets the partitions next goes on where this commit says, so a refusal that passes is
     * not the end of it. When it does not pass, the coordinator takes the partitions away.
     */
    private void commitBeforeLettingGo(
            Set<TopicPartition> partitions, CompletableFuture<Void> letGo) {
        (membership.acknowledgesItself() ? commit(Map.of()) : commitDelivered())
                .whenComplete((answer, _) -> {
                    boolean isMember =
                            !isOver && partitions.stream().allMatch(assigned::containsKey);
                    if (isMember
                            && answer instanceof Answer.Refused<Committed> refused
                            && GroupMember.passesBy(refused.rejected())) {
                        services.loop()
                                .schedule(RETRY_MS, () -> commitBeforeLettingGo(partitions, letGo));
                        return;
                    }
                    partitions.forEach(assigned::remove);
                    runner.tell(_ -> notices.revoked(partitions));
                    letGo.complete(null);
                });
    }

    @Override
    public void onLost(Set<TopicPartition> partitions) {
        partitions.forEach(assigned::remove);
        // In its turn: if they are assigned again, that comes after.
        runner.tell(subscription -> {
            partitions.forEach(partition -> stop(subscription, partition));
            notices.revoked(partitions);
        });
    }

    /** On the thread of the stream. */
    private void stop(Subscription subscription, TopicPartition partition) {
        subscription.remove(partition);
        sink.forget(partition);
        reading.remove(partition);
    }

    @Override
    public void onFailed(Rejected why) {
        failure = why;
        runner.stop();
    }
}
