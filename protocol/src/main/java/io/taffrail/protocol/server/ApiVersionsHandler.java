package io.taffrail.protocol.server;

import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.RulesLevels;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.FinalizedFeatureKey;
import org.apache.kafka.common.message.ApiVersionsResponseData.SupportedFeatureKey;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * ApiVersions 0–4 (KIP-35, KIP-511, KIP-584). Tells what the listener answers, so it lives next to
 * the router, whose table is the answer.
 */
public final class ApiVersionsHandler implements ApiHandler {

    private static final ApiRange RANGE = ApiRange.of(ApiKeys.API_VERSIONS, 0, 4);

    private final ApiRouter router;
    private final Supplier<Features> features;

    /**
     * @param finalizedEpoch grows with every change of a level; -1 when none is known
     */
    public record Features(long finalizedEpoch, List<Level> levels) {

        /** A feature with the levels that this build supports and the one that is in force. */
        public record Level(String name, short min, short max, short finalized) {}

        /** The levels of the rules: what this build supports, and where the cluster is. */
        public static Features of(MetadataImage image) {
            RulesLevels supported = RulesLevels.SUPPORTED;
            return new Features(
                    image.appliedIndex(),
                    List.of(
                            new Level(
                                    RulesLevels.FEATURE,
                                    supported.min(),
                                    supported.max(),
                                    image.featureLevel(RulesLevels.FEATURE))));
        }
    }

    public ApiVersionsHandler(ApiRouter router, Supplier<Features> features) {
        this.router = router;
        this.features = features;
    }

    @Override
    public ApiRange range() {
        return RANGE;
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(ApiVersionsRequestData.class);
        var response = new ApiVersionsResponseData();
        for (ApiRange range : router.ranges()) {
            response.apiKeys()
                    .add(
                            new ApiVersion()
                                    .setApiKey(range.key())
                                    .setMinVersion(range.min())
                                    .setMaxVersion(range.max()));
        }
        if (request instanceof RequestParser.UnknownVersion) {
            response.setErrorCode(Errors.UNSUPPORTED_VERSION.code());
        } else if (isNameless(exchange.version(), request)) {
            response = new ApiVersionsResponseData().setErrorCode(Errors.INVALID_REQUEST.code());
        } else {
            addFeatures(response, exchange.version());
        }
        exchange.respond(response);
    }

    private static boolean isNameless(short version, ApiVersionsRequestData request) {
        boolean namesSoftware =
                isSoftwareName(request.clientSoftwareName())
                        && isSoftwareName(request.clientSoftwareVersion());
        return version >= 3 && !namesSoftware;
    }

    private static boolean isSoftwareName(String name) {
        return name.matches("[a-zA-Z0-9](?:[a-zA-Z0-9\\-.]*[a-zA-Z0-9])?");
    }

    private void addFeatures(ApiVersionsResponseData response, short version) {
        Features current = features.get();
        response.setFinalizedFeaturesEpoch(current.finalizedEpoch());
        for (Features.Level level : current.levels()) {
            // Before v4 a supported minimum of 0 could not be expressed (KAFKA-17011).
            if (version >= 4 || level.min() > 0) {
                response.supportedFeatures()
                        .add(
                                new SupportedFeatureKey()
                                        .setName(level.name())
                                        .setMinVersion(level.min())
                                        .setMaxVersion(level.max()));
            }
            if (level.finalized() > 0) {
                response.finalizedFeatures()
                        .add(
                                new FinalizedFeatureKey()
                                        .setName(level.name())
                                        .setMinVersionLevel(level.finalized())
                                        .setMaxVersionLevel(level.finalized()));
            }
        }
    }
}
