package io.taffrail.controller.api;

import io.taffrail.controller.quorum.QuorumConfig;
import io.taffrail.controller.quorum.VoterChange;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import org.apache.kafka.common.message.AddRaftVoterRequestData;
import org.apache.kafka.common.message.AddRaftVoterResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * AddRaftVoter 0–1 (KIP-853, KIP-1186): another controller that votes. The first listener is where
 * it listens for the other controllers. Our controllers have no directory ids, so that any is
 * taken; and an answer always comes when the change is committed.
 */
final class AddRaftVoterHandler implements ApiHandler {

    private final VoterChanges changes;

    AddRaftVoterHandler(VoterChanges changes) {
        this.changes = changes;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.ADD_RAFT_VOTER, 0, 1);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(AddRaftVoterRequestData.class);
        var listeners = request.listeners().iterator();
        if (!listeners.hasNext()) {
            answer(
                    exchange,
                    Verdict.of(
                            Rejection.INVALID_REQUEST,
                            "controller %d has no listener: name where it listens for the other controllers"
                                    .formatted(request.voterId())));
            return;
        }
        var listener = listeners.next();
        var peer = new QuorumConfig.Peer(request.voterId(), listener.host(), listener.port());
        changes.make(new VoterChange.Add(peer), request.clusterId(), request.timeoutMs())
                .thenAccept(verdict -> answer(exchange, verdict));
    }

    private static void answer(Exchange exchange, Verdict verdict) {
        exchange.respond(
                new AddRaftVoterResponseData()
                        .setErrorCode(verdict.code())
                        .setErrorMessage(verdict.message()));
    }
}
