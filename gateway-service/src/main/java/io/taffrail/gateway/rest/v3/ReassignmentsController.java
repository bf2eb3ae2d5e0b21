package io.taffrail.gateway.rest.v3;

import io.swagger.v3.oas.annotations.tags.Tag;
import io.taffrail.gateway.link.ClusterOperations.Move;
import io.taffrail.gateway.link.ClusterOperations.Outcome;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.ProblemException;
import io.taffrail.gateway.rest.v3.OperationResources.PartitionResult;
import io.taffrail.gateway.rest.v3.OperationResources.Reassignment;
import io.taffrail.gateway.rest.v3.Resources.Listing;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Partitions on their way to other replicas (KIP-455). Reading is Confluent's; PUT begins one,
 * DELETE goes back, and POST does either for many.
 */
@RestController
@RequestMapping(path = "/v3/clusters/{cluster}/topics", produces = "application/json")
@Tag(name = "reassignments (v3)")
public final class ReassignmentsController {

    private static final String KIND_OF_LIST = "KafkaReassignmentList";

    private final Cluster cluster;

    public ReassignmentsController(Cluster cluster) {
        this.cluster = cluster;
    }

    @GetMapping("/-/partitions/-/reassignment")
    Listing<Reassignment> list(
            HttpServletRequest request, @PathVariable("cluster") String clusterId) {
        MetadataImage image = cluster.image(clusterId);
        var addresses = Addresses.of(request, clusterId);
        return new Listing<>(
                KIND_OF_LIST,
                addresses.list("topics", "-", "partitions", "-", "reassignment"),
                image.topics().stream()
                        .flatMap(topic -> underWay(topic, clusterId, addresses))
                        .toList());
    }

    @GetMapping("/{topic}/partitions/-/reassignment")
    Listing<Reassignment> ofTopic(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("topic") String name) {
        TopicImage topic = cluster.topic(clusterId, name);
        var addresses = Addresses.of(request, clusterId);
        return new Listing<>(
                KIND_OF_LIST,
                addresses.list("topics", name, "partitions", "-", "reassignment"),
                underWay(topic, clusterId, addresses).toList());
    }

    @GetMapping("/{topic}/partitions/{partition}/reassignment")
    Reassignment get(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("topic") String name,
            @PathVariable("partition") int number) {
        PartitionImage partition = cluster.partition(clusterId, name, number);
        if (!partition.isReassigning()) {
            throw Cluster.notFound(
                    404, "partition " + name + "-" + number + " is not being reassigned");
        }
        return resource(name, partition, clusterId, Addresses.of(request, clusterId));
    }

    /** Begins a reassignment, or another in its place; both lists are empty once it is through. */
    @PutMapping("/{topic}/partitions/{partition}/reassignment")
    Reassignment begin(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("topic") String name,
            @PathVariable("partition") int number,
            @RequestBody Requests.Replicas asked) {
        cluster.partition(clusterId, name, number);
        List<Integer> replicas = asked.replicas();
        if (replicas == null) {
            throw Cluster.invalid(
                    "replicas is missing: name the brokers, the preferred leader first; DELETE goes back");
        }
        change(new Move(new TopicPartition(name, number), replicas), asked.mayResize());
        return resource(
                name,
                cluster.partition(clusterId, name, number),
                clusterId,
                Addresses.of(request, clusterId));
    }

    /** Back to the replicas that the partition had. */
    @DeleteMapping("/{topic}/partitions/{partition}/reassignment")
    ResponseEntity<Void> cancel(
            @PathVariable("cluster") String clusterId,
            @PathVariable("topic") String name,
            @PathVariable("partition") int number) {
        cluster.partition(clusterId, name, number);
        change(new Move(new TopicPartition(name, number), null), true);
        return ResponseEntity.noContent().build();
    }

    /** Many at a time, each by itself: 200 when all were taken, 207 when some were not. */
    @PostMapping("/-/partitions/-/reassignment")
    ResponseEntity<Listing<PartitionResult>> change(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @RequestBody Requests.Reassignments asked) {
        cluster.image(clusterId);
        List<Move> moves = moves(asked);
        List<Outcome> outcomes =
                cluster.answer(cluster.operations().reassign(moves, asked.mayResize()));
        List<TopicPartition> done =
                outcomes.stream().filter(o -> o.refused() == null).map(Outcome::partition).toList();
        cluster.awaitShown(image ->
                moves.stream()
                        .filter(move -> done.contains(move.partition()))
                        .allMatch(move -> isShown(image, move)));
        return PartitionResults.of(
                outcomes,
                "KafkaReassignmentResultList",
                Addresses.of(request, clusterId)
                        .list("topics", "-", "partitions", "-", "reassignment"));
    }

    private void change(Move move, boolean mayResize) {
        List<Outcome> outcomes =
                cluster.answer(cluster.operations().reassign(List.of(move), mayResize));
        var refused = outcomes.getFirst().refused();
        if (refused != null) {
            throw new ProblemException(Problem.of(refused));
        }
        cluster.awaitShown(image -> isShown(image, move));
    }

    private static boolean isShown(MetadataImage image, Move move) {
        PartitionImage now =
                image.partition(move.partition().topic(), move.partition().partition());
        List<Integer> replicas = move.replicas();
        return now == null
                || (replicas == null
                        ? !now.isReassigning()
                        : now.targetReplicas().equals(replicas));
    }

    private static List<Move> moves(Requests.Reassignments asked) {
        List<Requests.Reassignment> data = asked.data();
        if (data == null) {
            throw Cluster.invalid("data is missing: it is the list of reassignments");
        }
        List<Move> moves = new ArrayList<>();
        for (Requests.Reassignment one : data) {
            moves.add(
                    new Move(
                            Requests.partition(one.topicName(), one.partitionId()),
                            one.replicas()));
        }
        return moves;
    }

    private static Stream<Reassignment> underWay(
            TopicImage topic, String clusterId, Addresses addresses) {
        return topic.partitions().stream()
                .filter(PartitionImage::isReassigning)
                .map(partition -> resource(topic.name(), partition, clusterId, addresses));
    }

    private static Reassignment resource(
            String topic, PartitionImage partition, String clusterId, Addresses to) {
        int number = partition.partition();
        return new Reassignment(
                "KafkaReassignment",
                to.reassignment(topic, number),
                clusterId,
                topic,
                number,
                partition.addingReplicas(),
                partition.removingReplicas(),
                to.link("topics", topic, "partitions", number, "replicas"));
    }
}
