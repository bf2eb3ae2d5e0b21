package io.taffrail.simulation.group;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.GroupCalls;
import io.taffrail.gateway.link.GroupCalls.Committed;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.simulation.cluster.SimProcess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** What a member does with its partitions: goes on from what was committed, and commits. */
final class SimReading {

    private static final long MS = 1_000_000;

    private final GroupCalls calls;
    private final SimProcess process;
    private final Random random;
    private final GroupTruth truth;
    private final Supplier<String> memberId;
    private final IntSupplier epoch;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Set<TopicPartition> owned = new HashSet<>();

    /**
     * @param memberId to commit with
     * @param epoch to commit with: that of the member, or its generation
     */
    SimReading(
            GroupCalls calls,
            SimProcess process,
            Random random,
            GroupTruth truth,
            Supplier<String> memberId,
            IntSupplier epoch) {
        this.calls = calls;
        this.process = process;
        this.random = random;
        this.truth = truth;
        this.memberId = memberId;
        this.epoch = epoch;
    }

    void start() {
        process.after(random.nextLong(100 * MS), this::workOn);
    }

    Set<TopicPartition> owned() {
        return owned;
    }

    private void workOn() {
        for (TopicPartition partition : new ArrayList<>(positions.keySet())) {
            positions.merge(partition, 1L + random.nextInt(3), Long::sum);
            if (random.nextInt(4) == 0) {
                commit(partition);
            }
        }
        process.after(1 + random.nextLong(200 * MS), this::workOn);
    }

    private CompletableFuture<?> commit(TopicPartition partition) {
        Long next = positions.get(partition);
        if (next == null) {
            return CompletableFuture.completedFuture(null);
        }
        int moment = truth.moment(partition.partition());
        return truth.watch(
                calls.commit(
                                SimMember.GROUP,
                                memberId.get(),
                                epoch.getAsInt(),
                                Map.of(partition, next))
                        .thenAccept(answer -> {
                            if (answer instanceof Answer.Given<Committed>) {
                                truth.onCommitAcknowledged(partition.partition(), next, moment);
                            } else {
                                truth.mark(GroupMark.COMMIT_REFUSED);
                            }
                        }));
    }

    /** These are read from now on. */
    void take(Set<TopicPartition> partitions) {
        truth.mark(GroupMark.ASSIGNED);
        owned.addAll(partitions);
        partitions.forEach(this::findPosition);
    }

    private void findPosition(TopicPartition partition) {
        if (!owned.contains(partition) || positions.containsKey(partition)) {
            return;
        }
        int moment = truth.moment(partition.partition());
        truth.watch(
                calls.committed(SimMember.GROUP, List.of(partition))
                        .thenAccept(answer -> onPosition(partition, answer, moment)));
    }

    private void onPosition(
            TopicPartition partition, Answer<Map<TopicPartition, Long>> answer, int moment) {
        switch (answer) {
            case Answer.Given<Map<TopicPartition, Long>> given -> {
                Long known = given.value().get(partition);
                truth.onFetched(partition.partition(), known, moment);
                if (owned.contains(partition)) {
                    positions.putIfAbsent(partition, known == null ? 0 : known);
                }
            }
            case Answer.Refused<Map<TopicPartition, Long>> _ ->
                    process.after(100 * MS, () -> findPosition(partition));
        }
    }

    /** Nothing of these is read any more; completes when what was read is committed, or cannot. */
    CompletableFuture<?> letGo(Set<TopicPartition> partitions) {
        truth.mark(GroupMark.REVOKED);
        var committed = new ArrayList<CompletableFuture<?>>();
        new ArrayList<>(partitions)
                .forEach(partition -> {
                    committed.add(commit(partition));
                    owned.remove(partition);
                    positions.remove(partition);
                });
        return CompletableFuture.allOf(committed.toArray(CompletableFuture<?>[]::new));
    }

    /** These may be another's by now. */
    void lose(Set<TopicPartition> partitions) {
        truth.mark(GroupMark.LOST);
        new ArrayList<>(partitions)
                .forEach(partition -> {
                    owned.remove(partition);
                    positions.remove(partition);
                });
    }
}
