package io.taffrail.controller.api;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.NodeAdmitted;
import io.taffrail.controller.command.ControllerCommand.RegisterNode;
import io.taffrail.controller.decide.FeatureRules;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.RulesLevels;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.List;
import org.apache.kafka.common.message.BrokerRegistrationRequestData;
import org.apache.kafka.common.message.BrokerRegistrationResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * BrokerRegistration 0–4 (KIP-500, KIP-858): for brokers and gateways alike. An empty cluster id
 * comes from a node that has no data yet and belongs to whoever takes it.
 */
final class BrokerRegistrationHandler implements ApiHandler {

    private static final long TIMEOUT_MS = 10_000;

    private final Proposer proposer;

    BrokerRegistrationHandler(Proposer proposer) {
        this.proposer = proposer;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.BROKER_REGISTRATION, 0, 4);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(BrokerRegistrationRequestData.class);
        List<Endpoint> endpoints;
        try {
            endpoints =
                    request.listeners().stream()
                            .map(l -> new Endpoint(l.name(), l.host(), l.port()))
                            .toList();
        } catch (IllegalArgumentException unusable) {
            exchange.respond(
                    new BrokerRegistrationResponseData()
                            .setErrorCode(Errors.INVALID_REQUEST.code()));
            return;
        }
        var command =
                new RegisterNode(
                        request.brokerId(),
                        request.clusterId(),
                        Ids.kernel(request.incarnationId()),
                        endpoints,
                        request.rack(),
                        request.logDirs().stream().map(Ids::kernel).toList(),
                        levels(request));
        proposer.propose(command, "Node:" + request.brokerId(), TIMEOUT_MS)
                .thenAccept(reply -> exchange.respond(response(reply)));
    }

    /** Not before the cluster's level allows it, since an older controller could not read it. */
    private @Nullable RulesLevels levels(BrokerRegistrationRequestData request) {
        short level = proposer.image().featureLevel(FeatureRules.RULES);
        var said = request.features().find(FeatureRules.RULES);
        return level < FeatureRules.LEVEL_OF_SAID_LEVELS || said == null
                ? null
                : new RulesLevels(said.minSupportedVersion(), said.maxSupportedVersion());
    }

    private static BrokerRegistrationResponseData response(CommandReply reply) {
        var response = new BrokerRegistrationResponseData().setErrorCode(Verdict.of(reply).code());
        if (reply instanceof NodeAdmitted admitted) {
            response.setBrokerEpoch(admitted.epoch());
        }
        return response;
    }
}
