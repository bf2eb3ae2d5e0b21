package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupType;
import io.taffrail.gateway.coordinator.group.Membership;
import io.taffrail.gateway.coordinator.group.assign.Assignor;
import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import io.taffrail.gateway.coordinator.group.classic.OfferedProtocol;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The state of a group that assigns on the coordinator (KIP-848). All of it is in the log, and only
 * {@link Replay} changes it; what is not, is the note of the topics that were looked at last.
 */
public final class ConsumerGroup implements Membership {

    /** Kafka keeps epoch 1 for a group without its first assignment, so the first one is 2. */
    static final int EPOCH_BEFORE_FIRST = 1;

    private final String id;
    private final TreeMap<String, ConsumerMember> members = new TreeMap<>();
    private final Map<String, String> staticMembers = new HashMap<>();
    private final Map<String, PartitionSet> targets = new HashMap<>();
    private final Interests interests = new Interests();
    private final Holders holders = new Holders();
    // Compaction can leave a member's assignment before the entry that tells of the member.
    private final Map<String, CurrentAssignment> early = new HashMap<>();
    private int epoch = EPOCH_BEFORE_FIRST;
    private int targetEpoch = EPOCH_BEFORE_FIRST;
    private long topicsHash;
    private @Nullable MetadataImage checkedImage;
    private long regexesCheckedAt = -1;
    // Classic members that were told to rejoin; their timers are not in the log either.
    private final Set<String> awaitedJoins = new HashSet<>();

    ConsumerGroup(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }

    @Override
    public GroupType type() {
        return GroupType.CONSUMER;
    }

    @Override
    public String protocolType() {
        return "consumer";
    }

    @Override
    public String state() {
        if (members.isEmpty()) {
            return "Empty";
        }
        if (epoch > targetEpoch) {
            return "Assigning";
        }
        boolean isReconciled =
                members.values().stream().allMatch(m -> m.assignment().isReconciledTo(targetEpoch));
        return isReconciled ? "Stable" : "Reconciling";
    }

    @Override
    public int memberCount() {
        return members.size();
    }

    /** The target is computed once for each epoch. */
    @Override
    public long rebalances() {
        return targetEpoch - EPOCH_BEFORE_FIRST;
    }

    /** A topic that is gone has no name any more, and is left out. */
    @Override
    public Set<TopicPartition> assigned(MetadataImage image) {
        Set<TopicPartition> assigned = new HashSet<>();
        for (ConsumerMember member : members.values()) {
            member.assignment()
                    .assigned()
                    .partitions()
                    .forEach((topicId, partition) -> {
                        TopicImage topic = image.topic(topicId);
                        if (topic != null) {
                            assigned.add(new TopicPartition(topic.name(), partition));
                        }
                    });
        }
        return assigned;
    }

    @Override
    public boolean isSubscribedTo(String topic) {
        return interests.includes(topic);
    }

    @Override
    public @Nullable Rejected judgeCommit(
            String memberId, @Nullable String instanceId, int generation, boolean transactional) {
        return Commits.judge(this, memberId, generation, transactional);
    }

    @Override
    public boolean hasHeldSince(String memberId, int memberEpoch, UUID topicId, int partition) {
        return Commits.hasHeldSince(this, memberId, memberEpoch, topicId, partition);
    }

    @Override
    public @Nullable Rejected judgeFetch(@Nullable String memberId, int memberEpoch) {
        return Commits.judgeFetch(this, memberId, memberEpoch);
    }

    /** Heartbeats alone keep a session alive here. */
    @Override
    public void onCommit(String memberId, Turn<GroupEntry> turn) {}

    /** In the order in which Kafka takes it in: a member goes when nothing of it is left. */
    @Override
    public void erase(Turn<GroupEntry> turn) {
        List<String> memberIds = List.copyOf(members.keySet());
        memberIds.forEach(m -> turn.write(new ConsumerEntry.MemberAssigned(id, m, null)));
        memberIds.forEach(m -> turn.write(new ConsumerEntry.MemberTarget(id, m, null)));
        memberIds.forEach(m -> turn.write(new ConsumerEntry.MemberSubscribed(id, m, null)));
        for (String regex : interests.resolvedRegexes()) {
            turn.write(new ConsumerEntry.RegexResolved(id, regex, null));
        }
        turn.write(new ConsumerEntry.TargetEpoch(id, null));
        turn.write(new ConsumerEntry.GroupEpoch(id, null));
    }

    /** The group epoch: rises when subscriptions or their topics change. */
    public int epoch() {
        return epoch;
    }

    /** The group epoch that the target was computed for. */
    int targetEpoch() {
        return targetEpoch;
    }

    /** Of the topics as they were when the epoch was set; see {@link TopicsHash}. */
    long topicsHash() {
        return topicsHash;
    }

    /** What {@link #topicsHash} would be of these topics. */
    public long topicsHashOf(MetadataImage image) {
        return TopicsHash.of(interests, image);
    }

    int size() {
        return members.size();
    }

    public Collection<ConsumerMember> members() {
        return Collections.unmodifiableCollection(members.values());
    }

    @Nullable ConsumerMember member(String memberId) {
        return members.get(memberId);
    }

    @Nullable ConsumerMember staticMember(String instanceId) {
        String memberId = staticMembers.get(instanceId);
        return memberId == null ? null : members.get(memberId);
    }

    /** Whether a classic member with one of these protocols can be among those that are in. */
    boolean sharesProtocolWith(List<OfferedProtocol> offers) {
        List<ClassicSide> others =
                members.values().stream()
                        .map(member -> member.subscription().classic())
                        .filter(Objects::nonNull)
                        .toList();
        return offers.stream()
                .anyMatch(offer -> others.stream().allMatch(each -> each.offers(offer.name())));
    }

    /** Whether somebody holds what a member that waits for partitions is still to get. */
    boolean mustWait(ConsumerMember member) {
        PartitionSet missing =
                target(member.id()).minus(member.assignment().assigned().partitions());
        return !missing.where((topicId, p) -> !isFreeFor(member.id(), topicId, p)).isEmpty();
    }

    /** Nothing that is waited for of that member happens any more. */
    public static void endTimers(String groupId, String memberId, Turn<GroupEntry> turn) {
        turn.cancel(new ConsumerTimer.SessionTimer(groupId, memberId));
        turn.cancel(new ConsumerTimer.RevocationTimer(groupId, memberId));
        turn.cancel(new ConsumerTimer.JoinTimer(groupId, memberId));
        turn.cancel(new ConsumerTimer.SyncTimer(groupId, memberId));
    }

    /** False when it was told to rejoin before, and has not. */
    boolean beginAwaitingJoin(String memberId) {
        return awaitedJoins.add(memberId);
    }

    void endAwaitingJoin(String memberId) {
        awaitedJoins.remove(memberId);
    }

    PartitionSet target(String memberId) {
        return targets.getOrDefault(memberId, PartitionSet.EMPTY);
    }

    Interests interests() {
        return interests;
    }

    /** Whether that member may be given the partition without anybody else reading it. */
    boolean isFreeFor(String memberId, UUID topicId, int partition) {
        return holders.isFreeFor(memberId, topicId, partition);
    }

    /** The assignor with the most votes, or else the first of all. */
    Assignor assignor() {
        Assignor chosen = Assignor.ALL.getFirst();
        for (Assignor candidate : Assignor.ALL) {
            if (interests.votesFor(candidate.name()) > interests.votesFor(chosen.name())) {
                chosen = candidate;
            }
        }
        return chosen;
    }

    /** Whether the topics may have changed since they were looked at; says so once per image. */
    boolean seesAnew(MetadataImage image) {
        boolean isNew = checkedImage != image;
        checkedImage = image;
        return isNew;
    }

    /** Whether topics came or went since regular expressions were resolved; says so once. */
    boolean resolvesAnew(long topicSet) {
        boolean isNew = regexesCheckedAt != topicSet;
        regexesCheckedAt = topicSet;
        return isNew;
    }

    void replayEpoch(int newEpoch, long newTopicsHash) {
        epoch = newEpoch;
        topicsHash = newTopicsHash;
    }

    void replayTargetEpoch(int newEpoch) {
        targetEpoch = newEpoch;
    }

    void replayTarget(String memberId, @Nullable PartitionSet target) {
        if (target == null || target.isEmpty()) {
            targets.remove(memberId);
        } else {
            targets.put(memberId, target);
        }
    }

    /** Null forgets the member. */
    void replaySubscription(String memberId, @Nullable MemberSubscription subscription) {
        ConsumerMember before = members.get(memberId);
        if (before != null) {
            interests.remove(before.subscription());
            String instanceId = before.subscription().instanceId();
            if (instanceId != null) {
                staticMembers.remove(instanceId, memberId);
            }
        }
        if (subscription == null) {
            replayAssignment(memberId, null);
            members.remove(memberId);
            early.remove(memberId);
            awaitedJoins.remove(memberId);
            return;
        }
        CurrentAssignment assignment =
                before == null
                        ? early.getOrDefault(memberId, CurrentAssignment.NEW)
                        : before.assignment();
        early.remove(memberId);
        members.put(memberId, new ConsumerMember(memberId, subscription, assignment));
        holders.take(memberId, assignment.held());
        interests.add(subscription);
        if (subscription.instanceId() != null) {
            staticMembers.put(subscription.instanceId(), memberId);
        }
    }

    void replayAssignment(String memberId, @Nullable CurrentAssignment assignment) {
        ConsumerMember before = members.get(memberId);
        CurrentAssignment now = assignment == null ? CurrentAssignment.NEW : assignment;
        if (before == null) {
            early.put(memberId, now);
            return;
        }
        holders.release(memberId, before.assignment().held());
        holders.take(memberId, now.held());
        members.put(memberId, new ConsumerMember(memberId, before.subscription(), now));
    }
}
