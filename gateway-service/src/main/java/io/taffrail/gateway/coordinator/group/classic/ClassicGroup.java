package io.taffrail.gateway.coordinator.group.classic;

import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupType;
import io.taffrail.gateway.coordinator.group.Membership;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroupWritten.Snapshot;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroupWritten.WrittenMember;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.metadata.MetadataImage;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The members of one group, and how far they are with their next generation. Here is what they are;
 * what they may do next is with those who handle requests. What a {@link Snapshot} holds survives a
 * takeover; who waits, and who was only given an id, does not.
 */
public final class ClassicGroup implements Membership {

    private final String id;

    /** In the order in which they came, which is the order in which they inherit the lead. */
    private final Map<String, ClassicMember> members = new LinkedHashMap<>();

    private final Map<String, String> memberIdsByInstance = new LinkedHashMap<>();

    /** Ids that were given to somebody who has not come again with it yet (KIP-394). */
    private final Set<String> promisedIds = new HashSet<>();

    /** Members of this generation that have not sent SyncGroup. */
    private final Set<String> unsynced = new HashSet<>();

    private ClassicState state = ClassicState.EMPTY;
    private long stateSinceMs;
    private String protocolType = "";
    private int generation;
    private @Nullable String protocolName;
    private @Nullable String leader;

    /** Whether the log knows of the group. */
    private boolean isWritten;

    /** What is left of the time that a first rebalance may be drawn out, or null in any other. */
    private @Nullable FirstRebalance firstRebalance;

    ClassicGroup(String id, long nowMs) {
        this.id = id;
        this.stateSinceMs = nowMs;
    }

    public String id() {
        return id;
    }

    @Override
    public GroupType type() {
        return GroupType.CLASSIC;
    }

    @Override
    public String state() {
        return state.wireName();
    }

    @Override
    public String protocolType() {
        return protocolType;
    }

    @Override
    public int memberCount() {
        return members.size();
    }

    /** Each generation is one; that in which nobody is left counts too. */
    @Override
    public long rebalances() {
        return generation;
    }

    @Override
    public Set<TopicPartition> assigned(MetadataImage image) {
        return AssignedPartitions.of(protocolType, members.values());
    }

    /** Since when the group is in its state, by the time of day; negative when nobody knows. */
    long stateSinceMs() {
        return stateSinceMs;
    }

    @Override
    public long emptySinceMs() {
        return stateSinceMs >= 0 ? stateSinceMs : Membership.super.emptySinceMs();
    }

    boolean is(ClassicState asked) {
        return state == asked;
    }

    public int generation() {
        return generation;
    }

    public @Nullable String protocolName() {
        return protocolName;
    }

    @Nullable String leader() {
        return leader;
    }

    boolean isLeader(String memberId) {
        return memberId.equals(leader);
    }

    public Collection<ClassicMember> members() {
        return Collections.unmodifiableCollection(members.values());
    }

    boolean has(String memberId) {
        return members.containsKey(memberId);
    }

    public @Nullable ClassicMember find(String memberId) {
        return members.get(memberId);
    }

    @Nullable ClassicMember findStatic(@Nullable String instanceId) {
        String memberId = instanceId == null ? null : memberIdsByInstance.get(instanceId);
        return memberId == null ? null : members.get(memberId);
    }

    /** The longest that any member may take, since they are waited for together. */
    int rebalanceTimeoutMs() {
        return members.values().stream()
                .mapToInt(ClassicMember::rebalanceTimeoutMs)
                .max()
                .orElse(0);
    }

    int awaitingJoin() {
        return (int) members.values().stream().filter(ClassicMember::isAwaitingJoin).count();
    }

    boolean haveAllJoined() {
        return promisedIds.isEmpty()
                && members.values().stream().allMatch(ClassicMember::isAwaitingJoin);
    }

    /** Whether one with such protocols can be among these members. */
    boolean canAgreeWith(ClassicRequest.Join join) {
        if (state == ClassicState.EMPTY) {
            return !join.protocolType().isEmpty() && !join.protocols().isEmpty();
        }
        return protocolType.equals(join.protocolType())
                && join.protocols().stream()
                        .anyMatch(offer -> ProtocolVote.allOffer(members.values(), offer.name()));
    }

    // Who is in.

    void promise(String memberId) {
        promisedIds.add(memberId);
    }

    boolean isPromised(String memberId) {
        return promisedIds.contains(memberId);
    }

    void breakPromise(String memberId) {
        promisedIds.remove(memberId);
    }

    void add(ClassicMember member, String itsProtocolType) {
        if (members.isEmpty()) {
            protocolType = itsProtocolType;
        }
        promisedIds.remove(member.id());
        put(member);
        if (leader == null) {
            leader = member.id();
        }
    }

    /** The lead goes to whoever is in for the longest. */
    void remove(String memberId) {
        ClassicMember removed = members.remove(memberId);
        unsynced.remove(memberId);
        if (removed != null && removed.instanceId() != null) {
            memberIdsByInstance.remove(removed.instanceId());
        }
        if (memberId.equals(leader)) {
            leader = members.isEmpty() ? null : members.keySet().iterator().next();
        }
    }

    /** Puts a static member under another id, with its lead if it has it. */
    ClassicMember rename(ClassicMember member, String otherId) {
        boolean leads = isLeader(member.id());
        ClassicMember renamed = member.under(otherId);
        members.remove(member.id());
        unsynced.remove(member.id());
        put(renamed);
        if (leads) {
            leader = otherId;
        }
        return renamed;
    }

    private void put(ClassicMember member) {
        members.put(member.id(), member);
        if (member.instanceId() != null) {
            memberIdsByInstance.put(member.instanceId(), member.id());
        }
    }

    // How far they are.

    void beginPreparing(@Nullable FirstRebalance first, long nowMs) {
        firstRebalance = first;
        unsynced.clear();
        enter(ClassicState.PREPARING_REBALANCE, nowMs);
    }

    @Nullable FirstRebalance firstRebalance() {
        return firstRebalance;
    }

    void firstRebalance(@Nullable FirstRebalance now) {
        firstRebalance = now;
    }

    void lead(String memberId) {
        leader = memberId;
    }

    /** All who are in now are the next generation; there is at least one. */
    void beginGeneration(long nowMs) {
        generation++;
        protocolName = ProtocolVote.elect(members.values());
        firstRebalance = null;
        unsynced.addAll(members.keySet());
        enter(ClassicState.COMPLETING_REBALANCE, nowMs);
    }

    void hasSynced(String memberId) {
        unsynced.remove(memberId);
    }

    Set<String> unsynced() {
        return Collections.unmodifiableSet(unsynced);
    }

    private void enter(ClassicState next, long nowMs) {
        state = next;
        stateSinceMs = nowMs;
    }

    /** Whether every member has, or can have, what the last generation assigned to it. */
    public boolean isAtRest() {
        return state == ClassicState.STABLE && leader != null;
    }

    /**
     * Ends what is under way in memory, for a group whose members go on by another protocol: who
     * waits is asked to join again, and whoever was promised an id may come with it all the same.
     */
    public void dissolve(Turn<GroupEntry> turn) {
        turn.cancel(new ClassicTimer.JoinPhaseEnds(id));
        turn.cancel(new ClassicTimer.SyncPhaseEnds(id));
        promisedIds.forEach(promised -> Sessions.end(this, promised, turn));
        for (ClassicMember member : members.values()) {
            Waiting.refuseAll(member, Standing.rebalancing(this), turn);
            Sessions.end(this, member.id(), turn);
        }
    }

    // What is written.

    /** This generation with these assignments. */
    ClassicGroupWritten written(Function<ClassicMember, Opaque> assignments, long nowMs) {
        List<WrittenMember> all =
                members.values().stream()
                        .map(member -> member.toWritten(protocolName, assignments.apply(member)))
                        .toList();
        return new ClassicGroupWritten(
                id, new Snapshot(protocolType, generation, protocolName, leader, nowMs, all));
    }

    /** The next generation, which nobody is in. */
    ClassicGroupWritten writtenEmpty(long nowMs) {
        return new ClassicGroupWritten(
                id, new Snapshot(protocolType, generation + 1, null, null, nowMs, List.of()));
    }

    /**
     * Becomes what was written. Members that were written as they are stay, with what they wait
     * for; those of an earlier entry give way to those of this one.
     */
    void become(Snapshot written) {
        Map<String, ClassicMember> before = new LinkedHashMap<>(members);
        members.clear();
        memberIdsByInstance.clear();
        for (WrittenMember one : written.members()) {
            ClassicMember known = before.get(one.memberId());
            ClassicMember member =
                    known != null && known.wasWrittenAs(one, written.protocolName())
                            ? known
                            : ClassicMember.written(one, written.protocolName());
            member.assign(one.assignment());
            put(member);
        }
        unsynced.retainAll(members.keySet());
        protocolType = written.protocolType();
        generation = written.generation();
        protocolName = written.protocolName();
        leader = written.leader();
        firstRebalance = null;
        isWritten = true;
        enter(members.isEmpty() ? ClassicState.EMPTY : ClassicState.STABLE, written.stateSinceMs());
    }

    /** Nobody came in the end, and nothing would be left of the group after a takeover. */
    boolean isNothing() {
        return members.isEmpty()
                && promisedIds.isEmpty()
                && state == ClassicState.EMPTY
                && !isWritten;
    }

    // What others ask of any membership.

    @Override
    public @Nullable Rejected judgeCommit(
            String memberId, @Nullable String instanceId, int ofGeneration, boolean isTxn) {
        return Standing.ofCommit(this, memberId, instanceId, ofGeneration, isTxn);
    }

    /** Anybody may read what a classic group committed. */
    @Override
    public @Nullable Rejected judgeFetch(@Nullable String memberId, int memberEpoch) {
        return null;
    }

    @Override
    public void onCommit(String memberId, Turn<GroupEntry> turn) {
        ClassicMember member = members.get(memberId);
        if (member != null) {
            Sessions.renew(this, member, turn);
        }
    }

    /** Consumers of whom nobody knows what they read count as readers of everything. */
    @Override
    public boolean isSubscribedTo(String topic) {
        Optional<Set<String>> topics =
                SubscribedTopics.of(protocolType, protocolName, members.values());
        return topics.map(known -> known.contains(topic))
                .orElseGet(() -> protocolType.equals(SubscribedTopics.CONSUMER));
    }

    /**
     * While one who was promised an id is waited for, the log still has the members of before: it
     * is told first that they are gone, as it would be at the end of the wait.
     */
    @Override
    public void erase(Turn<GroupEntry> turn) {
        if (isWritten && members.isEmpty() && state != ClassicState.EMPTY) {
            dissolve(turn);
            turn.write(writtenEmpty(turn.nowMs()));
        }
        turn.write(new ClassicGroupWritten(id, null));
    }
}
