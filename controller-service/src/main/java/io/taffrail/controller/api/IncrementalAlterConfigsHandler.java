package io.taffrail.controller.api;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.controller.command.ControllerCommand.ConfigEdit;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * IncrementalAlterConfigs 0–1 (KIP-339): single settings are set, deleted, added to, taken from.
 */
final class IncrementalAlterConfigsHandler implements ApiHandler {

    private final Proposer proposer;

    IncrementalAlterConfigsHandler(Proposer proposer) {
        this.proposer = proposer;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.INCREMENTAL_ALTER_CONFIGS, 0, 1);
    }

    private record Asked(ConfigTarget target, CompletableFuture<CommandReply> reply) {}

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(IncrementalAlterConfigsRequestData.class);
        List<Asked> asked =
                request.resources().stream()
                        .map(resource -> alter(resource, request.validateOnly()))
                        .toList();
        Proposer.whenAll(
                asked.stream().map(Asked::reply).toList(), () -> exchange.respond(response(asked)));
    }

    private Asked alter(AlterConfigsResource resource, boolean validateOnly) {
        var target = new ConfigTarget(resource.resourceType(), resource.resourceName());
        var edits = new ArrayList<ConfigEdit>();
        ConfigEdit.Operation[] operations = ConfigEdit.Operation.values();
        for (var config : resource.configs()) {
            int number = config.configOperation();
            if (number < 0 || number >= operations.length) {
                return new Asked(
                        target,
                        CompletableFuture.completedFuture(
                                Refused.because(
                                        Rejection.INVALID_REQUEST,
                                        "operation %d on %s is not in 0..%d",
                                        number,
                                        config.name(),
                                        operations.length - 1)));
            }
            // The enum stands in the order of Kafka's numbers.
            edits.add(new ConfigEdit(config.name(), operations[number], config.value()));
        }
        return new Asked(target, target.alter(proposer, edits, false, validateOnly));
    }

    private static IncrementalAlterConfigsResponseData response(List<Asked> asked) {
        var response = new IncrementalAlterConfigsResponseData();
        for (Asked one : asked) {
            Verdict verdict = Verdict.of(one.reply().join());
            response.responses()
                    .add(
                            new AlterConfigsResourceResponse()
                                    .setResourceType(one.target().type())
                                    .setResourceName(one.target().name())
                                    .setErrorCode(verdict.code())
                                    .setErrorMessage(verdict.message()));
        }
        return response;
    }
}
