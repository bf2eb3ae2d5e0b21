package io.taffrail.controller.quorum;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.Accepted;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.kernel.fault.Rejection;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.retry.RetryPolicy;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.util.TimeDuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a leader goes: first another one leads. One that stops is then missed by nobody. One that is
 * removed from the voters has to, because a leader whose own removal Ratis commits closes itself
 * under the lock that its pending writes wait for, and waits for them. One that counts wrongly what
 * another has goes so that the next one counts anew.
 */
final class Succession {

    private static final Logger LOG = LoggerFactory.getLogger(Succession.class);

    /** Longer than a vote takes; after that an election is the quicker way. */
    private static final long HAND_OVER_MS = 1_000;

    /** A successor answers once the first entry of its term is committed. */
    private static final RetryPolicy UNTIL_IT_LEADS =
            RetryPolicies.retryUpToMaximumCountWithFixedSleep(
                    50, TimeDuration.valueOf(100, TimeUnit.MILLISECONDS));

    private final QuorumConfig config;
    private final RaftServer server;
    private final ClientId clientId = ClientId.randomId();
    private final AtomicLong callIds = new AtomicLong();

    Succession(QuorumConfig config, RaftServer server) {
        this.config = config;
        this.server = server;
    }

    /**
     * Makes the other voter lead whose log reaches furthest.
     *
     * @return who leads now; empty when it did not work out, and then the others elect one
     */
    Optional<QuorumConfig.Peer> handOver() {
        try {
            return handOver(_ -> true);
        } catch (IOException e) {
            LOG.info(
                    "controller {} could not hand over ({}): the others elect one",
                    config.nodeId(),
                    e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Makes that one lead of these other voters whose log reaches furthest.
     *
     * @return who leads now; empty when there is none of these
     * @throws IOException when it did not work out, or when nobody knows whether it did
     */
    Optional<QuorumConfig.Peer> handOver(Predicate<QuorumStatus.Voter> among) throws IOException {
        Optional<QuorumStatus.Voter> furthest =
                voters().stream()
                        .filter(voter -> voter.id() != config.nodeId())
                        .filter(among)
                        .max(Comparator.comparingLong(QuorumStatus.Voter::lastIndex));
        if (furthest.isPresent()) {
            RaftClientReply reply = server.transferLeadership(request(furthest.get().id()));
            if (!reply.isSuccess()) {
                throw reply.getException();
            }
        }
        return furthest.map(Succession::peer);
    }

    /** Has a successor remove this controller. It answers on a thread of its own. */
    CompletableFuture<CommandReply> removeItself() {
        return CompletableFuture.supplyAsync(
                this::remove,
                task ->
                        Thread.ofPlatform()
                                .daemon()
                                .name("controller-" + config.nodeId() + "-leaves")
                                .start(task));
    }

    private CommandReply remove() {
        Optional<QuorumConfig.Peer> successor = handOver();
        if (successor.isEmpty()) {
            return Refused.because(
                    Rejection.REQUEST_TIMED_OUT,
                    "controller %d leads, and no other voter took over within %d ms, so it was not removed: see whether the others run, and try again",
                    config.nodeId(),
                    HAND_OVER_MS);
        }
        try {
            List<QuorumConfig.Peer> present = voters().stream().map(Succession::peer).toList();
            PeerProbe.changeMembers(
                    successor.get(),
                    present,
                    present.stream().filter(peer -> peer.id() != config.nodeId()).toList(),
                    UNTIL_IT_LEADS);
            return new Accepted();
        } catch (IOException e) {
            return Refused.because(
                    Rejection.REQUEST_TIMED_OUT,
                    "controller %d, which leads in place of controller %d, did not say whether it removed it (%s): look at the voters before you repeat it",
                    successor.get().id(),
                    config.nodeId(),
                    String.valueOf(e.getMessage()));
        }
    }

    private List<QuorumStatus.Voter> voters() throws IOException {
        return RatisStatus.of(config, server.getDivision(RatisNames.GROUP)).voters();
    }

    private TransferLeadershipRequest request(int successor) {
        return new TransferLeadershipRequest(
                clientId,
                server.getId(),
                RatisNames.GROUP,
                callIds.incrementAndGet(),
                RatisNames.peerId(successor),
                HAND_OVER_MS);
    }

    static QuorumConfig.Peer peer(QuorumStatus.Voter voter) {
        return new QuorumConfig.Peer(voter.id(), voter.host(), voter.port());
    }
}
