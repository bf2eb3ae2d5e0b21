package io.taffrail.controller.quorum;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.Accepted;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.kernel.fault.Rejection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.ReconfigurationInProgressException;
import org.apache.ratis.protocol.exceptions.ReconfigurationTimeoutException;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/**
 * Changes who votes, as the leader (KIP-853). Separate from the log, because it goes into the log
 * beside the commands, by Raft's own rules: the old and the new majority must both agree.
 */
final class RatisVoters {

    private final RaftServer server;
    private final Succession succession;
    private final ClientId clientId = ClientId.randomId();
    private long callId;

    RatisVoters(RaftServer server, Succession succession) {
        this.server = server;
        this.succession = succession;
    }

    CompletableFuture<CommandReply> change(VoterChange change) {
        List<QuorumConfig.Peer> present;
        try {
            present =
                    server.getDivision(RatisNames.GROUP).getRaftConf().getCurrentPeers().stream()
                            .map(RatisNames::peer)
                            .toList();
        } catch (IOException e) {
            return CompletableFuture.completedFuture(unknownOutcome(change, e));
        }
        Optional<Refused> objection = objection(change, present);
        if (objection.isPresent()) {
            return CompletableFuture.completedFuture(objection.get());
        }
        boolean isOwn = change.id() == RatisNames.id(server.getId());
        if (change instanceof VoterChange.Remove && isOwn) {
            return succession.removeItself();
        }
        try {
            return server.setConfigurationAsync(request(present, changed(change, present)))
                    .handle((reply, failure) -> reply(change, reply, failure));
        } catch (IOException e) {
            return CompletableFuture.completedFuture(unknownOutcome(change, e));
        }
    }

    static Optional<Refused> objection(VoterChange change, List<QuorumConfig.Peer> present) {
        List<Integer> ids = present.stream().map(QuorumConfig.Peer::id).toList();
        return switch (change) {
            case VoterChange.Add add when ids.contains(add.id()) ->
                    refused(
                            Rejection.DUPLICATE_VOTER,
                            "controller %d is one of the voters %s already",
                            add.id(),
                            ids);
            case VoterChange.Add _ -> Optional.empty();
            case VoterChange.Remove remove when !ids.contains(remove.id()) ->
                    refused(
                            Rejection.VOTER_NOT_FOUND,
                            "controller %d is none of the voters %s",
                            remove.id(),
                            ids);
            case VoterChange.Remove remove when ids.size() == 1 ->
                    refused(
                            Rejection.INVALID_REQUEST,
                            "controller %d is the last voter: add another first",
                            remove.id());
            case VoterChange.Remove _ -> Optional.empty();
        };
    }

    private static List<QuorumConfig.Peer> changed(
            VoterChange change, List<QuorumConfig.Peer> present) {
        var changed = new ArrayList<>(present);
        switch (change) {
            case VoterChange.Add add -> changed.add(add.peer());
            case VoterChange.Remove remove -> changed.removeIf(peer -> peer.id() == remove.id());
        }
        return changed;
    }

    private synchronized SetConfigurationRequest request(
            List<QuorumConfig.Peer> from, List<QuorumConfig.Peer> to) {
        callId++;
        return new SetConfigurationRequest(
                clientId, server.getId(), RatisNames.GROUP, callId, PeerProbe.change(from, to));
    }

    private static CommandReply reply(
            VoterChange change, @Nullable RaftClientReply reply, @Nullable Throwable failure) {
        if (reply != null && reply.isSuccess()) {
            return new Accepted();
        }
        Throwable failed = failure instanceof CompletionException ? failure.getCause() : failure;
        Throwable cause = reply == null ? failed : reply.getException();
        return switch (cause) {
            case NotLeaderException _ -> lost();
            case LeaderNotReadyException _ -> lost();
            case LeaderSteppingDownException _ -> lost();
            case ReconfigurationInProgressException _ ->
                    Refused.because(
                            Rejection.REQUEST_TIMED_OUT,
                            "another change of the voters is under way: wait for its end, and look before you ask again");
            case ReconfigurationTimeoutException _ ->
                    Refused.because(
                            Rejection.REQUEST_TIMED_OUT,
                            "controller %d did not catch up, so the voters are as they were: start it with an empty directory and with the address that you gave",
                            change.id());
            case null, default -> unknownOutcome(change, cause);
        };
    }

    private static CommandReply lost() {
        return Refused.because(
                Rejection.NOT_CONTROLLER, "this controller leads no more: ask the one that does");
    }

    private static Refused unknownOutcome(VoterChange change, @Nullable Throwable cause) {
        return Refused.because(
                Rejection.REQUEST_TIMED_OUT,
                "the quorum did not answer about controller %d (%s): look at its voters before you repeat it",
                change.id(),
                cause == null ? "no reason given" : String.valueOf(cause.getMessage()));
    }

    private static Optional<Refused> refused(Rejection reason, String message, Object... values) {
        return Optional.of(Refused.because(reason, message, values));
    }
}
