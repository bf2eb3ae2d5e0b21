package io.taffrail.gateway.rest.v3;

import io.swagger.v3.oas.annotations.tags.Tag;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.rest.v3.Resources.Listing;
import io.taffrail.gateway.rest.v3.Resources.Partition;
import io.taffrail.gateway.rest.v3.Resources.PartitionOffsets;
import io.taffrail.gateway.rest.v3.Resources.Replica;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A topic's partitions, and which brokers have them. */
@RestController
@RequestMapping(
        path = "/v3/clusters/{cluster}/topics/{topic}/partitions",
        produces = "application/json")
@Tag(name = "partitions and replicas (v3)")
public final class PartitionsController {

    private final Cluster cluster;
    private final PartitionReader reader;

    public PartitionsController(Cluster cluster, PartitionReader reader) {
        this.cluster = cluster;
        this.reader = reader;
    }

    @GetMapping
    Listing<Partition> list(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("topic") String name) {
        TopicImage topic = cluster.topic(clusterId, name);
        var addresses = Addresses.of(request, clusterId);
        return new Listing<>(
                "KafkaPartitionList",
                addresses.list("topics", name, "partitions"),
                topic.partitions().stream()
                        .map(partition -> resource(partition, name, clusterId, addresses))
                        .toList());
    }

    @GetMapping("/{partition}")
    Partition get(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("topic") String name,
            @PathVariable("partition") int number) {
        return resource(
                cluster.partition(clusterId, name, number),
                name,
                clusterId,
                Addresses.of(request, clusterId));
    }

    @GetMapping("/{partition}/replicas")
    Listing<Replica> replicas(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("topic") String name,
            @PathVariable("partition") int number) {
        PartitionImage partition = cluster.partition(clusterId, name, number);
        var addresses = Addresses.of(request, clusterId);
        return new Listing<>(
                "KafkaReplicaList",
                addresses.list("topics", name, "partitions", number, "replicas"),
                partition.replicas().stream()
                        .map(broker -> replica(partition, broker, name, clusterId, addresses))
                        .toList());
    }

    @GetMapping("/{partition}/replicas/{broker}")
    Replica replica(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("topic") String name,
            @PathVariable("partition") int number,
            @PathVariable("broker") int broker) {
        PartitionImage partition = cluster.partition(clusterId, name, number);
        if (!partition.hasReplica(broker)) {
            throw Cluster.notFound(
                    404,
                    "broker "
                            + broker
                            + " has no replica of "
                            + name
                            + "-"
                            + number
                            + ": brokers "
                            + partition.replicas()
                            + " have");
        }
        return replica(partition, broker, name, clusterId, Addresses.of(request, clusterId));
    }

    /**
     * Where the partition begins and ends; {@code offset_type} may say which of the two is wanted.
     */
    @GetMapping("/{partition}/offset")
    PartitionOffsets offset(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("topic") String name,
            @PathVariable("partition") int number,
            @RequestParam(name = "offset_type", defaultValue = "") String type) {
        cluster.partition(clusterId, name, number);
        var key = new TopicPartition(name, number);
        boolean isEarliest = !type.equalsIgnoreCase("latest");
        boolean isLatest = !type.equalsIgnoreCase("earliest");
        return new PartitionOffsets(
                "KafkaPartition",
                Addresses.of(request, clusterId).partition(name, number),
                clusterId,
                name,
                number,
                isEarliest ? cluster.answer(reader.offset(key, PartitionReader.EARLIEST)) : null,
                isLatest ? cluster.answer(reader.offset(key, PartitionReader.LATEST)) : null);
    }

    private static Partition resource(
            PartitionImage partition, String topic, String clusterId, Addresses addresses) {
        int number = partition.partition();
        return new Partition(
                "KafkaPartition",
                addresses.partition(topic, number),
                clusterId,
                topic,
                number,
                partition.hasLeader()
                        ? addresses.link(
                                "topics",
                                topic,
                                "partitions",
                                number,
                                "replicas",
                                partition.leader())
                        : null,
                addresses.link("topics", topic, "partitions", number, "replicas"),
                addresses.link("topics", topic, "partitions", number, "reassignment"));
    }

    static Replica replica(
            PartitionImage partition,
            int broker,
            String topic,
            String clusterId,
            Addresses addresses) {
        return new Replica(
                "KafkaReplica",
                addresses.replica(topic, partition.partition(), broker),
                clusterId,
                topic,
                partition.partition(),
                broker,
                broker == partition.leader(),
                partition.isr().contains(broker),
                addresses.link("brokers", broker));
    }
}
