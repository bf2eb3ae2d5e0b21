package io.taffrail.controller.api;

import io.taffrail.controller.liveness.Heartbeats.Heartbeat;
import io.taffrail.controller.liveness.NodeWatch;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import org.apache.kafka.common.message.BrokerHeartbeatRequestData;
import org.apache.kafka.common.message.BrokerHeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * BrokerHeartbeat 0–1 (KIP-500, KIP-858). The answer tells the state after what the heartbeat asked
 * for was decided. The end of the connection that it came over counts as the node's end.
 */
final class BrokerHeartbeatHandler implements ApiHandler {

    private final Proposer proposer;
    private final NodeWatch watch;

    BrokerHeartbeatHandler(Proposer proposer, NodeWatch watch) {
        this.proposer = proposer;
        this.watch = watch;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.BROKER_HEARTBEAT, 0, 1);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(BrokerHeartbeatRequestData.class);
        Errors refusal = refusal(request);
        if (refusal != Errors.NONE) {
            exchange.respond(new BrokerHeartbeatResponseData().setErrorCode(refusal.code()));
            return;
        }
        int nodeId = request.brokerId();
        Object connection = exchange.peer();
        boolean taken =
                watch.heard(
                        new Heartbeat(
                                nodeId,
                                request.brokerEpoch(),
                                request.currentMetadataOffset(),
                                request.wantFence(),
                                request.wantShutDown()),
                        connection,
                        () -> exchange.onDisconnect(() -> watch.closed(nodeId, connection)),
                        () -> exchange.respond(response(request)));
        if (!taken) {
            exchange.respond(
                    new BrokerHeartbeatResponseData()
                            .setErrorCode(Errors.REQUEST_TIMED_OUT.code()));
        }
    }

    private Errors refusal(BrokerHeartbeatRequestData request) {
        if (!proposer.isLeader()) {
            return Errors.NOT_CONTROLLER;
        }
        NodeImage node = proposer.image().node(request.brokerId());
        if (node == null) {
            return Errors.BROKER_ID_NOT_REGISTERED;
        }
        return node.epoch() == request.brokerEpoch() ? Errors.NONE : Errors.STALE_BROKER_EPOCH;
    }

    private BrokerHeartbeatResponseData response(BrokerHeartbeatRequestData request) {
        NodeImage node = proposer.image().node(request.brokerId());
        if (node == null || node.epoch() != request.brokerEpoch()) {
            return new BrokerHeartbeatResponseData().setErrorCode(Errors.STALE_BROKER_EPOCH.code());
        }
        boolean hasHandedOver = node.inControlledShutdown() || node.fenced();
        return new BrokerHeartbeatResponseData()
                .setIsCaughtUp(request.currentMetadataOffset() >= node.epoch())
                .setIsFenced(node.fenced())
                .setShouldShutDown(request.wantShutDown() && hasHandedOver);
    }
}
