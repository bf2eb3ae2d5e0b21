package io.taffrail.controller.api;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.ControllerCommand.UpdateFeature;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData.FeatureUpdateKey;
import org.apache.kafka.common.message.UpdateFeaturesResponseData;
import org.apache.kafka.common.message.UpdateFeaturesResponseData.UpdatableFeatureResult;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * UpdateFeatures 0–2 (KIP-584, KIP-1022). Version 2 knows only one outcome for all features, so the
 * first refusal is it.
 */
final class UpdateFeaturesHandler implements ApiHandler {

    private static final short FIRST_WITHOUT_RESULTS = 2;
    private static final byte UPGRADE = 1;

    private final Proposer proposer;

    UpdateFeaturesHandler(Proposer proposer) {
        this.proposer = proposer;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.UPDATE_FEATURES, 0, 2);
    }

    private record Asked(String feature, CompletableFuture<CommandReply> reply) {}

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(UpdateFeaturesRequestData.class);
        List<Asked> asked =
                request.featureUpdates().stream()
                        .map(update -> new Asked(update.feature(), update(update, request)))
                        .toList();
        Proposer.whenAll(
                asked.stream().map(Asked::reply).toList(),
                () -> exchange.respond(response(asked, exchange.version())));
    }

    private CompletableFuture<CommandReply> update(
            FeatureUpdateKey update, UpdateFeaturesRequestData request) {
        boolean mayDowngrade = update.allowDowngrade() || update.upgradeType() != UPGRADE;
        return proposer.ask(
                new UpdateFeature(update.feature(), update.maxVersionLevel(), mayDowngrade),
                Proposer.ANONYMOUS,
                request.timeoutMs(),
                request.validateOnly());
    }

    private static UpdateFeaturesResponseData response(List<Asked> asked, short version) {
        var response = new UpdateFeaturesResponseData();
        for (Asked one : asked) {
            Verdict verdict = Verdict.of(one.reply().join());
            if (version >= FIRST_WITHOUT_RESULTS) {
                if (response.errorCode() == 0 && verdict.code() != 0) {
                    response.setErrorCode(verdict.code()).setErrorMessage(verdict.message());
                }
            } else {
                response.results()
                        .add(
                                new UpdatableFeatureResult()
                                        .setFeature(one.feature())
                                        .setErrorCode(verdict.code())
                                        .setErrorMessage(verdict.message()));
            }
        }
        return response;
    }
}
