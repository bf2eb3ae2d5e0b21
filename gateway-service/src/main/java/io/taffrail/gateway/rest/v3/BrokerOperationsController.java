package io.taffrail.gateway.rest.v3;

import io.swagger.v3.oas.annotations.tags.Tag;
import io.taffrail.gateway.link.ClusterAdmin.ConfigChange;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.ProblemException;
import io.taffrail.gateway.rest.v3.OperationResources.Drain;
import io.taffrail.gateway.rest.v3.Resources.Listing;
import io.taffrail.kernel.config.BrokerConfigs;
import io.taffrail.kernel.metadata.ConfigResource;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Brokers that are to go: drained first, and forgotten when they are gone for good. */
@RestController
@RequestMapping(path = "/v3/clusters/{cluster}/brokers", produces = "application/json")
@Tag(name = "clusters and brokers (v3)")
public final class BrokerOperationsController {

    private final Cluster cluster;

    public BrokerOperationsController(Cluster cluster) {
        this.cluster = cluster;
    }

    /** How far each registered broker is drained, those too that are not being drained. */
    @GetMapping("/-/drain")
    Listing<Drain> drains(HttpServletRequest request, @PathVariable("cluster") String clusterId) {
        MetadataImage image = cluster.image(clusterId);
        var addresses = Addresses.of(request, clusterId);
        return new Listing<>(
                "KafkaBrokerDrainList",
                addresses.list("brokers", "-", "drain"),
                image.nodes().stream()
                        .filter(node -> node.role() == NodeRole.BROKER)
                        .map(node -> resource(image, node.id(), addresses))
                        .toList());
    }

    @GetMapping("/{broker}/drain")
    Drain drain(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("broker") int id) {
        cluster.broker(clusterId, id);
        return resource(cluster.image(), id, Addresses.of(request, clusterId));
    }

    /**
     * Moves leadership away, and keeps it away until the drain ends, whether or not the broker is
     * restarted. It goes on replicating. What it still leads, nobody else could lead.
     */
    @PostMapping("/{broker}/drain")
    Drain begin(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("broker") int id) {
        set(clusterId, id, "true");
        return drain(request, clusterId, id);
    }

    /**
     * The broker may lead again. It gets its leaderships back by and by, or at once by an election
     * of preferred leaders.
     */
    @DeleteMapping("/{broker}/drain")
    ResponseEntity<Void> end(
            @PathVariable("cluster") String clusterId, @PathVariable("broker") int id) {
        set(clusterId, id, null);
        return ResponseEntity.noContent().build();
    }

    /** Forgets a broker that will not come back; one that is alive is refused. */
    @DeleteMapping("/{broker}")
    ResponseEntity<Void> unregister(
            @PathVariable("cluster") String clusterId, @PathVariable("broker") int id) {
        NodeImage node = cluster.broker(clusterId, id);
        if (!node.fenced()) {
            throw new ProblemException(
                    new Problem(
                            409,
                            409,
                            "conflict",
                            "Not in this state",
                            "broker " + id + " is alive: stop it first, or drain it",
                            false));
        }
        cluster.carryOut(
                cluster.operations().unregister(id),
                image -> {
                    NodeImage now = image.node(id);
                    return now == null || now.epoch() != node.epoch();
                });
        return ResponseEntity.noContent().build();
    }

    private void set(String clusterId, int id, @Nullable String value) {
        cluster.broker(clusterId, id);
        boolean isDraining = value != null;
        cluster.carryOut(
                cluster.admin()
                        .alterConfigs(
                                ConfigResource.broker(id),
                                List.of(new ConfigChange(BrokerConfigs.BROKER_DRAIN, value))),
                image -> BrokerConfigs.isDraining(image, id) == isDraining);
    }

    private static Drain resource(MetadataImage image, int id, Addresses addresses) {
        int leaders = 0;
        int replicas = 0;
        for (TopicImage topic : image.topics()) {
            for (PartitionImage partition : topic.partitions()) {
                leaders += partition.leader() == id ? 1 : 0;
                replicas += partition.hasReplica(id) ? 1 : 0;
            }
        }
        boolean isDraining = BrokerConfigs.isDraining(image, id);
        return new Drain(
                "KafkaBrokerDrain",
                addresses.drain(id),
                image.clusterId(),
                id,
                isDraining,
                isDraining && leaders == 0,
                leaders,
                replicas);
    }
}
