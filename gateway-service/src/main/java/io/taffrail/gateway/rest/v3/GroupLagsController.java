package io.taffrail.gateway.rest.v3;

import io.swagger.v3.oas.annotations.tags.Tag;
import io.taffrail.gateway.lag.Lag;
import io.taffrail.gateway.link.GroupDirectory.Description;
import io.taffrail.gateway.link.GroupDirectory.Member;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.rest.v3.GroupResources.ConsumerGroupLagSummary;
import io.taffrail.gateway.rest.v3.GroupResources.ConsumerLag;
import io.taffrail.gateway.rest.v3.Resources.Listing;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How far a group is behind, in records and in seconds. */
@RestController
@RequestMapping(
        path = "/v3/clusters/{cluster}/consumer-groups/{group}",
        produces = "application/json")
@Tag(name = "consumer groups (v3)")
public final class GroupLagsController {

    /** What stands for the reader of a partition that nobody reads now. */
    private static final Member NOBODY = new Member("", null, "", "", Set.of());

    private final ConsumerGroups groups;

    public GroupLagsController(ConsumerGroups groups) {
        this.groups = groups;
    }

    @GetMapping("/lag-summary")
    ConsumerGroupLagSummary summary(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("group") String name) {
        Description group = groups.group(clusterId, name);
        List<Lag> lags = groups.lags(group);
        Lag max =
                lags.stream()
                        .max(Comparator.comparingLong(Lag::records))
                        .orElseThrow(() ->
                                Cluster.notFound(
                                        404,
                                        "group "
                                                + name
                                                + " reads nothing and has committed nothing, so it"
                                                + " has no lag"));
        var addresses = Addresses.of(request, clusterId);
        Member owner = orNobody(group.owner(max.partition()));
        TopicPartition where = max.partition();
        return new ConsumerGroupLagSummary(
                "KafkaConsumerGroupLagSummary",
                addresses.lagSummary(name),
                clusterId,
                name,
                owner.id(),
                owner.instanceId(),
                owner.clientId(),
                where.topic(),
                where.partition(),
                max.records(),
                longest(lags),
                lags.stream().mapToLong(Lag::records).sum(),
                addresses.link("consumer-groups", name, "consumers", owner.id()),
                addresses.link("topics", where.topic(), "partitions", where.partition()));
    }

    @GetMapping("/lags")
    Listing<ConsumerLag> list(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("group") String name) {
        var addresses = Addresses.of(request, clusterId);
        Description group = groups.group(clusterId, name);
        return new Listing<>(
                "KafkaConsumerLagList",
                addresses.list("consumer-groups", name, "lags"),
                groups.lags(group).stream()
                        .map(lag -> resource(group, lag, clusterId, addresses))
                        .toList());
    }

    @GetMapping("/lags/{topic}/partitions/{partition}")
    ConsumerLag get(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("group") String name,
            @PathVariable("topic") String topic,
            @PathVariable("partition") int partition) {
        var asked = new TopicPartition(topic, partition);
        Description group = groups.group(clusterId, name);
        Lag found =
                groups.lags(group).stream()
                        .filter(lag -> lag.partition().equals(asked))
                        .findFirst()
                        .orElseThrow(() ->
                                Cluster.notFound(
                                        404,
                                        "group "
                                                + name
                                                + " neither reads "
                                                + asked
                                                + " nor has committed anything there"));
        return resource(group, found, clusterId, Addresses.of(request, clusterId));
    }

    /** Of those that are known; null when there are some, and none of them is. */
    private @Nullable Double longest(List<Lag> lags) {
        long nowMs = groups.nowMs();
        return lags.stream()
                .map(lag -> lag.seconds(nowMs))
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private ConsumerLag resource(
            Description group, Lag lag, String clusterId, Addresses addresses) {
        Member owner = orNobody(group.owner(lag.partition()));
        TopicPartition where = lag.partition();
        return new ConsumerLag(
                "KafkaConsumerLag",
                addresses.lag(group.group(), where.topic(), where.partition()),
                clusterId,
                group.group(),
                where.topic(),
                where.partition(),
                lag.committed() == null ? lag.startOffset() : lag.committed(),
                lag.endOffset(),
                lag.records(),
                lag.seconds(groups.nowMs()),
                lag.committed(),
                lag.startOffset(),
                lag.lost(),
                owner.id(),
                owner.instanceId(),
                owner.clientId());
    }

    private static Member orNobody(@Nullable Member member) {
        return member == null ? NOBODY : member;
    }
}
