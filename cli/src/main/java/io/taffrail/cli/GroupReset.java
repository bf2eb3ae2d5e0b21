package io.taffrail.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Where a group's offsets would go. Never outside of the log. */
final class GroupReset {

    private final Admin admin;

    GroupReset(Admin admin) {
        this.admin = admin;
    }

    /**
     * What a reset does to one partition.
     *
     * @param before what is committed, or null when nothing is
     * @param wanted where it should go
     */
    record Move(@Nullable Long before, long wanted, long startOffset, long endOffset) {

        /** Where it goes: never outside of the log. */
        long after() {
            return Math.clamp(wanted, startOffset, Math.max(startOffset, endOffset));
        }

        boolean isClamped() {
            return wanted != after();
        }

        long lagBefore() {
            long next = before == null ? startOffset : Math.max(before, startOffset);
            return Math.max(0, endOffset - next);
        }

        long lagAfter() {
            return Math.max(0, endOffset - after());
        }
    }

    /**
     * By topic and partition, what would change.
     *
     * @param ofTopics the partitions of topics that were chosen
     * @param chosen partitions that were chosen one by one; when there are none of both, it is
     *     about those that the target names, or else all that the group has committed
     */
    Map<TopicPartition, Move> moves(
            ResetTarget target,
            Set<TopicPartition> ofTopics,
            Set<TopicPartition> chosen,
            Map<TopicPartition, OffsetAndMetadata> committed)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> likeGroup =
                target instanceof ResetTarget.LikeGroup other
                        ? Committed.of(admin, other.group())
                        : Map.of();
        Set<TopicPartition> partitions =
                meant(target, ofTopics, chosen, committed.keySet(), likeGroup.keySet());
        if (partitions.isEmpty()) {
            throw new Taffrail.Failure(
                    "there is no partition to reset: nothing is committed, so name a topic with"
                            + " --topic");
        }
        Map<TopicPartition, Long> starts =
                GroupLag.offsets(admin, partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = GroupLag.offsets(admin, partitions, OffsetSpec.latest());
        Map<TopicPartition, Long> byTime =
                target instanceof ResetTarget.Since since
                        ? GroupLag.offsets(
                                admin, partitions, OffsetSpec.forTimestamp(since.timestampMs()))
                        : Map.of();
        var moves = new TreeMap<TopicPartition, Move>(GroupLag::inOrder);
        List<TopicPartition> without = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            long start = starts.getOrDefault(partition, 0L);
            long end = ends.getOrDefault(partition, start);
            Long before = offset(committed.get(partition));
            Long wanted =
                    wanted(
                            target,
                            partition,
                            before,
                            start,
                            end,
                            offset(likeGroup.get(partition)),
                            byTime.get(partition));
            if (wanted == null) {
                without.add(partition);
            } else {
                moves.put(partition, new Move(before, wanted, start, end));
            }
        }
        if (!without.isEmpty()) {
            throw new Taffrail.Failure(objection(target, without));
        }
        return moves;
    }

    /** Of a topic that was chosen as a whole, the partitions that the target knows. */
    private static Set<TopicPartition> meant(
            ResetTarget target,
            Set<TopicPartition> ofTopics,
            Set<TopicPartition> chosen,
            Set<TopicPartition> committed,
            Set<TopicPartition> likeGroup) {
        boolean isChosen = !ofTopics.isEmpty() || !chosen.isEmpty();
        Set<TopicPartition> named =
                switch (target) {
                    case ResetTarget.LikeGroup _ -> likeGroup;
                    case ResetTarget.Given given -> given.nextOffsets().keySet();
                    default -> isChosen ? ofTopics : committed;
                };
        if (!isChosen) {
            return named;
        }
        Set<TopicPartition> meant = new HashSet<>(ofTopics);
        meant.retainAll(named);
        meant.addAll(chosen);
        return meant;
    }

    private static @Nullable Long wanted(
            ResetTarget target,
            TopicPartition partition,
            @Nullable Long before,
            long start,
            long end,
            @Nullable Long likeGroup,
            @Nullable Long byTime) {
        return switch (target) {
            case ResetTarget.Earliest _ -> start;
            case ResetTarget.Latest _ -> end;
            case ResetTarget.Offset to -> to.offset();
            case ResetTarget.Shift shift -> before == null ? null : before + shift.by();
            // No record is young enough: the next one will be.
            case ResetTarget.Since _ -> byTime == null || byTime < 0 ? Long.valueOf(end) : byTime;
            case ResetTarget.LikeGroup _ -> likeGroup;
            case ResetTarget.Given given -> given.nextOffsets().get(partition);
        };
    }

    private static String objection(ResetTarget target, List<TopicPartition> partitions) {
        return switch (target) {
            case ResetTarget.Shift shift ->
                    "the group has committed nothing in %s to go %+d from: choose other topics, or another position"
                            .formatted(partitions, shift.by());
            case ResetTarget.LikeGroup other ->
                    "group '"
                            + other.group()
                            + "' has committed nothing in "
                            + partitions
                            + ": choose other topics";
            default ->
                    "no offset is given for " + partitions + ": give one, or choose other topics";
        };
    }

    private static @Nullable Long offset(@Nullable OffsetAndMetadata committed) {
        return committed == null ? null : Long.valueOf(committed.offset());
    }

    void carryOut(String group, Map<TopicPartition, Move> moves)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        moves.forEach(
                (partition, move) -> offsets.put(partition, new OffsetAndMetadata(move.after())));
        admin.alterConsumerGroupOffsets(group, offsets).all().get();
    }
}
