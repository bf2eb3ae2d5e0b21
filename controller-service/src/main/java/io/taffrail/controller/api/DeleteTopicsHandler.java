package io.taffrail.controller.api;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.controller.command.ControllerCommand.DeleteTopic;
import io.taffrail.kernel.config.BrokerConfigs;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/**
 * DeleteTopics 1–6 (KIP-4; KIP-516: from 6 on by id too). A name becomes an id before the command
 * is logged, so that a retry cannot delete the topic that was created after it.
 */
final class DeleteTopicsHandler implements ApiHandler {

    private static final short FIRST_WITH_IDS = 6;

    private final Proposer proposer;
    private final Map<String, String> defaults;

    DeleteTopicsHandler(Proposer proposer, Map<String, String> defaults) {
        this.proposer = proposer;
        this.defaults = defaults;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.DELETE_TOPICS, 1, 6);
    }

    private record Target(@Nullable String name, @Nullable UUID id) {}

    private record Asked(Target target, CompletableFuture<CommandReply> reply) {}

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(DeleteTopicsRequestData.class);
        MetadataImage image = proposer.image();
        var asked = new ArrayList<Asked>();
        Set<UUID> deleted = new HashSet<>();
        for (DeleteTopicState topic : topics(request, exchange.version())) {
            asked.add(delete(image, topic, deleted, request.timeoutMs()));
        }
        Proposer.whenAll(
                asked.stream().map(Asked::reply).toList(), () -> exchange.respond(response(asked)));
    }

    private static List<DeleteTopicState> topics(DeleteTopicsRequestData request, short version) {
        return version >= FIRST_WITH_IDS
                ? request.topics()
                : request.topicNames().stream()
                        .map(name -> new DeleteTopicState().setName(name))
                        .toList();
    }

    private Asked delete(
            MetadataImage image, DeleteTopicState state, Set<UUID> deleted, long timeoutMs) {
        boolean hasId = !state.topicId().equals(Uuid.ZERO_UUID);
        UUID askedId = hasId ? Ids.kernel(state.topicId()) : null;
        if (hasId == (state.name() != null)) {
            return refused(
                    new Target(state.name(), askedId),
                    Rejection.INVALID_REQUEST,
                    "a topic to delete needs a name or an id, and not both");
        }
        TopicImage topic = askedId == null ? image.topic(state.name()) : image.topic(askedId);
        if (topic == null && proposer.isLeader()) {
            return refused(
                    new Target(state.name(), askedId),
                    hasId ? Rejection.UNKNOWN_TOPIC_ID : Rejection.UNKNOWN_TOPIC_OR_PARTITION,
                    "topic %s does not exist".formatted(hasId ? askedId : state.name()));
        }
        if (topic == null) {
            return refused(
                    new Target(state.name(), askedId),
                    Rejection.NOT_CONTROLLER,
                    "this controller does not lead: ask the one that does");
        }
        var target = new Target(topic.name(), topic.id());
        boolean mayDelete =
                new EffectiveConfigs(image, -1, defaults)
                        .brokerBoolean(BrokerConfigs.DELETE_TOPIC_ENABLE);
        if (!mayDelete) {
            return refused(
                    target,
                    Rejection.TOPIC_DELETION_DISABLED,
                    "delete.topic.enable is false: set it to true to delete topic " + topic.name());
        }
        if (!deleted.add(topic.id())) {
            return refused(
                    target, Rejection.INVALID_REQUEST, topic.name() + " is named more than once");
        }
        return new Asked(
                target,
                proposer.propose(new DeleteTopic(topic.id()), Proposer.ANONYMOUS, timeoutMs));
    }

    private static Asked refused(Target target, Rejection reason, String message) {
        return new Asked(
                target, CompletableFuture.completedFuture(Refused.because(reason, "%s", message)));
    }

    private static DeleteTopicsResponseData response(List<Asked> asked) {
        var response = new DeleteTopicsResponseData();
        for (Asked one : asked) {
            Verdict verdict = Verdict.of(one.reply().join());
            var result =
                    new DeletableTopicResult()
                            .setName(one.target().name())
                            .setErrorCode(verdict.code())
                            .setErrorMessage(verdict.message());
            if (one.target().id() != null) {
                result.setTopicId(Ids.wire(one.target().id()));
            }
            response.responses().add(result);
        }
        return response;
    }
}
