package io.taffrail.gateway.coordinator.group.offsets;

import io.taffrail.gateway.coordinator.Call;
import io.taffrail.gateway.coordinator.Reply;
import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.Group;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.coordinator.group.Groups;
import io.taffrail.gateway.coordinator.group.Membership;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Commit;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Delete;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Fetch;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Found;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Offset;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who may commit, read and forget a group's offsets (KIP-211, KIP-447, KIP-496, KIP-848). */
public final class GroupOffsets {

    private static final int NO_GENERATION = -1;

    private final Groups groups;
    private final Supplier<GroupSettings> settings;

    public GroupOffsets(Groups groups, Supplier<GroupSettings> settings) {
        this.groups = groups;
        this.settings = settings;
    }

    public void handle(Call<?> call, OffsetRequest<?> request, Turn<GroupEntry> turn) {
        switch (request) {
            case Commit commit -> commit(commit, call.replyTo(commit), turn);
            case Fetch fetch -> fetch(fetch, call.replyTo(fetch), turn);
            case Delete delete -> delete(delete, call.replyTo(delete), turn);
        }
    }

    public void replay(OffsetCommitted entry) {
        groups.getOrCreate(entry.groupId()).offsets().put(entry.partition(), entry.value());
        groups.dropIfNothing(entry.groupId());
    }

    private void commit(
            Commit commit, Reply<List<@Nullable Rejected>> reply, Turn<GroupEntry> turn) {
        Rejected refusal = judge(commit);
        boolean isAnyGood =
                refusal == null || commit.offsets().stream().anyMatch(o -> isHeld(commit, o));
        if (refusal != null && !isAnyGood) {
            turn.refuse(reply, refusal);
            return;
        }
        long nowMs = turn.nowMs();
        List<@Nullable Rejected> results = new ArrayList<>(commit.offsets().size());
        for (Offset offset : commit.offsets()) {
            Rejected objection =
                    refusal != null && !isHeld(commit, offset) ? refusal : judgeMetadata(offset);
            results.add(objection);
            if (objection == null) {
                turn.write(
                        new OffsetCommitted(
                                commit.groupId(),
                                offset.partition(),
                                new CommittedOffset(
                                        offset.offset(),
                                        offset.leaderEpoch(),
                                        offset.metadata() == null ? "" : offset.metadata(),
                                        nowMs,
                                        commit.retentionMs() < 0
                                                ? -1
                                                : nowMs + commit.retentionMs(),
                                        offset.topicId())));
            }
        }
        Group group = groups.find(commit.groupId());
        Membership membership = group == null ? null : group.membership();
        if (membership != null) {
            membership.onCommit(commit.memberId(), turn);
        }
        turn.grant(reply, results);
    }

    private boolean isHeld(Commit commit, Offset offset) {
        Group group = groups.find(commit.groupId());
        Membership membership = group == null ? null : group.membership();
        UUID topicId = offset.topicId();
        return membership != null
                && topicId != null
                && membership.hasHeldSince(
                        commit.memberId(),
                        commit.generation(),
                        topicId,
                        offset.partition().partition());
    }

    private @Nullable Rejected judge(Commit commit) {
        Group group = groups.find(commit.groupId());
        Membership membership = group == null ? null : group.membership();
        if (membership != null) {
            return membership.judgeCommit(
                    commit.memberId(), commit.instanceId(), commit.generation(), false);
        }
        if (commit.generation() <= NO_GENERATION) {
            return null;
        }
        return group == null
                ? new Rejected(
                        commit.whenUnknown(), "there is no group " + commit.groupId() + ": join it")
                : new Rejected(
                        Rejection.UNKNOWN_MEMBER_ID,
                        "group "
                                + commit.groupId()
                                + " has no member "
                                + commit.memberId()
                                + ": join it");
    }

    private @Nullable Rejected judgeMetadata(Offset offset) {
        int bound = settings.get().offsetMetadataBytesMax();
        String metadata = offset.metadata();
        boolean fits =
                metadata == null
                        || metadata.length() <= bound / 3
                        || metadata.getBytes(StandardCharsets.UTF_8).length <= bound;
        return fits
                ? null
                : new Rejected(
                        Rejection.OFFSET_METADATA_TOO_LARGE,
                        "the metadata of "
                                + offset.partition()
                                + " is over offset.metadata.max.bytes "
                                + bound
                                + ": shorten it");
    }

    private void fetch(Fetch fetch, Reply<List<Found>> reply, Turn<GroupEntry> turn) {
        Group group = groups.find(fetch.groupId());
        Membership membership = group == null ? null : group.membership();
        Rejected refusal =
                membership == null
                        ? null
                        : membership.judgeFetch(fetch.memberId(), fetch.memberEpoch());
        if (refusal != null) {
            turn.refuse(reply, refusal);
        } else {
            turn.answerIfCurrent(reply, Answer.of(found(group, fetch.partitions())));
        }
    }

    private static List<Found> found(
            @Nullable Group group, @Nullable List<TopicPartition> partitions) {
        if (partitions != null) {
            return partitions.stream()
                    .map(p ->
                            new Found(
                                    p,
                                    group == null
                                            ? null
                                            : group.offsets().get(p.topic(), p.partition())))
                    .toList();
        }
        List<Found> all = new ArrayList<>();
        if (group != null) {
            group.offsets()
                    .all()
                    .forEach((topic, offsets) ->
                            offsets.forEach((partition, offset) ->
                                    all.add(
                                            new Found(
                                                    new TopicPartition(topic, partition),
                                                    offset))));
        }
        return all;
    }

    private void delete(
            Delete delete, Reply<List<@Nullable Rejected>> reply, Turn<GroupEntry> turn) {
        Group group = groups.find(delete.groupId());
        if (group == null) {
            turn.refuse(
                    reply, Rejection.GROUP_ID_NOT_FOUND, "there is no group " + delete.groupId());
            return;
        }
        Membership membership = group.membership();
        boolean isOpaque =
                membership != null
                        && membership.hasMembers()
                        && !membership.protocolType().equals("consumer");
        if (isOpaque) {
            turn.refuse(
                    reply,
                    Rejection.NON_EMPTY_GROUP,
                    "group " + delete.groupId() + " has members, and what they read is not known");
            return;
        }
        List<@Nullable Rejected> results = new ArrayList<>();
        for (TopicPartition partition : delete.partitions()) {
            boolean isRead = membership != null && membership.isSubscribedTo(partition.topic());
            results.add(isRead ? subscribed(delete.groupId(), partition.topic()) : null);
            if (!isRead && group.offsets().get(partition.topic(), partition.partition()) != null) {
                turn.write(new OffsetCommitted(delete.groupId(), partition, null));
            }
        }
        turn.grant(reply, results);
    }

    private static Rejected subscribed(String groupId, String topic) {
        return new Rejected(
                Rejection.GROUP_SUBSCRIBED_TO_TOPIC,
                "members of group " + groupId + " read " + topic + ": stop them first");
    }

    /** Forgets all of a group's offsets. */
    public void erase(Group group, Turn<GroupEntry> turn) {
        partitions(group, _ -> true)
                .forEach(partition -> turn.write(new OffsetCommitted(group.id(), partition, null)));
    }

    static List<TopicPartition> partitions(Group group, Predicate<String> ofTopic) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (Map.Entry<String, Map<Integer, CommittedOffset>> topic :
                group.offsets().all().entrySet()) {
            if (ofTopic.test(topic.getKey())) {
                topic.getValue()
                        .keySet()
                        .forEach(p -> partitions.add(new TopicPartition(topic.getKey(), p)));
            }
        }
        return partitions;
    }
}
