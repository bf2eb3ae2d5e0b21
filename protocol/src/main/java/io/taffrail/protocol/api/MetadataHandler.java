package io.taffrail.protocol.api;

import io.taffrail.kernel.config.BrokerConfigs;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.kernel.metadata.TopicNames;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** Metadata 0–13 (KIP-516 topic ids, KIP-1102 rebootstrap). Creates unknown topics when allowed. */
public final class MetadataHandler implements ApiHandler {

    private static final ApiRange RANGE = ApiRange.of(ApiKeys.METADATA, 0, 13);

    private final Supplier<MetadataImage> images;
    private final Function<MetadataImage, EffectiveConfigs> configs;
    private final TopicCreation creation;
    private final LoopbackAdvice advice = new LoopbackAdvice();

    /**
     * @param configs the settings that hold on this node
     */
    public MetadataHandler(
            Supplier<MetadataImage> images,
            Function<MetadataImage, EffectiveConfigs> configs,
            TopicCreation creation) {
        this.images = images;
        this.configs = configs;
        this.creation = creation;
    }

    @Override
    public ApiRange range() {
        return RANGE;
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(MetadataRequestData.class);
        MetadataImage image = images.get();
        Set<String> creatable = creatable(exchange.version(), request, image);
        if (creatable.isEmpty()) {
            exchange.respond(answer(exchange, request, image));
        } else {
            creation.create(creatable)
                    .whenComplete((done, failure) ->
                            exchange.respond(answer(exchange, request, images.get())));
        }
    }

    private Set<String> creatable(short version, MetadataRequestData request, MetadataImage image) {
        Set<String> names = new LinkedHashSet<>();
        // Before version 4 a client could not say no.
        boolean mayCreate = version < 4 || request.allowAutoTopicCreation();
        if (mayCreate && request.topics() != null) {
            for (MetadataRequestTopic topic : request.topics()) {
                boolean isMissing = topic.name() != null && image.topic(topic.name()) == null;
                if (isMissing && TopicNames.objection(topic.name()).isEmpty()) {
                    names.add(topic.name());
                }
            }
        }
        boolean isEnabled =
                !names.isEmpty()
                        && configs.apply(image)
                                .brokerBoolean(BrokerConfigs.AUTO_CREATE_TOPICS_ENABLE);
        return isEnabled ? names : Set.of();
    }

    private MetadataResponseData answer(
            Exchange exchange, MetadataRequestData request, MetadataImage image) {
        short version = exchange.version();
        List<Listeners.Reachable> reachable = Listeners.reachable(image, exchange.listener());
        advice.onTold(exchange.peer().getAddress(), reachable);
        var response =
                new MetadataResponseData()
                        .setClusterId(image.clusterId())
                        .setControllerId(Listeners.controllerId(reachable));
        for (Listeners.Reachable node : reachable) {
            response.brokers()
                    .add(
                            new MetadataResponseBroker()
                                    .setNodeId(node.node().id())
                                    .setHost(node.endpoint().host())
                                    .setPort(node.endpoint().port())
                                    .setRack(node.node().rack()));
        }
        // In version 0 an empty list means all topics; later that is what null says.
        boolean all = request.topics() == null || (version == 0 && request.topics().isEmpty());
        if (all) {
            for (TopicImage topic : image.topics()) {
                response.topics().add(describe(topic, image));
            }
        } else {
            for (MetadataRequestTopic topic : request.topics()) {
                response.topics().add(describe(topic, image));
            }
        }
        return response;
    }

    private static MetadataResponseTopic describe(MetadataRequestTopic asked, MetadataImage image) {
        boolean byId = !asked.topicId().equals(Uuid.ZERO_UUID);
        TopicImage topic =
                byId ? image.topic(Ids.java(asked.topicId())) : image.topic(asked.name());
        if (topic != null) {
            return describe(topic, image);
        }
        var missing = new MetadataResponseTopic().setTopicId(asked.topicId());
        if (byId) {
            return missing.setName(null).setErrorCode(Errors.UNKNOWN_TOPIC_ID.code());
        }
        boolean isNameless = TopicNames.objection(asked.name()).isPresent();
        return missing.setName(asked.name())
                .setErrorCode(
                        isNameless
                                ? Errors.INVALID_TOPIC_EXCEPTION.code()
                                : Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
    }

    private static MetadataResponseTopic describe(TopicImage topic, MetadataImage image) {
        var described =
                new MetadataResponseTopic()
                        .setName(topic.name())
                        .setTopicId(Ids.wire(topic.id()))
                        .setIsInternal(topic.internal());
        for (PartitionImage partition : topic.partitions()) {
            Errors error = partition.hasLeader() ? Errors.NONE : Errors.LEADER_NOT_AVAILABLE;
            described
                    .partitions()
                    .add(
                            new MetadataResponsePartition()
                                    .setErrorCode(error.code())
                                    .setPartitionIndex(partition.partition())
                                    .setLeaderId(partition.leader())
                                    .setLeaderEpoch(partition.leaderEpoch())
                                    .setReplicaNodes(partition.replicas())
                                    .setIsrNodes(partition.isr())
                                    .setOfflineReplicas(offline(partition, image)));
        }
        return described;
    }

    static List<Integer> offline(PartitionImage partition, MetadataImage image) {
        List<Integer> offline = new ArrayList<>();
        for (int replica : partition.replicas()) {
            var node = image.node(replica);
            if (node == null || node.fenced()) {
                offline.add(replica);
            }
        }
        return offline;
    }
}
