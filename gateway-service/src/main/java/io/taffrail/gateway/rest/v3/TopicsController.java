package io.taffrail.gateway.rest.v3;

import io.swagger.v3.oas.annotations.tags.Tag;
import io.taffrail.gateway.link.ClusterAdmin;
import io.taffrail.gateway.rest.v3.Resources.Listing;
import io.taffrail.gateway.rest.v3.Resources.Topic;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Topics: list, create, look at, grow and delete. */
@RestController
@RequestMapping(path = "/v3/clusters/{cluster}/topics", produces = "application/json")
@Tag(name = "topics (v3)")
public final class TopicsController {

    private static final int DEFAULT = -1;

    private final Cluster cluster;

    public TopicsController(Cluster cluster) {
        this.cluster = cluster;
    }

    @GetMapping
    Listing<Topic> list(HttpServletRequest request, @PathVariable("cluster") String clusterId) {
        MetadataImage image = cluster.image(clusterId);
        var addresses = Addresses.of(request, clusterId);
        return new Listing<>(
                "KafkaTopicList",
                addresses.list("topics"),
                image.topics().stream()
                        .map(topic -> resource(topic, clusterId, addresses))
                        .toList());
    }

    @GetMapping("/{topic}")
    Topic get(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("topic") String name) {
        return resource(
                cluster.topic(clusterId, name), clusterId, Addresses.of(request, clusterId));
    }

    /** 201 with the topic and its address; 200 with what it would be when only validated. */
    @PostMapping
    ResponseEntity<Topic> create(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @RequestBody Requests.NewTopic asked) {
        cluster.image(clusterId);
        ClusterAdmin.NewTopic topic = newTopic(asked);
        var addresses = Addresses.of(request, clusterId);
        if (Boolean.TRUE.equals(asked.validateOnly())) {
            cluster.carryOut(cluster.admin().createTopic(topic, true));
            return ResponseEntity.ok(planned(topic, clusterId, addresses));
        }
        cluster.carryOut(
                cluster.admin().createTopic(topic, false),
                image -> image.topic(topic.name()) != null);
        return ResponseEntity.created(URI.create(addresses.topic(topic.name()).self()))
                .body(resource(cluster.topic(clusterId, topic.name()), clusterId, addresses));
    }

    /** The number of partitions can grow; it cannot shrink. */
    @PatchMapping("/{topic}")
    Topic change(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("topic") String name,
            @RequestBody Requests.TopicChange asked) {
        Integer count = asked.partitionsCount();
        if (count == null) {
            throw Cluster.invalid("partitions_count is missing: it is what can be changed here");
        }
        TopicImage before = cluster.topic(clusterId, name);
        if (before.partitions().size() != count) {
            cluster.carryOut(
                    cluster.admin().createPartitions(name, count),
                    image -> image.partition(before.id(), count - 1) != null);
        }
        return get(request, clusterId, name);
    }

    @DeleteMapping("/{topic}")
    ResponseEntity<Void> delete(
            @PathVariable("cluster") String clusterId, @PathVariable("topic") String name) {
        TopicImage topic = cluster.topic(clusterId, name);
        cluster.carryOut(
                cluster.admin().deleteTopic(name), image -> image.topic(topic.id()) == null);
        return ResponseEntity.noContent().build();
    }

    private static ClusterAdmin.NewTopic newTopic(Requests.NewTopic asked) {
        String name = asked.topicName();
        if (name == null) {
            throw Cluster.invalid("topic_name is missing: say how the topic shall be called");
        }
        Map<Integer, List<Integer>> assignments = new LinkedHashMap<>();
        for (var assignment : orEmpty(asked.replicasAssignments())) {
            assignments.put(assignment.partitionId(), assignment.brokerIds());
        }
        Map<String, String> configs = new LinkedHashMap<>();
        for (var config : orEmpty(asked.configs())) {
            if (config.name() == null) {
                throw Cluster.invalid("one of the configs of topic " + name + " has no name");
            }
            if (config.value() != null) {
                configs.put(config.name(), config.value());
            }
        }
        int replication = orDefault(asked.replicationFactor());
        if (replication != (short) replication) {
            throw Cluster.invalid(
                    "replication_factor " + replication + " is above " + Short.MAX_VALUE);
        }
        return new ClusterAdmin.NewTopic(
                name,
                orDefault(asked.partitionsCount()),
                (short) replication,
                assignments,
                configs);
    }

    private static int orDefault(@Nullable Integer number) {
        return number == null ? DEFAULT : number;
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static Topic planned(
            ClusterAdmin.NewTopic topic, String clusterId, Addresses addresses) {
        int partitions =
                topic.assignments().isEmpty()
                        ? Math.max(topic.partitionCount(), 0)
                        : topic.assignments().size();
        int replicas =
                topic.assignments().isEmpty()
                        ? Math.max(topic.replicationFactor(), 0)
                        : topic.assignments().values().iterator().next().size();
        return resource(topic.name(), false, replicas, partitions, clusterId, addresses);
    }

    private static Topic resource(TopicImage topic, String clusterId, Addresses addresses) {
        List<PartitionImage> partitions = topic.partitions();
        return resource(
                topic.name(),
                topic.internal(),
                partitions.getFirst().replicas().size(),
                partitions.size(),
                clusterId,
                addresses);
    }

    private static Topic resource(
            String name,
            boolean isInternal,
            int replicas,
            int partitions,
            String clusterId,
            Addresses addresses) {
        return new Topic(
                "KafkaTopic",
                addresses.topic(name),
                clusterId,
                name,
                isInternal,
                replicas,
                partitions,
                addresses.link("topics", name, "partitions"),
                addresses.link("topics", name, "configs"),
                addresses.link("topics", name, "partitions", "-", "reassignment"),
                List.of());
    }
}
