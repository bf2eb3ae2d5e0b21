package io.taffrail.controller.api;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.controller.command.ControllerCommand.CreatePartitions;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsAssignment;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;

/** CreatePartitions 0–3 (KIP-195). Each topic is decided by itself. */
final class CreatePartitionsHandler implements ApiHandler {

    private final Proposer proposer;

    CreatePartitionsHandler(Proposer proposer) {
        this.proposer = proposer;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.CREATE_PARTITIONS, 0, 3);
    }

    private record Asked(String topic, CompletableFuture<CommandReply> reply) {}

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(CreatePartitionsRequestData.class);
        List<Asked> asked =
                request.topics().stream()
                        .map(topic -> new Asked(topic.name(), create(topic, request)))
                        .toList();
        Proposer.whenAll(
                asked.stream().map(Asked::reply).toList(), () -> exchange.respond(response(asked)));
    }

    private CompletableFuture<CommandReply> create(
            CreatePartitionsTopic topic, CreatePartitionsRequestData request) {
        if (topic.assignments() != null && topic.assignments().isEmpty()) {
            return CompletableFuture.completedFuture(
                    Refused.because(
                            Rejection.INVALID_REPLICA_ASSIGNMENT,
                            "the assignment of topic %s is empty: name the brokers of each new partition, or give none",
                            topic.name()));
        }
        List<List<Integer>> assignment =
                topic.assignments() == null
                        ? List.of()
                        : topic.assignments().stream()
                                .map(CreatePartitionsAssignment::brokerIds)
                                .toList();
        return proposer.ask(
                new CreatePartitions(topic.name(), topic.count(), assignment),
                Proposer.ANONYMOUS,
                request.timeoutMs(),
                request.validateOnly());
    }

    private static CreatePartitionsResponseData response(List<Asked> asked) {
        var response = new CreatePartitionsResponseData();
        for (Asked one : asked) {
            Verdict verdict = Verdict.of(one.reply().join());
            response.results()
                    .add(
                            new CreatePartitionsTopicResult()
                                    .setName(one.topic())
                                    .setErrorCode(verdict.code())
                                    .setErrorMessage(verdict.message()));
        }
        return response;
    }
}
