package io.taffrail.gateway.rest.v3;

import io.swagger.v3.oas.annotations.tags.Tag;
import io.taffrail.gateway.link.ClusterOperations;
import io.taffrail.gateway.rest.v3.OperationResources.Quorum;
import io.taffrail.gateway.rest.v3.OperationResources.Voter;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The controllers, and how far each is with the metadata log (KIP-595). */
@RestController
@RequestMapping(path = "/v3/clusters/{cluster}/quorum", produces = "application/json")
@Tag(name = "controllers (v3)")
public final class QuorumController {

    private static final int PORT_MAX = 65_535;

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

    /**
     * Adds a controller, which must run with an empty directory and wait for that. Answers when it
     * has caught up and votes.
     */
    @PostMapping("/voters")
    Quorum add(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @RequestBody Requests.Voter asked) {
        cluster.image(clusterId);
        Integer id = asked.controllerId();
        String host = asked.host();
        Integer port = asked.port();
        if (id == null || host == null || port == null) {
            throw Cluster.invalid(
                    "controller_id, host and port say who is added and where it listens for the other controllers: one of them is missing");
        }
        if (port < 1 || port > PORT_MAX) {
            throw Cluster.invalid("port " + port + " is not in 1.." + PORT_MAX);
        }
        cluster.answer(cluster.operations().addVoter(id, host, port));
        return get(request, clusterId);
    }

    /** The controller votes no more; stop it afterwards. */
    @DeleteMapping("/voters/{controller}")
    ResponseEntity<Void> remove(
            @PathVariable("cluster") String clusterId, @PathVariable("controller") int id) {
        cluster.image(clusterId);
        cluster.answer(cluster.operations().removeVoter(id));
        return ResponseEntity.noContent().build();
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
