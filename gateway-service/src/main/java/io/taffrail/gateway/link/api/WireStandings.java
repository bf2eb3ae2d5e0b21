package io.taffrail.gateway.link.api;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.GroupDirectory.Description;
import io.taffrail.gateway.link.GroupDirectory.Standing;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.NodeImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData;

/** Asks each coordinator about all of its groups at once: three requests, however many they are. */
final class WireStandings {

    private final Coordinators coordinators;
    private final GroupAnswers answers;

    WireStandings(Coordinators coordinators, GroupAnswers answers) {
        this.coordinators = coordinators;
        this.answers = answers;
    }

    CompletableFuture<Map<String, Answer<Standing>>> of(Collection<String> groups) {
        Map<String, Answer<Standing>> found = new HashMap<>();
        Map<NodeImage, List<String>> byGateway = new HashMap<>();
        for (String group : new LinkedHashSet<>(groups)) {
            NodeImage gateway = coordinators.of(group);
            if (gateway == null) {
                found.put(group, unanswered(group));
            } else {
                byGateway.computeIfAbsent(gateway, _ -> new ArrayList<>()).add(group);
            }
        }
        CompletableFuture<Map<String, Answer<Standing>>> all =
                CompletableFuture.completedFuture(found);
        for (Map.Entry<NodeImage, List<String>> one : byGateway.entrySet()) {
            all = all.thenCombine(of(one.getKey(), one.getValue()), WireStandings::joined);
        }
        return all;
    }

    private static <T> Map<String, Answer<T>> joined(
            Map<String, Answer<T>> one, Map<String, Answer<T>> other) {
        one.putAll(other);
        return one;
    }

    private static <T> Answer<T> unanswered(String group) {
        return Answer.refused(
                Rejection.COORDINATOR_NOT_AVAILABLE,
                "no gateway coordinates group " + group + " yet: try again");
    }

    private CompletableFuture<Map<String, Answer<Standing>>> of(
            NodeImage gateway, List<String> groups) {
        return describe(gateway, groups)
                .thenCombine(
                        offsets(gateway, groups),
                        (described, committed) -> {
                            Map<String, Answer<Standing>> standings = new HashMap<>();
                            for (String group : groups) {
                                standings.put(
                                        group,
                                        standing(
                                                described.getOrDefault(group, unanswered(group)),
                                                committed.getOrDefault(group, unanswered(group))));
                            }
                            return standings;
                        });
    }

    private static Answer<Standing> standing(
            Answer<Description> described, Answer<Map<TopicPartition, Long>> committed) {
        return switch (described) {
            case Answer.Refused<Description> refused -> Answer.refused(refused.rejected());
            case Answer.Given<Description> given ->
                    committed.map(offsets -> new Standing(given.value(), offsets));
        };
    }

    private CompletableFuture<Map<String, Answer<Description>>> describe(
            NodeImage gateway, List<String> groups) {
        return coordinators
                .ask(
                        gateway,
                        new ConsumerGroupDescribeRequestData().setGroupIds(groups),
                        ConsumerGroupDescribeResponseData.class,
                        response -> {
                            Map<String, Answer<Description>> described = new HashMap<>();
                            response.groups()
                                    .forEach(group ->
                                            described.put(
                                                    group.groupId(), answers.consumerGroup(group)));
                            return Answer.of(described);
                        })
                .thenApply(answer -> forEach(answer, groups))
                .thenCompose(described -> {
                    List<String> others =
                            groups.stream()
                                    .filter(group ->
                                            described.get(group)
                                                            instanceof
                                                            Answer.Refused<Description> refused
                                                    && !GroupAnswers.isElsewhere(
                                                            refused.rejected()))
                                    .toList();
                    return others.isEmpty()
                            ? CompletableFuture.completedFuture(described)
                            : describeClassic(gateway, others)
                                    .thenApply(more -> joined(described, more));
                });
    }

    private CompletableFuture<Map<String, Answer<Description>>> describeClassic(
            NodeImage gateway, List<String> groups) {
        return coordinators
                .ask(
                        gateway,
                        new DescribeGroupsRequestData().setGroups(groups),
                        DescribeGroupsResponseData.class,
                        response -> {
                            Map<String, Answer<Description>> described = new HashMap<>();
                            response.groups()
                                    .forEach(group ->
                                            described.put(
                                                    group.groupId(), answers.classicGroup(group)));
                            return Answer.of(described);
                        })
                .thenApply(answer -> forEach(answer, groups));
    }

    private CompletableFuture<Map<String, Answer<Map<TopicPartition, Long>>>> offsets(
            NodeImage gateway, List<String> groups) {
        List<OffsetFetchRequestGroup> asked =
                groups.stream()
                        .map(group ->
                                new OffsetFetchRequestGroup().setGroupId(group).setTopics(null))
                        .toList();
        return coordinators
                .ask(
                        gateway,
                        new OffsetFetchRequestData().setGroups(asked),
                        OffsetFetchResponseData.class,
                        response -> {
                            Map<String, Answer<Map<TopicPartition, Long>>> committed =
                                    new HashMap<>();
                            response.groups()
                                    .forEach(group ->
                                            committed.put(group.groupId(), answers.offsets(group)));
                            return Answer.of(committed);
                        })
                .thenApply(answer -> forEach(answer, groups));
    }

    /** A node that did not answer has refused each. */
    private static <T> Map<String, Answer<T>> forEach(
            Answer<Map<String, Answer<T>>> answer, List<String> groups) {
        return switch (answer) {
            case Answer.Given<Map<String, Answer<T>>> given -> given.value();
            case Answer.Refused<Map<String, Answer<T>>> refused -> {
                Rejected why = refused.rejected();
                Map<String, Answer<T>> all = new HashMap<>();
                groups.forEach(group -> all.put(group, Answer.refused(why)));
                yield all;
            }
        };
    }
}
