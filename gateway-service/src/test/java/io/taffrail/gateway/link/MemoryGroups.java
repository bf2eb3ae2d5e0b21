package io.taffrail.gateway.link;

import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Groups in memory, which share partitions out in turn and give none away before its owner has let
 * it go.
 */
public final class MemoryGroups implements GroupCalls, GroupDirectory, OwnGroups {

    private static final int INTERVAL_MS = 20;

    private final MemoryCluster cluster;
    private final Map<String, Group> groups = new HashMap<>();

    private static final class Group {
        final TreeMap<String, Member> members = new TreeMap<>();
        final Map<TopicPartition, Long> committed = new HashMap<>();
        final Map<TopicPartition, String> notes = new HashMap<>();
        int epoch;
    }

    private static final class Member {
        List<String> topics = List.of();
        Set<TopicPartition> owned = new HashSet<>();
        @Nullable Set<TopicPartition> told;
    }

    private boolean isLoading;
    private int refusedCommits;

    public MemoryGroups(MemoryCluster cluster) {
        this.cluster = cluster;
    }

    /** What the group has committed. */
    public synchronized Map<TopicPartition, Long> committed(String group) {
        return Map.copyOf(groups.computeIfAbsent(group, _ -> new Group()).committed);
    }

    public synchronized int memberCount(String group) {
        return groups.computeIfAbsent(group, _ -> new Group()).members.size();
    }

    /** Throws all members out, as after a pause that was too long. */
    public synchronized void fence(String group) {
        groups.get(group).members.clear();
    }

    @Override
    public synchronized CompletableFuture<Answer<Beat>> heartbeat(Heartbeat heartbeat) {
        Group group = groups.computeIfAbsent(heartbeat.group(), _ -> new Group());
        if (heartbeat.memberEpoch() == LEAVING) {
            group.members.remove(heartbeat.memberId());
            return done(Answer.of(new Beat(LEAVING, INTERVAL_MS, null)));
        }
        Member member = group.members.get(heartbeat.memberId());
        if (heartbeat.memberEpoch() == JOINING) {
            member = new Member();
            member.topics = heartbeat.topics();
            group.members.put(heartbeat.memberId(), member);
            group.epoch++;
        } else if (member == null) {
            return done(Answer.refused(Rejection.UNKNOWN_MEMBER_ID, "fenced by the test"));
        }
        if (heartbeat.owned() != null) {
            member.owned = new HashSet<>(heartbeat.owned());
        }
        Set<TopicPartition> assigned = assigned(group, heartbeat.memberId());
        boolean isNews = heartbeat.owned() != null || !assigned.equals(member.told);
        member.told = assigned;
        // What was promised counts as owned until it is let go.
        member.owned.addAll(assigned);
        return done(Answer.of(new Beat(group.epoch, INTERVAL_MS, isNews ? assigned : null)));
    }

    private Set<TopicPartition> assigned(Group group, String memberId) {
        List<String> ids = new ArrayList<>(group.members.keySet());
        Set<TopicPartition> mine = new HashSet<>();
        for (String topic : group.members.get(memberId).topics) {
            TopicImage image = cluster.image().topic(topic);
            for (PartitionImage partition :
                    image == null ? List.<PartitionImage>of() : image.partitions()) {
                var key = new TopicPartition(topic, partition.partition());
                String owner = ids.get(partition.partition() % ids.size());
                boolean isFree =
                        group.members.entrySet().stream()
                                .noneMatch(other ->
                                        !other.getKey().equals(memberId)
                                                && other.getValue().owned.contains(key));
                if (owner.equals(memberId) && isFree) {
                    mine.add(key);
                }
            }
        }
        return mine;
    }

    /** While it loads, a coordinator takes no commits. */
    public synchronized void load(boolean isLoading) {
        this.isLoading = isLoading;
    }

    /** How many commits were refused because the coordinator was loading. */
    public synchronized int refusedCommits() {
        return refusedCommits;
    }

    @Override
    public synchronized CompletableFuture<Answer<Committed>> commit(
            String group,
            String memberId,
            int memberEpoch,
            Map<TopicPartition, Long> nextOffsets,
            Map<TopicPartition, String> notes) {
        if (isLoading) {
            refusedCommits++;
            return done(Answer.refused(Rejection.COORDINATOR_LOAD_IN_PROGRESS, "loading"));
        }
        Group known = groups.computeIfAbsent(group, _ -> new Group());
        boolean isAlone = memberEpoch < 0 && known.members.isEmpty();
        if (!isAlone && !known.members.containsKey(memberId)) {
            return done(Answer.refused(Rejection.UNKNOWN_MEMBER_ID, memberId + " is no member"));
        }
        nextOffsets.forEach((partition, offset) -> {
            known.committed.put(partition, offset);
            known.notes.put(partition, notes.getOrDefault(partition, ""));
        });
        return done(Answer.of(Committed.DONE));
    }

    @Override
    public synchronized CompletableFuture<Answer<Map<TopicPartition, Position>>> positions(
            String group, List<TopicPartition> partitions) {
        Map<TopicPartition, Position> found = new HashMap<>();
        committed(group)
                .forEach((partition, offset) ->
                        found.put(
                                partition,
                                new Position(
                                        offset,
                                        groups.get(group).notes.getOrDefault(partition, ""))));
        found.keySet().retainAll(partitions);
        return done(Answer.of(found));
    }

    @Override
    public synchronized CompletableFuture<Answer<List<Listed>>> list() {
        return done(
                Answer.of(
                        groups.keySet().stream()
                                .map(name -> new Listed(name, state(name), "consumer", "consumer"))
                                .toList()));
    }

    @Override
    public synchronized CompletableFuture<Answer<Description>> describe(String name) {
        Group group = groups.get(name);
        if (group == null) {
            return done(Answer.refused(Rejection.GROUP_ID_NOT_FOUND, "no group " + name));
        }
        List<GroupDirectory.Member> members = new ArrayList<>();
        group.members.forEach((id, member) ->
                members.add(
                        new GroupDirectory.Member(
                                id, null, "client-" + id, "/127.0.0.1", Set.copyOf(member.owned))));
        return done(
                Answer.of(
                        new Description(
                                name,
                                state(name),
                                "consumer",
                                "consumer",
                                "uniform",
                                1000,
                                group.epoch,
                                members)));
    }

    @Override
    public synchronized CompletableFuture<List<OwnGroup>> survey() {
        List<OwnGroup> all = new ArrayList<>();
        groups.forEach((name, group) -> {
            Set<TopicPartition> owned = new HashSet<>();
            group.members.values().forEach(member -> owned.addAll(member.owned));
            all.add(
                    new OwnGroup(
                            name,
                            group.members.size(),
                            group.epoch,
                            Map.copyOf(group.committed),
                            owned));
        });
        return CompletableFuture.completedFuture(all);
    }

    @Override
    public synchronized CompletableFuture<Map<String, Answer<Standing>>> standings(
            Collection<String> names) {
        Map<String, Answer<Standing>> all = new HashMap<>();
        for (String name : names) {
            all.put(
                    name,
                    describe(name)
                            .join()
                            .map(group -> new Standing(group, Map.copyOf(committed(name)))));
        }
        return CompletableFuture.completedFuture(all);
    }

    @Override
    public synchronized CompletableFuture<Answer<Forgotten>> delete(String name) {
        Group group = groups.get(name);
        if (group == null) {
            return done(Answer.refused(Rejection.GROUP_ID_NOT_FOUND, "no group " + name));
        }
        if (!group.members.isEmpty()) {
            return done(Answer.refused(Rejection.NON_EMPTY_GROUP, name + " has members"));
        }
        groups.remove(name);
        return done(Answer.of(Forgotten.DONE));
    }

    @Override
    public synchronized CompletableFuture<Answer<Forgotten>> forget(
            String name, Collection<TopicPartition> partitions) {
        Group group = groups.get(name);
        boolean isRead =
                group.members.values().stream()
                        .anyMatch(member ->
                                partitions.stream()
                                        .anyMatch(each -> member.topics.contains(each.topic())));
        if (isRead) {
            return done(Answer.refused(Rejection.GROUP_SUBSCRIBED_TO_TOPIC, name + " reads it"));
        }
        group.committed.keySet().removeAll(partitions);
        return done(Answer.of(Forgotten.DONE));
    }

    private String state(String name) {
        return groups.get(name).members.isEmpty() ? "Empty" : "Stable";
    }

    @Override
    public synchronized CompletableFuture<Answer<Map<TopicPartition, Long>>> offsets(String name) {
        return done(Answer.of(committed(name)));
    }

    private static <T> CompletableFuture<Answer<T>> done(Answer<T> answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
