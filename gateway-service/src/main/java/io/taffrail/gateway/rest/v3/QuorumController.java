package io.taffrail.gateway.rest.v3;

import io.swagger.v3.oas.annotations.tags.Tag;
import io.taffrail.gateway.link.ClusterOperations;
import io.taffrail.gateway.rest.v3.OperationResources.Quorum;
import io.taffrail.gateway.rest.v3.OperationResources.Voter;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The controllers, and how far each is with the metadata log (KIP-595). */
@RestController
@RequestMapping(path = "/v3/clusters/{cluster}/quorum", produces = "application/json")
@Tag(name = "controllers (v3)")
public final class QuorumController {

    private final Cluster cluster;

    public QuorumController(Cluster cluster) {
        this.cluster = cluster;
    }

    @GetMapping
    Quorum get(HttpServletRequest request, @PathVariable("cluster") String clusterId) {
        cluster.image(clusterId);
        ClusterOperations.Quorum quorum = cluster.answer(cluster.operations().describeQuorum());
        return new Quorum(
                "KafkaQuorum",
                Addresses.of(request, clusterId).quorum(),
                clusterId,
                quorum.leaderId(),
                quorum.leaderEpoch(),
                quorum.committedIndex(),
                quorum.voters().stream().map(voter -> resource(voter, quorum)).toList());
    }

    private static Voter resource(ClusterOperations.Voter voter, ClusterOperations.Quorum quorum) {
        boolean isKnown = voter.lastIndex() >= 0;
        return new Voter(
                voter.id(),
                voter.host(),
                voter.port(),
                voter.id() == quorum.leaderId(),
                isKnown ? voter.lastIndex() : null,
                isKnown ? Math.max(0, quorum.committedIndex() - voter.lastIndex()) : null);
    }
}
