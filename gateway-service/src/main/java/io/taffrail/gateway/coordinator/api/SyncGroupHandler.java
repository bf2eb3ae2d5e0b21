package io.taffrail.gateway.coordinator.api;

import io.taffrail.gateway.coordinator.group.classic.Assigned;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Sync;
import io.taffrail.gateway.coordinator.group.classic.Opaque;
import io.taffrail.gateway.link.Answer;
import io.taffrail.protocol.errors.ErrorTable;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * SyncGroup 0–5: 3 knows static members (KIP-345), 5 must say which protocol it believes in
 * (KIP-559).
 */
final class SyncGroupHandler implements ApiHandler {

    private static final short WITH_PROTOCOL = 5;

    private final Shards shards;

    SyncGroupHandler(Shards shards) {
        this.shards = shards;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.SYNC_GROUP, 0, 5);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(SyncGroupRequestData.class);
        boolean saysProtocol = request.protocolType() != null && request.protocolName() != null;
        if (exchange.version() >= WITH_PROTOCOL && !saysProtocol) {
            exchange.respond(refusal(Errors.INCONSISTENT_GROUP_PROTOCOL));
            return;
        }
        shards.ask(sync(request))
                .thenAccept(answer ->
                        exchange.respond(
                                switch (answer) {
                                    case Answer.Given<Assigned> given -> response(given.value());
                                    case Answer.Refused<Assigned> refused ->
                                            refusal(ErrorTable.error(refused.rejected().reason()));
                                }));
    }

    private static Sync sync(SyncGroupRequestData request) {
        Map<String, Opaque> assignments = new HashMap<>();
        request.assignments()
                .forEach(each -> assignments.put(each.memberId(), new Opaque(each.assignment())));
        return new Sync(
                request.groupId(),
                request.memberId(),
                request.groupInstanceId(),
                request.generationId(),
                request.protocolType(),
                request.protocolName(),
                assignments);
    }

    private static SyncGroupResponseData response(Assigned assigned) {
        return new SyncGroupResponseData()
                .setProtocolType(assigned.protocolType())
                .setProtocolName(assigned.protocolName())
                .setAssignment(assigned.assignment().bytes());
    }

    private static SyncGroupResponseData refusal(Errors error) {
        return new SyncGroupResponseData().setErrorCode(error.code());
    }
}
