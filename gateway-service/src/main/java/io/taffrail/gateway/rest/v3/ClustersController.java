package io.taffrail.gateway.rest.v3;

import io.swagger.v3.oas.annotations.tags.Tag;
import io.taffrail.gateway.rest.v3.Resources.Broker;
import io.taffrail.gateway.rest.v3.Resources.ListMetadata;
import io.taffrail.gateway.rest.v3.Resources.Listing;
import io.taffrail.gateway.rest.v3.Resources.Replica;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Which cluster this is, and its brokers. */
@RestController
@RequestMapping(path = "/v3/clusters", produces = "application/json")
@Tag(name = "clusters and brokers (v3)")
public final class ClustersController {

    private static final String KAFKA_LISTENER = "KAFKA";

    private final Cluster cluster;

    public ClustersController(Cluster cluster) {
        this.cluster = cluster;
    }

    @GetMapping
    Listing<Resources.Cluster> list(HttpServletRequest request) {
        MetadataImage image = cluster.image();
        var addresses = Addresses.of(request, image.clusterId());
        return new Listing<>(
                "KafkaClusterList",
                new ListMetadata(addresses.clusters(), null),
                List.of(resource(image, addresses)));
    }

    @GetMapping("/{cluster}")
    Resources.Cluster get(HttpServletRequest request, @PathVariable("cluster") String clusterId) {
        return resource(cluster.image(clusterId), Addresses.of(request, clusterId));
    }

    @GetMapping("/{cluster}/brokers")
    Listing<Broker> brokers(HttpServletRequest request, @PathVariable("cluster") String clusterId) {
        MetadataImage image = cluster.image(clusterId);
        var addresses = Addresses.of(request, clusterId);
        return new Listing<>(
                "KafkaBrokerList",
                addresses.list("brokers"),
                image.brokers().stream().map(node -> resource(node, addresses, image)).toList());
    }

    @GetMapping("/{cluster}/brokers/{broker}")
    Broker broker(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("broker") int id) {
        MetadataImage image = cluster.image(clusterId);
        NodeImage node = image.node(id);
        if (node == null || node.role() != NodeRole.BROKER || node.fenced()) {
            throw Cluster.notFound(404, "broker " + id + " is not alive in this cluster");
        }
        return resource(node, Addresses.of(request, clusterId), image);
    }

    /** Every replica that the broker has, alive or not. */
    @GetMapping("/{cluster}/brokers/{broker}/partition-replicas")
    Listing<Replica> replicas(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("broker") int id) {
        cluster.broker(clusterId, id);
        var addresses = Addresses.of(request, clusterId);
        return new Listing<>(
                "KafkaReplicaList",
                addresses.list("brokers", id, "partition-replicas"),
                cluster.image(clusterId).topics().stream()
                        .flatMap(topic ->
                                topic.partitions().stream()
                                        .filter(partition -> partition.hasReplica(id))
                                        .map(partition ->
                                                PartitionsController.replica(
                                                        partition,
                                                        id,
                                                        topic.name(),
                                                        clusterId,
                                                        addresses)))
                        .toList());
    }

    private static Resources.Cluster resource(MetadataImage image, Addresses addresses) {
        // As with Kafka's own metadata, a client is shown a broker in the controller's place.
        List<NodeImage> brokers = image.brokers();
        return new Resources.Cluster(
                "KafkaCluster",
                addresses.cluster(),
                image.clusterId(),
                brokers.isEmpty() ? null : addresses.link("brokers", brokers.getFirst().id()),
                addresses.link("acls"),
                addresses.link("brokers"),
                addresses.link("broker-configs"),
                addresses.link("consumer-groups"),
                addresses.link("topics"),
                addresses.link("topics", "-", "partitions", "-", "reassignment"));
    }

    private static Broker resource(NodeImage node, Addresses addresses, MetadataImage image) {
        Endpoint endpoint = node.endpoint(KAFKA_LISTENER);
        return new Broker(
                "KafkaBroker",
                addresses.broker(node.id()),
                image.clusterId(),
                node.id(),
                endpoint == null ? null : endpoint.host(),
                endpoint == null ? null : endpoint.port(),
                node.rack(),
                addresses.link("brokers", node.id(), "configs"),
                addresses.link("brokers", node.id(), "partition-replicas"));
    }
}
