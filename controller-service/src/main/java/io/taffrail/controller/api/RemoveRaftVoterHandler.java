package io.taffrail.controller.api;

import io.taffrail.controller.quorum.VoterChange;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import org.apache.kafka.common.message.RemoveRaftVoterRequestData;
import org.apache.kafka.common.message.RemoveRaftVoterResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * RemoveRaftVoter 0 (KIP-853): a controller that votes no more. Our controllers have no directory
 * ids, so that any is taken.
 */
final class RemoveRaftVoterHandler implements ApiHandler {

    private static final long TIMEOUT_MS = 30_000;

    private final VoterChanges changes;

    RemoveRaftVoterHandler(VoterChanges changes) {
        this.changes = changes;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.REMOVE_RAFT_VOTER, 0, 0);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(RemoveRaftVoterRequestData.class);
        changes.make(new VoterChange.Remove(request.voterId()), request.clusterId(), TIMEOUT_MS)
                .thenAccept(verdict ->
                        exchange.respond(
                                new RemoveRaftVoterResponseData()
                                        .setErrorCode(verdict.code())
                                        .setErrorMessage(verdict.message())));
    }
}
