package io.taffrail.gateway.rest.v3;

import io.swagger.v3.oas.annotations.tags.Tag;
import io.taffrail.gateway.link.ClusterOperations.Outcome;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.rest.v3.OperationResources.PartitionResult;
import io.taffrail.gateway.rest.v3.Resources.Listing;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Elections of leaders that somebody asks for (KIP-183, KIP-460). */
@RestController
@RequestMapping(path = "/v3/clusters/{cluster}/leader-elections", produces = "application/json")
@Tag(name = "leader elections (v3)")
public final class ElectionsController {

    private final Cluster cluster;

    public ElectionsController(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * PREFERRED lets the first replica lead again; UNCLEAN lets anybody who is alive lead where
     * nobody does, and loses records. Without partitions it is for all, and only those are answered
     * that needed one. 200 when all were elected, 207 when some were not.
     */
    @PostMapping
    ResponseEntity<Listing<PartitionResult>> elect(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @RequestBody Requests.Election asked) {
        MetadataImage before = cluster.image(clusterId);
        List<Outcome> outcomes =
                cluster.answer(
                        cluster.operations()
                                .electLeaders(
                                        isUnclean(asked.electionType()),
                                        partitions(asked.partitions())));
        List<TopicPartition> elected =
                outcomes.stream().filter(o -> o.refused() == null).map(Outcome::partition).toList();
        cluster.awaitShown(
                after -> elected.stream().allMatch(partition -> isShown(before, after, partition)));
        return PartitionResults.of(
                outcomes,
                "KafkaLeaderElectionResultList",
                Addresses.of(request, clusterId).list("leader-elections"));
    }

    /** Every election raises the epoch, also when its leader has changed again meanwhile. */
    private static boolean isShown(
            MetadataImage before, MetadataImage after, TopicPartition partition) {
        PartitionImage was = before.partition(partition.topic(), partition.partition());
        PartitionImage now = after.partition(partition.topic(), partition.partition());
        return was == null || now == null || now.leaderEpoch() != was.leaderEpoch();
    }

    private static boolean isUnclean(@Nullable String type) {
        return switch (type == null ? "" : type.toUpperCase(Locale.ROOT)) {
            case "PREFERRED" -> false;
            case "UNCLEAN" -> true;
            case "" ->
                    throw Cluster.invalid(
                            "election_type is missing: PREFERRED, or UNCLEAN, which may lose records");
            default ->
                    throw Cluster.invalid(
                            "election_type " + type + " is neither PREFERRED nor UNCLEAN");
        };
    }

    private static @Nullable List<TopicPartition> partitions(
            @Nullable List<Requests.PartitionName> names) {
        if (names == null) {
            return null;
        }
        List<TopicPartition> partitions = new ArrayList<>();
        for (Requests.PartitionName name : names) {
            partitions.add(Requests.partition(name.topicName(), name.partitionId()));
        }
        return partitions;
    }
}
