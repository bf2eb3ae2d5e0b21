package io.taffrail.controller.api;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.ControllerCommand.ConfigEdit;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.AlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * AlterConfigs 0–2 (KIP-133): the settings that are named become all that the resource has. Old
 * tools use it; {@link IncrementalAlterConfigsHandler} is what to prefer.
 */
final class AlterConfigsHandler implements ApiHandler {

    private final Proposer proposer;

    AlterConfigsHandler(Proposer proposer) {
        this.proposer = proposer;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.ALTER_CONFIGS, 0, 2);
    }

    private record Asked(ConfigTarget target, CompletableFuture<CommandReply> reply) {}

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(AlterConfigsRequestData.class);
        List<Asked> asked =
                request.resources().stream()
                        .map(resource -> alter(resource, request.validateOnly()))
                        .toList();
        Proposer.whenAll(
                asked.stream().map(Asked::reply).toList(), () -> exchange.respond(response(asked)));
    }

    private Asked alter(AlterConfigsResource resource, boolean validateOnly) {
        var target = new ConfigTarget(resource.resourceType(), resource.resourceName());
        List<ConfigEdit> edits =
                resource.configs().stream()
                        .map(config ->
                                new ConfigEdit(
                                        config.name(), ConfigEdit.Operation.SET, config.value()))
                        .toList();
        return new Asked(target, target.alter(proposer, edits, true, validateOnly));
    }

    private static AlterConfigsResponseData response(List<Asked> asked) {
        var response = new AlterConfigsResponseData();
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
