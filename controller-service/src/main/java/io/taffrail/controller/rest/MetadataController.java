package io.taffrail.controller.rest;

import io.taffrail.controller.projection.ConfigView;
import io.taffrail.controller.projection.ConfigViews;
import io.taffrail.controller.projection.NodeView;
import io.taffrail.controller.projection.NodeViews;
import io.taffrail.controller.projection.PartitionView;
import io.taffrail.controller.projection.PartitionViews;
import io.taffrail.controller.projection.TopicView;
import io.taffrail.controller.projection.TopicViews;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the metadata is: topics, partitions, brokers and gateways, and settings. */
@RestController
@RequestMapping("/controller/v1")
public class MetadataController {

    private final TopicViews topics;
    private final PartitionViews partitions;
    private final NodeViews nodes;
    private final ConfigViews configs;

    MetadataController(
            TopicViews topics, PartitionViews partitions, NodeViews nodes, ConfigViews configs) {
        this.topics = topics;
        this.partitions = partitions;
        this.nodes = nodes;
        this.configs = configs;
    }

    /** A topic in a list. */
    public record Topic(
            String topicId,
            String name,
            boolean internal,
            int partitions,
            int replicationFactor,
            long appliedIndex) {}

    /** A partition in a list; a leader of -1 means that there is none. */
    public record Partition(
            String topicId,
            String topic,
            int partition,
            int leader,
            int leaderEpoch,
            int partitionEpoch,
            List<Integer> replicas,
            List<Integer> isr,
            boolean offline,
            boolean underReplicated,
            long appliedIndex) {}

    /** A broker or gateway in a list. */
    public record Node(
            int id,
            String role,
            long epoch,
            @Nullable String rack,
            boolean fenced,
            boolean inControlledShutdown,
            List<String> endpoints,
            long appliedIndex) {}

    /** A setting in a list; only what was set is listed, and not the defaults. */
    public record Config(
            String resourceType,
            String resourceName,
            String name,
            String value,
            long appliedIndex) {}

    /**
     * @param name the beginning of the name
     */
    @GetMapping("/topics")
    PageOf<Topic> topics(
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = Paging.SIZE_DEFAULT) int size,
            @RequestParam(required = false) @Nullable String sort,
            @RequestParam(required = false) @Nullable String name,
            @RequestParam(required = false) @Nullable Boolean internal) {
        var paging =
                Paging.of(
                        page,
                        size,
                        sort,
                        Map.of(
                                "name", "name",
                                "partitions", "partitionCount",
                                "replicationFactor", "replicationFactor"),
                        Sort.by("name"),
                        "id");
        Specification<TopicView> filter =
                Filters.<TopicView>prefix("name", name).and(Filters.equal("internal", internal));
        return PageOf.of(
                topics.findAll(filter, paging),
                t ->
                        new Topic(
                                t.getId(),
                                t.getName(),
                                t.isInternal(),
                                t.getPartitionCount(),
                                t.getReplicationFactor(),
                                t.getAppliedIndex()));
    }

    /**
     * @param topic the beginning of the topic's name
     * @param broker the leader's id
     */
    @GetMapping("/partitions")
    PageOf<Partition> partitions(
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = Paging.SIZE_DEFAULT) int size,
            @RequestParam(required = false) @Nullable String sort,
            @RequestParam(required = false) @Nullable String topic,
            @RequestParam(required = false) @Nullable Integer broker,
            @RequestParam(required = false) @Nullable Boolean offline,
            @RequestParam(required = false) @Nullable Boolean underReplicated) {
        var paging =
                Paging.of(
                        page,
                        size,
                        sort,
                        Map.of(
                                "topic", "topic",
                                "partition", "partitionNumber",
                                "leader", "leader",
                                "leaderEpoch", "leaderEpoch"),
                        Sort.by("topic", "partitionNumber"),
                        "id");
        Specification<PartitionView> filter =
                Filters.<PartitionView>prefix("topic", topic)
                        .and(Filters.equal("leader", broker))
                        .and(Filters.equal("offline", offline))
                        .and(Filters.equal("underReplicated", underReplicated));
        return PageOf.of(partitions.findAll(filter, paging), MetadataController::partition);
    }

    @GetMapping("/brokers")
    PageOf<Node> brokers(
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = Paging.SIZE_DEFAULT) int size,
            @RequestParam(required = false) @Nullable String sort,
            @RequestParam(required = false) @Nullable String role,
            @RequestParam(required = false) @Nullable Boolean fenced) {
        var paging =
                Paging.of(
                        page,
                        size,
                        sort,
                        Map.of("id", "id", "rack", "rack", "epoch", "epoch"),
                        Sort.by("id"),
                        "id");
        Specification<NodeView> filter =
                Filters.<NodeView>equal("role", role).and(Filters.equal("fenced", fenced));
        return PageOf.of(
                nodes.findAll(filter, paging),
                n ->
                        new Node(
                                n.getId(),
                                n.getRole(),
                                n.getEpoch(),
                                n.getRack(),
                                n.isFenced(),
                                n.isInControlledShutdown(),
                                words(n.getEndpoints()),
                                n.getAppliedIndex()));
    }

    /**
     * @param resource the topic's name, or the broker's id
     * @param name the beginning of the setting's name
     */
    @GetMapping("/configs")
    PageOf<Config> configs(
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = Paging.SIZE_DEFAULT) int size,
            @RequestParam(required = false) @Nullable String sort,
            @RequestParam(required = false) @Nullable String resourceType,
            @RequestParam(required = false) @Nullable String resource,
            @RequestParam(required = false) @Nullable String name) {
        var paging =
                Paging.of(
                        page,
                        size,
                        sort,
                        Map.of("resource", "resourceName", "name", "name"),
                        Sort.by("resourceType", "resourceName", "name"),
                        "id");
        Specification<ConfigView> filter =
                Filters.<ConfigView>equal("resourceType", resourceType)
                        .and(Filters.equal("resourceName", resource))
                        .and(Filters.prefix("name", name));
        return PageOf.of(
                configs.findAll(filter, paging),
                c ->
                        new Config(
                                c.getResourceType(),
                                c.getResourceName(),
                                c.getName(),
                                c.getSetting(),
                                c.getAppliedIndex()));
    }

    private static Partition partition(PartitionView p) {
        return new Partition(
                p.getTopicId(),
                p.getTopic(),
                p.getPartitionNumber(),
                p.getLeader(),
                p.getLeaderEpoch(),
                p.getPartitionEpoch(),
                numbers(p.getReplicas()),
                numbers(p.getIsr()),
                p.isOffline(),
                p.isUnderReplicated(),
                p.getAppliedIndex());
    }

    private static List<Integer> numbers(String list) {
        return words(list).stream().map(Integer::valueOf).toList();
    }

    private static List<String> words(String list) {
        return list.isEmpty() ? List.of() : Arrays.asList(list.split(","));
    }
}
