package io.taffrail.protocol.api;

import io.taffrail.kernel.config.BrokerConfigs;
import io.taffrail.kernel.config.ConfigKey;
import io.taffrail.kernel.config.ConfigSource;
import io.taffrail.kernel.config.ConfigType;
import io.taffrail.kernel.config.ConfigValue;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.config.TopicConfigs;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsSynonym;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** DescribeConfigs 1–4 (KIP-133, KIP-226 synonyms, KIP-569 types and documentation). */
public final class DescribeConfigsHandler implements ApiHandler {

    private static final ApiRange RANGE = ApiRange.of(ApiKeys.DESCRIBE_CONFIGS, 1, 4);

    private final int nodeId;
    private final Supplier<MetadataImage> images;
    private final Function<MetadataImage, EffectiveConfigs> configs;

    public DescribeConfigsHandler(
            int nodeId,
            Supplier<MetadataImage> images,
            Function<MetadataImage, EffectiveConfigs> configs) {
        this.nodeId = nodeId;
        this.images = images;
        this.configs = configs;
    }

    @Override
    public ApiRange range() {
        return RANGE;
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(DescribeConfigsRequestData.class);
        MetadataImage image = images.get();
        var response = new DescribeConfigsResponseData();
        for (DescribeConfigsResource resource : request.resources()) {
            response.results().add(describe(request, resource, image));
        }
        exchange.respond(response);
    }

    private DescribeConfigsResult describe(
            DescribeConfigsRequestData request,
            DescribeConfigsResource resource,
            MetadataImage image) {
        var result =
                new DescribeConfigsResult()
                        .setResourceType(resource.resourceType())
                        .setResourceName(resource.resourceName());
        return switch (ConfigResource.Type.forId(resource.resourceType())) {
            case TOPIC -> describeTopic(request, resource, image, result);
            case BROKER -> describeBroker(request, resource, image, result);
            case BROKER_LOGGER, CLIENT_METRICS, GROUP, UNKNOWN ->
                    refuse(
                            result,
                            Errors.INVALID_REQUEST,
                            "configs of resource type "
                                    + resource.resourceType()
                                    + " do not exist here");
        };
    }

    private DescribeConfigsResult describeTopic(
            DescribeConfigsRequestData request,
            DescribeConfigsResource resource,
            MetadataImage image,
            DescribeConfigsResult result) {
        String topic = resource.resourceName();
        if (image.topic(topic) == null) {
            return refuse(
                    result,
                    Errors.UNKNOWN_TOPIC_OR_PARTITION,
                    "topic '" + topic + "' does not exist");
        }
        EffectiveConfigs effective = configs.apply(image);
        for (ConfigKey key : TopicConfigs.all().keys()) {
            if (isAsked(resource, key)) {
                result.configs().add(entry(request, effective.topicValue(topic, key)));
            }
        }
        return result;
    }

    private DescribeConfigsResult describeBroker(
            DescribeConfigsRequestData request,
            DescribeConfigsResource resource,
            MetadataImage image,
            DescribeConfigsResult result) {
        String broker = resource.resourceName();
        boolean isThisNode = broker.equals(Integer.toString(nodeId));
        if (!isThisNode && !broker.isEmpty()) {
            return refuse(
                    result,
                    Errors.INVALID_REQUEST,
                    "broker " + broker + " was asked for, but this is broker " + nodeId);
        }
        EffectiveConfigs effective = configs.apply(image);
        for (ConfigKey key : BrokerConfigs.all().keys()) {
            ConfigValue value = effective.brokerValue(key.name());
            boolean isClusterWide = value.source() == ConfigSource.DYNAMIC_ALL_BROKERS;
            if (isAsked(resource, key) && (isThisNode || isClusterWide)) {
                result.configs().add(entry(request, value));
            }
        }
        return result;
    }

    private static boolean isAsked(DescribeConfigsResource resource, ConfigKey key) {
        @Nullable Collection<String> names = resource.configurationKeys();
        return names == null || names.contains(key.name());
    }

    private static DescribeConfigsResult refuse(
            DescribeConfigsResult result, Errors error, String message) {
        return result.setErrorCode(error.code()).setErrorMessage(message);
    }

    private static DescribeConfigsResourceResult entry(
            DescribeConfigsRequestData request, ConfigValue value) {
        var entry =
                new DescribeConfigsResourceResult()
                        .setName(value.key().name())
                        .setValue(value.value())
                        .setReadOnly(false)
                        .setConfigSource(wireSource(value.source()))
                        .setConfigType(wireType(value.key().type()))
                        .setDocumentation(
                                request.includeDocumentation()
                                        ? value.key().documentation()
                                        : null);
        if (request.includeSynonyms()) {
            entry.setSynonyms(synonyms(value));
        }
        return entry;
    }

    private static List<DescribeConfigsSynonym> synonyms(ConfigValue value) {
        return value.candidates().stream()
                .map(candidate ->
                        new DescribeConfigsSynonym()
                                .setName(candidate.name())
                                .setValue(candidate.value())
                                .setSource(wireSource(candidate.source())))
                .toList();
    }

    /** The numbers of KIP-226. */
    private static byte wireSource(ConfigSource source) {
        return switch (source) {
            case TOPIC_OVERRIDE -> 1;
            case DYNAMIC_BROKER -> 2;
            case DYNAMIC_ALL_BROKERS -> 3;
            case STATIC_BROKER -> 4;
            case DEFAULT -> 5;
        };
    }

    /** The numbers of KIP-569. */
    private static byte wireType(ConfigType type) {
        return switch (type) {
            case BOOLEAN -> 1;
            case STRING -> 2;
            case INT -> 3;
            case SHORT -> 4;
            case LONG -> 5;
            case DOUBLE -> 6;
            case LIST -> 7;
        };
    }
}
