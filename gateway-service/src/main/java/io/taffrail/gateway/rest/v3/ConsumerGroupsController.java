package io.taffrail.gateway.rest.v3;

import io.swagger.v3.oas.annotations.tags.Tag;
import io.taffrail.gateway.link.GroupDirectory.Description;
import io.taffrail.gateway.link.GroupDirectory.Member;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.rest.v3.GroupResources.Consumer;
import io.taffrail.gateway.rest.v3.GroupResources.ConsumerAssignment;
import io.taffrail.gateway.rest.v3.GroupResources.ConsumerGroup;
import io.taffrail.gateway.rest.v3.Resources.Listing;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Comparator;
import java.util.Locale;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Groups, who is in them, and who reads what. */
@RestController
@RequestMapping(path = "/v3/clusters/{cluster}/consumer-groups", produces = "application/json")
@Tag(name = "consumer groups (v3)")
public final class ConsumerGroupsController {

    private final ConsumerGroups groups;

    public ConsumerGroupsController(ConsumerGroups groups) {
        this.groups = groups;
    }

    @GetMapping
    Listing<ConsumerGroup> list(
            HttpServletRequest request, @PathVariable("cluster") String clusterId) {
        var addresses = Addresses.of(request, clusterId);
        return new Listing<>(
                "KafkaConsumerGroupList",
                addresses.list("consumer-groups"),
                groups.all(clusterId).stream()
                        .map(group -> resource(group, clusterId, addresses))
                        .toList());
    }

    @GetMapping("/{group}")
    ConsumerGroup get(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("group") String name) {
        return resource(groups.group(clusterId, name), clusterId, Addresses.of(request, clusterId));
    }

    @GetMapping("/{group}/consumers")
    Listing<Consumer> consumers(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("group") String name) {
        var addresses = Addresses.of(request, clusterId);
        return new Listing<>(
                "KafkaConsumerList",
                addresses.list("consumer-groups", name, "consumers"),
                groups.group(clusterId, name).members().stream()
                        .sorted(Comparator.comparing(Member::id))
                        .map(member -> resource(name, member, clusterId, addresses))
                        .toList());
    }

    @GetMapping("/{group}/consumers/{consumer}")
    Consumer consumer(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("group") String name,
            @PathVariable("consumer") String consumer) {
        Member member = member(groups.group(clusterId, name), consumer);
        return resource(name, member, clusterId, Addresses.of(request, clusterId));
    }

    @GetMapping("/{group}/consumers/{consumer}/assignments")
    Listing<ConsumerAssignment> assignments(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("group") String name,
            @PathVariable("consumer") String consumer) {
        Member member = member(groups.group(clusterId, name), consumer);
        var addresses = Addresses.of(request, clusterId);
        return new Listing<>(
                "KafkaConsumerAssignmentList",
                addresses.list("consumer-groups", name, "consumers", consumer, "assignments"),
                member.assigned().stream()
                        .sorted(
                                Comparator.comparing(TopicPartition::topic)
                                        .thenComparingInt(TopicPartition::partition))
                        .map(each -> resource(name, member, each, clusterId, addresses))
                        .toList());
    }

    @GetMapping("/{group}/consumers/{consumer}/assignments/{topic}/partitions/{partition}")
    ConsumerAssignment assignment(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("group") String name,
            @PathVariable("consumer") String consumer,
            @PathVariable("topic") String topic,
            @PathVariable("partition") int partition) {
        Member member = member(groups.group(clusterId, name), consumer);
        var asked = new TopicPartition(topic, partition);
        if (!member.assigned().contains(asked)) {
            throw Cluster.notFound(
                    404, "consumer " + consumer + " of group " + name + " does not read " + asked);
        }
        return resource(name, member, asked, clusterId, Addresses.of(request, clusterId));
    }

    private static Member member(Description group, String id) {
        return group.members().stream()
                .filter(member -> member.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        Cluster.notFound(404, "group " + group.group() + " has no consumer " + id));
    }

    private static ConsumerGroup resource(
            Description group, String clusterId, Addresses addresses) {
        String name = group.group();
        return new ConsumerGroup(
                "KafkaConsumerGroup",
                addresses.group(name),
                clusterId,
                name,
                group.protocolType().isEmpty(),
                group.assignor(),
                upper(group.state()),
                upper(group.type()),
                false,
                group.coordinator() < 0 ? null : addresses.link("brokers", group.coordinator()),
                addresses.link("consumer-groups", name, "consumers"),
                addresses.link("consumer-groups", name, "lag-summary"));
    }

    /** Kafka's PreparingRebalance is version 3's PREPARING_REBALANCE. */
    private static String upper(String word) {
        return word.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    }

    private static Consumer resource(
            String group, Member member, String clusterId, Addresses addresses) {
        return new Consumer(
                "KafkaConsumer",
                addresses.consumer(group, member.id()),
                clusterId,
                group,
                member.id(),
                member.instanceId(),
                member.clientId(),
                addresses.link("consumer-groups", group, "consumers", member.id(), "assignments"));
    }

    private static ConsumerAssignment resource(
            String group,
            Member member,
            TopicPartition each,
            String clusterId,
            Addresses addresses) {
        return new ConsumerAssignment(
                "KafkaConsumerAssignment",
                addresses.assignment(group, member.id(), each.topic(), each.partition()),
                clusterId,
                group,
                member.id(),
                each.topic(),
                each.partition(),
                addresses.link("topics", each.topic(), "partitions", each.partition()),
                addresses.link(
                        "consumer-groups",
                        group,
                        "lags",
                        each.topic(),
                        "partitions",
                        each.partition()));
    }
}
