package io.taffrail.gateway.coordinator.api;

import io.taffrail.gateway.coordinator.group.classic.Alive;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Heartbeat;
import io.taffrail.gateway.link.Answer;
import io.taffrail.protocol.errors.ErrorTable;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/** Heartbeat 0–4: 3 knows static members (KIP-345). */
final class HeartbeatHandler implements ApiHandler {

    private final Shards shards;

    HeartbeatHandler(Shards shards) {
        this.shards = shards;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.HEARTBEAT, 0, 4);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(HeartbeatRequestData.class);
        shards.ask(
                        new Heartbeat(
                                request.groupId(),
                                request.memberId(),
                                request.groupInstanceId(),
                                request.generationId()))
                .thenAccept(answer -> exchange.respond(response(answer)));
    }

    private static HeartbeatResponseData response(Answer<Alive> answer) {
        return answer instanceof Answer.Refused<Alive> refused
                ? new HeartbeatResponseData()
                        .setErrorCode(ErrorTable.code(refused.rejected().reason()))
                : new HeartbeatResponseData();
    }
}
