package io.taffrail.controller.api;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.controller.command.CommandReply.TopicMade;
import io.taffrail.controller.command.ControllerCommand.CreateTopic;
import io.taffrail.kernel.config.ConfigKey;
import io.taffrail.kernel.config.ConfigSource;
import io.taffrail.kernel.config.ConfigValue;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.config.TopicConfigs;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicConfigs;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * CreateTopics 2–7 (KIP-4; KIP-464: -1 asks for the defaults; KIP-525: the answer tells the
 * settings; KIP-516: and the topic's id). Each topic is decided by itself.
 */
final class CreateTopicsHandler implements ApiHandler {

    private static final int NOT_A_BROKER = -1;

    private final Proposer proposer;
    private final Map<String, String> defaults;

    /**
     * @param defaults the settings of brokers that hold where nobody changed them at run time
     */
    CreateTopicsHandler(Proposer proposer, Map<String, String> defaults) {
        this.proposer = proposer;
        this.defaults = defaults;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.CREATE_TOPICS, 2, 7);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(CreateTopicsRequestData.class);
        Set<String> repeated = repeated(request);
        var replies = new LinkedHashMap<String, CompletableFuture<CommandReply>>();
        for (CreatableTopic topic : request.topics()) {
            replies.computeIfAbsent(
                    topic.name(),
                    name ->
                            repeated.contains(name)
                                    ? refused("topic %s is named more than once", name)
                                    : create(topic, request));
        }
        Proposer.whenAll(
                List.copyOf(replies.values()),
                () -> exchange.respond(response(request.validateOnly(), replies)));
    }

    private CompletableFuture<CommandReply> create(
            CreatableTopic topic, CreateTopicsRequestData request) {
        var effective = new EffectiveConfigs(proposer.image(), NOT_A_BROKER, defaults);
        boolean isAssigned = !topic.assignments().isEmpty();
        if (isAssigned && (topic.numPartitions() != -1 || topic.replicationFactor() != -1)) {
            return refused(
                    "topic %s has an assignment, and a number of partitions or replicas: give one or the other",
                    topic.name());
        }
        var absent = CreationDefaults.of(topic.name(), effective);
        var configs = new TreeMap<>(absent.configs());
        for (var config : topic.configs()) {
            if (config.value() == null) {
                return CompletableFuture.completedFuture(
                        Refused.because(
                                Rejection.INVALID_CONFIG,
                                "%s has no value: give one, or leave it out",
                                config.name()));
            }
            configs.put(config.name(), config.value());
        }
        List<List<Integer>> assignment = assignment(topic);
        if (isAssigned && assignment.isEmpty()) {
            return CompletableFuture.completedFuture(
                    Refused.because(
                            Rejection.INVALID_REPLICA_ASSIGNMENT,
                            "the assignment of topic %s must name the partitions from 0 on, without gaps",
                            topic.name()));
        }
        var command =
                new CreateTopic(
                        topic.name(),
                        topic.numPartitions() == -1 ? absent.partitions() : topic.numPartitions(),
                        topic.replicationFactor() == -1
                                ? absent.replicationFactor()
                                : topic.replicationFactor(),
                        assignment,
                        configs);
        return proposer.ask(
                command, Proposer.ANONYMOUS, request.timeoutMs(), request.validateOnly());
    }

    /** The brokers by partition; empty when partitions are missing. */
    private static List<List<Integer>> assignment(CreatableTopic topic) {
        var byPartition = new TreeMap<Integer, List<Integer>>();
        for (CreatableReplicaAssignment assigned : topic.assignments()) {
            byPartition.put(assigned.partitionIndex(), assigned.brokerIds());
        }
        boolean isWithoutGaps =
                !byPartition.isEmpty()
                        && byPartition.firstKey() == 0
                        && byPartition.lastKey() == byPartition.size() - 1;
        return isWithoutGaps ? List.copyOf(byPartition.values()) : List.of();
    }

    private CreateTopicsResponseData response(
            boolean validateOnly, Map<String, CompletableFuture<CommandReply>> replies) {
        var response = new CreateTopicsResponseData();
        for (var answered : replies.entrySet()) {
            String name = answered.getKey();
            CommandReply reply = answered.getValue().join();
            Verdict verdict = Verdict.of(reply);
            var result =
                    new CreatableTopicResult()
                            .setName(name)
                            .setErrorCode(verdict.code())
                            .setErrorMessage(verdict.message());
            if (reply instanceof TopicMade made) {
                result.setNumPartitions(made.partitions())
                        .setReplicationFactor((short) made.replicationFactor())
                        .setConfigs(configs(name));
                if (!validateOnly) {
                    result.setTopicId(Ids.wire(made.topicId()));
                }
            }
            response.topics().add(result);
        }
        return response;
    }

    private List<CreatableTopicConfigs> configs(String topic) {
        var effective = new EffectiveConfigs(proposer.image(), NOT_A_BROKER, defaults);
        var configs = new ArrayList<CreatableTopicConfigs>();
        for (ConfigKey key : TopicConfigs.all().keys()) {
            ConfigValue value = effective.topicValue(topic, key);
            configs.add(
                    new CreatableTopicConfigs()
                            .setName(key.name())
                            .setValue(value.value())
                            .setConfigSource(number(value.source())));
        }
        return configs;
    }

    /** As Kafka's DescribeConfigs numbers them. */
    private static byte number(ConfigSource source) {
        return (byte)
                switch (source) {
                    case TOPIC_OVERRIDE -> 1;
                    case DYNAMIC_BROKER -> 2;
                    case DYNAMIC_ALL_BROKERS -> 3;
                    case STATIC_BROKER -> 4;
                    case DEFAULT -> 5;
                };
    }

    private static Set<String> repeated(CreateTopicsRequestData request) {
        Set<String> seen = new HashSet<>();
        Set<String> repeated = new HashSet<>();
        for (CreatableTopic topic : request.topics()) {
            if (!seen.add(topic.name())) {
                repeated.add(topic.name());
            }
        }
        return repeated;
    }

    private static CompletableFuture<CommandReply> refused(String message, Object... values) {
        return CompletableFuture.completedFuture(
                Refused.because(Rejection.INVALID_REQUEST, message, values));
    }
}
