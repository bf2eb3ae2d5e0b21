package io.taffrail.gateway.rest.v3;

import io.taffrail.gateway.lag.LogBounds;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.GroupCalls;
import io.taffrail.gateway.link.GroupCalls.Committed;
import io.taffrail.gateway.link.GroupDirectory;
import io.taffrail.gateway.link.GroupDirectory.Description;
import io.taffrail.gateway.link.GroupDirectory.Member;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.reset.MovedOffset;
import io.taffrail.gateway.reset.ResetRule;
import io.taffrail.gateway.reset.ResetTarget;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.ProblemException;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Moves a group's offsets, and forgets them. A member goes on from where it is, whatever is
 * committed, and commits over it: so nothing is moved while somebody is in the group.
 */
public final class GroupResets {

    private static final String NO_MEMBER = "";
    private static final int NO_EPOCH = -1;
    private static final int MEMBERS_NAMED_MAX = 10;

    private final Cluster cluster;
    private final ConsumerGroups groups;
    private final GroupDirectory directory;
    private final GroupCalls calls;
    private final PartitionReader reader;

    public GroupResets(
            Cluster cluster,
            ConsumerGroups groups,
            GroupDirectory directory,
            GroupCalls calls,
            PartitionReader reader) {
        this.cluster = cluster;
        this.groups = groups;
        this.directory = directory;
        this.calls = calls;
        this.reader = reader;
    }

    long nowMs() {
        return groups.nowMs();
    }

    /**
     * What a reset would do, by topic and partition.
     *
     * @param ofTopics the partitions of topics that were chosen
     * @param chosen partitions that were chosen one by one; when there are none of both, it is
     *     about those that the target means by itself
     */
    List<MovedOffset> plan(
            Description group,
            ResetTarget target,
            Collection<TopicPartition> ofTopics,
            Collection<TopicPartition> chosen) {
        refuseWhileActive(group);
        Map<TopicPartition, Long> committed = cluster.answer(directory.offsets(group.group()));
        Map<TopicPartition, Long> likeGroup = otherGroup(target);
        var partitions =
                new TreeSet<>(
                        Comparator.comparing(TopicPartition::topic)
                                .thenComparingInt(TopicPartition::partition));
        partitions.addAll(ResetRule.partitions(target, ofTopics, chosen, committed, likeGroup));
        partitions.removeIf(each -> isGone(each, committed));
        if (partitions.isEmpty()) {
            throw Cluster.invalid(
                    "there is no partition to reset: group "
                            + group.group()
                            + " has committed nothing that is still there, so name topics or"
                            + " partitions");
        }
        partitions.forEach(this::require);
        return plan(target, partitions, committed, likeGroup);
    }

    /** Of a topic that was deleted there is nothing to move; who names it is told so. */
    private boolean isGone(TopicPartition partition, Map<TopicPartition, Long> committed) {
        return committed.containsKey(partition)
                && cluster.image().partition(partition.topic(), partition.partition()) == null;
    }

    private void require(TopicPartition partition) {
        cluster.partition(cluster.image().clusterId(), partition.topic(), partition.partition());
    }

    private Map<TopicPartition, Long> otherGroup(ResetTarget target) {
        if (!(target instanceof ResetTarget.LikeGroup other)) {
            return Map.of();
        }
        groups.group(cluster.image().clusterId(), other.group());
        return cluster.answer(directory.offsets(other.group()));
    }

    private List<MovedOffset> plan(
            ResetTarget target,
            Collection<TopicPartition> partitions,
            Map<TopicPartition, Long> committed,
            Map<TopicPartition, Long> likeGroup) {
        LogBounds bounds = LogBounds.of(reader, partitions).join();
        Map<TopicPartition, Answer<Long>> byTime =
                target instanceof ResetTarget.Since since
                        ? reader.offsets(partitions, since.timestampMs()).join()
                        : Map.of();
        List<MovedOffset> plan = new ArrayList<>();
        List<TopicPartition> without = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            long start = known(partition, bounds.start(partition), bounds);
            long end = known(partition, bounds.end(partition), bounds);
            Long before = committed.get(partition);
            Long wanted =
                    ResetRule.wanted(
                            target,
                            partition,
                            before,
                            start,
                            end,
                            likeGroup.get(partition),
                            value(byTime.get(partition)));
            if (wanted == null) {
                without.add(partition);
            } else {
                plan.add(new MovedOffset(partition, before, wanted, start, end));
            }
        }
        if (!without.isEmpty()) {
            throw Cluster.invalid(ResetRule.objection(target, without));
        }
        return plan;
    }

    private static long known(TopicPartition partition, @Nullable Long bound, LogBounds bounds) {
        if (bound != null) {
            return bound;
        }
        Rejected objection = bounds.objection(partition);
        throw new ProblemException(
                Problem.of(
                        objection != null
                                ? objection
                                : new Rejected(
                                        Rejection.UNKNOWN_TOPIC_OR_PARTITION,
                                        "partition " + partition + " has been deleted")));
    }

    private @Nullable Long value(@Nullable Answer<Long> answer) {
        return switch (answer) {
            case null -> null;
            case Answer.Given<Long> given -> given.value();
            case Answer.Refused<Long> refused ->
                    throw new ProblemException(Problem.of(refused.rejected()));
        };
    }

    void carryOut(Description group, List<MovedOffset> plan) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        plan.forEach(moved -> offsets.put(moved.partition(), moved.after()));
        Answer<Committed> answer = calls.commit(group.group(), NO_MEMBER, NO_EPOCH, offsets).join();
        if (answer instanceof Answer.Refused<Committed> refused) {
            boolean hasMembersNow =
                    switch (refused.rejected().reason()) {
                        case UNKNOWN_MEMBER_ID, ILLEGAL_GENERATION, STALE_MEMBER_EPOCH -> true;
                        default -> false;
                    };
            if (hasMembersNow) {
                refuseWhileActive(groups.group(cluster.image().clusterId(), group.group()));
            }
            throw new ProblemException(Problem.of(refused.rejected()));
        }
    }

    void delete(Description group) {
        refuseWhileActive(group);
        cluster.answer(directory.delete(group.group()));
    }

    void forget(Description group, List<TopicPartition> partitions) {
        cluster.answer(directory.forget(group.group(), partitions));
    }

    private static void refuseWhileActive(Description group) {
        List<Member> members = group.members();
        if (members.isEmpty()) {
            return;
        }
        String named =
                members.stream()
                        .limit(MEMBERS_NAMED_MAX)
                        .map(member -> member.id() + " (" + member.clientId() + ")")
                        .collect(Collectors.joining(", "));
        throw new ProblemException(
                Problem.of(
                        new Rejected(
                                Rejection.NON_EMPTY_GROUP,
                                "group "
                                        + group.group()
                                        + " has "
                                        + members.size()
                                        + (members.size() == 1 ? " member" : " members")
                                        + ", who would go on from where they are: stop "
                                        + named
                                        + (members.size() > MEMBERS_NAMED_MAX ? ", … " : " ")
                                        + "first")));
    }
}
