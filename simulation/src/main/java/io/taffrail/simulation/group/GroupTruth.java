package io.taffrail.simulation.group;

import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberAssigned;
import io.taffrail.gateway.coordinator.group.consumer.CurrentAssignment;
import io.taffrail.gateway.coordinator.group.offsets.CommittedOffset;
import io.taffrail.gateway.coordinator.group.offsets.OffsetCommitted;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Watches the log and the members, and knows what may not be: a partition with two owners, an
 * offset that goes back, a batch of a gateway that is not the owner, an answer that is not true.
 */
final class GroupTruth {

    private static final long NOTHING = -1;

    private final Map<Integer, Integer> ownerOfEpoch = new HashMap<>();
    private final Map<String, CurrentAssignment> assigned = new TreeMap<>();
    private final Map<Integer, List<Long>> history = new HashMap<>();
    private final EnumMap<GroupMark, Integer> marks = new EnumMap<>(GroupMark.class);
    private @Nullable Throwable violation;
    private final GenerationTruth generations = new GenerationTruth(this::mark);

    /** What a future's callback throws would be lost in the future. */
    CompletableFuture<?> watch(CompletableFuture<?> done) {
        return done.whenComplete((_, failure) -> {
            if (failure != null && violation == null) {
                violation = failure instanceof CompletionException ? failure.getCause() : failure;
            }
        });
    }

    /** Throws what a member has found. */
    void check() {
        if (violation instanceof Error error) {
            throw error;
        }
        if (violation != null) {
            throw new IllegalStateException("a member failed", violation);
        }
    }

    void mark(GroupMark mark) {
        marks.merge(mark, 1, Integer::sum);
    }

    Map<GroupMark, Integer> marks() {
        return marks;
    }

    /** The controller gave the shard to that gateway. */
    void onGiven(int gateway, int epoch) {
        ownerOfEpoch.put(epoch, gateway);
    }

    void onAppended(int gateway, int epoch, List<GroupEntry> entries) {
        Integer owner = ownerOfEpoch.get(epoch);
        if (owner == null || owner != gateway) {
            throw new GroupViolation(
                    "gateway %d wrote in epoch %d, which is that of %s", gateway, epoch, owner);
        }
        for (GroupEntry entry : entries) {
            generations.onAppended(entry);
            switch (entry) {
                case OffsetCommitted committed -> onCommitted(committed);
                case MemberAssigned member -> onAssigned(member);
                default -> {}
            }
        }
    }

    private void onCommitted(OffsetCommitted entry) {
        CommittedOffset value = entry.value();
        List<Long> offsets = offsets(entry.partition().partition());
        long now = value == null ? NOTHING : value.offset();
        if (now < offsets.getLast()) {
            throw new GroupViolation(
                    "the offset of partition %d goes back from %d to %d",
                    entry.partition().partition(), offsets.getLast(), now);
        }
        offsets.add(now);
    }

    private List<Long> offsets(int partition) {
        return history.computeIfAbsent(partition, _ -> new ArrayList<>(List.of(NOTHING)));
    }

    private void onAssigned(MemberAssigned entry) {
        CurrentAssignment now = entry.assignment();
        if (now == null) {
            assigned.remove(entry.memberId());
            return;
        }
        assigned.put(entry.memberId(), now);
        assigned.forEach((other, theirs) -> {
            boolean isShared =
                    !other.equals(entry.memberId())
                            && (theirs.assigned().partitions().overlaps(now.assigned().partitions())
                                    || theirs.pendingRevocation()
                                            .partitions()
                                            .overlaps(now.assigned().partitions()));
            if (isShared) {
                throw new GroupViolation(
                        "%s has %s while %s has %s", entry.memberId(), now, other, theirs);
            }
        });
    }

    /** How much was committed for a partition when somebody asks. */
    int moment(int partition) {
        return offsets(partition).size();
    }

    /** A commit was acknowledged that was sent at that moment. */
    void onCommitAcknowledged(int partition, long offset, int sentAt) {
        List<Long> offsets = offsets(partition);
        if (!offsets.subList(sentAt - 1, offsets.size()).contains(offset)) {
            throw new GroupViolation(
                    "the commit of %d in partition %d was acknowledged and is not in the log: %s",
                    offset, partition, offsets.subList(sentAt - 1, offsets.size()));
        }
        mark(GroupMark.COMMITTED);
    }

    /** That is what a member was told, who asked at that moment. */
    void onFetched(int partition, @Nullable Long offset, int askedAt) {
        List<Long> offsets = offsets(partition);
        long told = offset == null ? NOTHING : offset;
        if (!offsets.subList(askedAt - 1, offsets.size()).contains(told)) {
            throw new GroupViolation(
                    "partition %d was told to be at %d, and was at %s since the question",
                    partition, told, offsets.subList(askedAt - 1, offsets.size()));
        }
        mark(GroupMark.FETCHED);
    }

    @Override
    public String toString() {
        return "assigned " + assigned + ", committed " + history;
    }
}
