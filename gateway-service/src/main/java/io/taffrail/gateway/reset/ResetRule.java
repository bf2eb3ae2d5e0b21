package io.taffrail.gateway.reset;

import io.taffrail.gateway.link.TopicPartition;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides which partitions a reset is about, and where each of them goes. */
public final class ResetRule {

    private ResetRule() {}

    /**
     * The partitions that a reset is about. Without a choice those that the target names by itself,
     * or else all that the group has committed. Of a topic that was chosen as a whole, those that
     * the target says something about.
     *
     * @param ofTopics the partitions of topics that were chosen
     * @param chosen partitions that were chosen one by one: each is meant
     * @param likeGroup what the other group has committed, when the target is one
     */
    public static Set<TopicPartition> partitions(
            ResetTarget target,
            Collection<TopicPartition> ofTopics,
            Collection<TopicPartition> chosen,
            Map<TopicPartition, Long> committed,
            Map<TopicPartition, Long> likeGroup) {
        boolean isChosen = !ofTopics.isEmpty() || !chosen.isEmpty();
        Set<TopicPartition> named =
                switch (target) {
                    case ResetTarget.LikeGroup _ -> likeGroup.keySet();
                    case ResetTarget.Given given -> given.nextOffsets().keySet();
                    default -> isChosen ? Set.copyOf(ofTopics) : committed.keySet();
                };
        if (!isChosen) {
            return Set.copyOf(named);
        }
        Set<TopicPartition> meant = new HashSet<>(ofTopics);
        meant.retainAll(named);
        meant.addAll(chosen);
        return meant;
    }

    /**
     * Where a partition goes, before it is held to the log; null where the target does not say.
     *
     * @param committed what the group has committed there, or null
     * @param likeGroup what the other group has committed there, or null
     * @param byTime the first offset of the target's time, or null when it is no time
     */
    public static @Nullable Long wanted(
            ResetTarget target,
            TopicPartition partition,
            @Nullable Long committed,
            long startOffset,
            long endOffset,
            @Nullable Long likeGroup,
            @Nullable Long byTime) {
        return switch (target) {
            case ResetTarget.Earliest _ -> startOffset;
            case ResetTarget.Latest _ -> endOffset;
            case ResetTarget.Offset to -> to.offset();
            case ResetTarget.Shift shift -> committed == null ? null : committed + shift.by();
            case ResetTarget.Since _ -> byTime;
            case ResetTarget.LikeGroup _ -> likeGroup;
            case ResetTarget.Given given -> given.nextOffsets().get(partition);
        };
    }

    /** Why {@link #wanted} said nothing, and what to do about it. */
    public static String objection(ResetTarget target, List<TopicPartition> partitions) {
        String which = String.valueOf(partitions);
        return switch (target) {
            case ResetTarget.Shift shift ->
                    "the group has committed nothing in "
                            + which
                            + " to go %+d from: choose other partitions, or another position"
                                    .formatted(shift.by());
            case ResetTarget.LikeGroup other ->
                    "group "
                            + other.group()
                            + " has committed nothing in "
                            + which
                            + ": choose other partitions";
            default -> "no offset is given for " + which + ": give one, or choose other partitions";
        };
    }
}
