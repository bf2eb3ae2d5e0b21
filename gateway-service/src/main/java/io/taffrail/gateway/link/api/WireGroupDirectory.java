package io.taffrail.gateway.link.api;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.GroupDirectory;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.protocol.api.Listeners;
import io.taffrail.protocol.client.NodeClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
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

/**
 * Asks every gateway for its groups, and a group's coordinator for the group: as one of KIP-848
 * first, and if it is none of those as a classic one.
 */
final class WireGroupDirectory implements GroupDirectory {

    private final Coordinators coordinators;
    private final GroupAnswers answers;
    private final WireStandings standings;
    private final Supplier<MetadataImage> image;

    WireGroupDirectory(NodeClient client, Supplier<MetadataImage> image) {
        this.coordinators = new Coordinators(client, image);
        this.answers = new GroupAnswers(coordinators, image);
        this.standings = new WireStandings(coordinators, answers);
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
        if (!coordinators.areNeeded()) {
            return CompletableFuture.completedFuture(
                    Answer.refused(
                            Rejection.GROUP_ID_NOT_FOUND,
                            "there is no group " + group + ", nor any other yet"));
        }
        return coordinators
                .ask(
                        group,
                        new ConsumerGroupDescribeRequestData().setGroupIds(List.of(group)),
                        ConsumerGroupDescribeResponseData.class,
                        response -> answers.consumerGroup(response.groups().getFirst()))
                .thenCompose(answer ->
                        switch (answer) {
                            case Answer.Given<Description> _ ->
                                    CompletableFuture.completedFuture(answer);
                            case Answer.Refused<Description> refused ->
                                    GroupAnswers.isElsewhere(refused.rejected())
                                            ? CompletableFuture.completedFuture(answer)
                                            : describeClassic(group);
                        });
    }

    private CompletableFuture<Answer<Description>> describeClassic(String group) {
        return coordinators.ask(
                group,
                new DescribeGroupsRequestData().setGroups(List.of(group)),
                DescribeGroupsResponseData.class,
                response -> answers.classicGroup(response.groups().getFirst()));
    }

    @Override
    public CompletableFuture<Answer<Map<TopicPartition, Long>>> offsets(String group) {
        var all = new OffsetFetchRequestGroup().setGroupId(group).setTopics(null);
        return coordinators.ask(
                group,
                new OffsetFetchRequestData().setGroups(List.of(all)),
                OffsetFetchResponseData.class,
                response -> answers.offsets(response.groups().getFirst()));
    }

    @Override
    public CompletableFuture<Map<String, Answer<Standing>>> standings(Collection<String> groups) {
        return standings.of(groups);
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
