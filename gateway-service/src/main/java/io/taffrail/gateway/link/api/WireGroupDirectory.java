package io.taffrail.gateway.link.api;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.GroupDirectory;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.protocol.api.Ids;
import io.taffrail.protocol.api.Listeners;
import io.taffrail.protocol.client.NodeClient;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopicCollection;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.protocol.types.SchemaException;

/**
 * Asks every gateway for its groups, and a group's coordinator for the group: as one of KIP-848
 * first, and if it is none of those as a classic one.
 */
final class WireGroupDirectory implements GroupDirectory {

    private static final String CONSUMER = "consumer";
    private static final String CLASSIC = "classic";
    private static final String DEAD = "Dead";

    private final Coordinators coordinators;
    private final Supplier<MetadataImage> image;

    WireGroupDirectory(NodeClient client, Supplier<MetadataImage> image) {
        this.coordinators = new Coordinators(client, image);
        this.image = image;
    }

    @Override
    public CompletableFuture<Answer<List<Listed>>> list() {
        CompletableFuture<Answer<List<Listed>>> all =
                CompletableFuture.completedFuture(Answer.of(List.of()));
        for (NodeImage gateway : image.get().gateways()) {
            if (Listeners.kafkaEndpoint(gateway) != null) {
                all = all.thenCombine(list(gateway), WireGroupDirectory::both);
            }
        }
        return all;
    }

    /** Half a list would look like a whole one. */
    private static Answer<List<Listed>> both(Answer<List<Listed>> one, Answer<List<Listed>> other) {
        if (one instanceof Answer.Given<List<Listed>> first
                && other instanceof Answer.Given<List<Listed>> second) {
            List<Listed> joined = new ArrayList<>(first.value());
            joined.addAll(second.value());
            return Answer.of(joined);
        }
        return one instanceof Answer.Refused<List<Listed>> ? one : other;
    }

    private CompletableFuture<Answer<List<Listed>>> list(NodeImage gateway) {
        return coordinators.ask(
                gateway,
                new ListGroupsRequestData(),
                ListGroupsResponseData.class,
                response -> {
                    if (Refusals.isError(response.errorCode())) {
                        return Refusals.of(
                                response.errorCode(), null, "groups of gateway " + gateway.id());
                    }
                    return Answer.of(
                            response.groups().stream()
                                    .map(group ->
                                            new Listed(
                                                    group.groupId(),
                                                    group.groupState(),
                                                    group.groupType(),
                                                    group.protocolType()))
                                    .toList());
                });
    }

    @Override
    public CompletableFuture<Answer<Description>> describe(String group) {
        return coordinators
                .ask(
                        group,
                        new ConsumerGroupDescribeRequestData().setGroupIds(List.of(group)),
                        ConsumerGroupDescribeResponseData.class,
                        response -> consumerGroup(response.groups().getFirst()))
                .thenCompose(answer ->
                        switch (answer) {
                            case Answer.Given<Description> _ ->
                                    CompletableFuture.completedFuture(answer);
                            case Answer.Refused<Description> refused ->
                                    isElsewhere(refused.rejected())
                                            ? CompletableFuture.completedFuture(answer)
                                            : describeClassic(group);
                        });
    }

    /** Whether another node, or this one later, knows better. */
    private static boolean isElsewhere(Rejected why) {
        return switch (why.reason()) {
            case NOT_COORDINATOR, COORDINATOR_NOT_AVAILABLE, COORDINATOR_LOAD_IN_PROGRESS -> true;
            default -> false;
        };
    }

    private Answer<Description> consumerGroup(
            ConsumerGroupDescribeResponseData.DescribedGroup group) {
        if (Refusals.isError(group.errorCode())) {
            return Refusals.of(group.errorCode(), group.errorMessage(), "group " + group.groupId());
        }
        List<Member> members = new ArrayList<>();
        for (var member : group.members()) {
            Set<TopicPartition> assigned = new HashSet<>();
            for (var topic : member.assignment().topicPartitions()) {
                for (int partition : topic.partitions()) {
                    assigned.add(new TopicPartition(topic.topicName(), partition));
                }
            }
            members.add(
                    new Member(
                            member.memberId(), member.instanceId(), member.clientId(), assigned));
        }
        return Answer.of(
                new Description(
                        group.groupId(),
                        group.groupState(),
                        CONSUMER,
                        CONSUMER,
                        group.assignorName(),
                        coordinator(group.groupId()),
                        members));
    }

    private CompletableFuture<Answer<Description>> describeClassic(String group) {
        return coordinators.ask(
                group,
                new DescribeGroupsRequestData().setGroups(List.of(group)),
                DescribeGroupsResponseData.class,
                response -> classicGroup(response.groups().getFirst()));
    }

    private Answer<Description> classicGroup(DescribeGroupsResponseData.DescribedGroup group) {
        if (Refusals.isError(group.errorCode())) {
            return Refusals.of(group.errorCode(), group.errorMessage(), "group " + group.groupId());
        }
        if (group.groupState().equals(DEAD)) {
            return Answer.refused(
                    Rejection.GROUP_ID_NOT_FOUND, "there is no group " + group.groupId());
        }
        List<Member> members = new ArrayList<>();
        for (var member : group.members()) {
            members.add(
                    new Member(
                            member.memberId(),
                            member.groupInstanceId(),
                            member.clientId(),
                            assigned(member.memberAssignment())));
        }
        return Answer.of(
                new Description(
                        group.groupId(),
                        group.groupState(),
                        CLASSIC,
                        group.protocolType(),
                        group.protocolData(),
                        coordinator(group.groupId()),
                        members));
    }

    /** Members of other kinds of groups, such as Connect's, have bytes there that say otherwise. */
    private static Set<TopicPartition> assigned(byte[] assignment) {
        Set<TopicPartition> assigned = new HashSet<>();
        if (assignment.length > 0) {
            try {
                ConsumerProtocol.deserializeAssignment(ByteBuffer.wrap(assignment))
                        .partitions()
                        .forEach(each ->
                                assigned.add(new TopicPartition(each.topic(), each.partition())));
            } catch (SchemaException e) {
                return Set.of();
            }
        }
        return assigned;
    }

    private int coordinator(String group) {
        NodeImage gateway = coordinators.of(group);
        return gateway == null ? -1 : gateway.id();
    }

    @Override
    public CompletableFuture<Answer<Map<TopicPartition, Long>>> offsets(String group) {
        var all = new OffsetFetchRequestGroup().setGroupId(group).setTopics(null);
        return coordinators.ask(
                group,
                new OffsetFetchRequestData().setGroups(List.of(all)),
                OffsetFetchResponseData.class,
                response -> {
                    var answered = response.groups().getFirst();
                    return Refusals.isError(answered.errorCode())
                            ? Refusals.of(answered.errorCode(), null, "offsets of group " + group)
                            : Answer.of(offsets(answered));
                });
    }

    private Map<TopicPartition, Long> offsets(
            OffsetFetchResponseData.OffsetFetchResponseGroup group) {
        MetadataImage now = image.get();
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (var topic : group.topics()) {
            TopicImage known = now.topic(Ids.java(topic.topicId()));
            String name = known == null ? topic.name() : known.name();
            for (var partition : topic.partitions()) {
                if (partition.committedOffset() >= 0) {
                    offsets.put(
                            new TopicPartition(name, partition.partitionIndex()),
                            partition.committedOffset());
                }
            }
        }
        return offsets;
    }

    @Override
    public CompletableFuture<Answer<Forgotten>> delete(String group) {
        return coordinators.ask(
                group,
                new DeleteGroupsRequestData().setGroupsNames(List.of(group)),
                DeleteGroupsResponseData.class,
                response -> {
                    short code = response.results().iterator().next().errorCode();
                    return Refusals.isError(code)
                            ? Refusals.of(code, null, "deleting group " + group)
                            : Answer.of(Forgotten.DONE);
                });
    }

    @Override
    public CompletableFuture<Answer<Forgotten>> forget(
            String group, Collection<TopicPartition> partitions) {
        var topics = new OffsetDeleteRequestTopicCollection();
        for (TopicPartition partition : partitions) {
            var topic = topics.find(partition.topic());
            if (topic == null) {
                topic = new OffsetDeleteRequestTopic().setName(partition.topic());
                topics.add(topic);
            }
            topic.partitions()
                    .add(
                            new OffsetDeleteRequestPartition()
                                    .setPartitionIndex(partition.partition()));
        }
        return coordinators.ask(
                group,
                new OffsetDeleteRequestData().setGroupId(group).setTopics(topics),
                OffsetDeleteResponseData.class,
                response -> {
                    short code = firstError(response);
                    return Refusals.isError(code)
                            ? Refusals.of(code, null, "deleting offsets of group " + group)
                            : Answer.of(Forgotten.DONE);
                });
    }

    private static short firstError(OffsetDeleteResponseData response) {
        short first = response.errorCode();
        for (var topic : response.topics()) {
            for (var partition : topic.partitions()) {
                first = Refusals.isError(first) ? first : partition.errorCode();
            }
        }
        return first;
    }
}
