package io.taffrail.controller.api;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.PartitionOutcome;
import io.taffrail.controller.command.CommandReply.PartitionOutcomes;
import io.taffrail.controller.command.ControllerCommand.PartitionName;
import io.taffrail.controller.command.ControllerCommand.ReassignPartitions;
import io.taffrail.controller.command.ControllerCommand.Reassignment;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData.ReassignablePartitionResponse;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData.ReassignableTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * AlterPartitionReassignments 0–1 (KIP-455): begins, replaces or cancels reassignments. Version 1
 * can forbid that a partition gets more or fewer replicas (KIP-860).
 */
final class AlterPartitionReassignmentsHandler implements ApiHandler {

    private final Proposer proposer;

    AlterPartitionReassignmentsHandler(Proposer proposer) {
        this.proposer = proposer;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.ALTER_PARTITION_REASSIGNMENTS, 0, 1);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(AlterPartitionReassignmentsRequestData.class);
        boolean mayResize = request.allowReplicationFactorChange();
        List<Reassignment> wishes =
                request.topics().stream()
                        .flatMap(topic ->
                                topic.partitions().stream()
                                        .map(partition ->
                                                new Reassignment(
                                                        new PartitionName(
                                                                topic.name(),
                                                                partition.partitionIndex()),
                                                        partition.replicas())))
                        .toList();
        proposer.propose(
                        new ReassignPartitions(mayResize, wishes),
                        Proposer.ANONYMOUS,
                        request.timeoutMs())
                .thenAccept(reply ->
                        exchange.respond(
                                response(reply).setAllowReplicationFactorChange(mayResize)));
    }

    private static AlterPartitionReassignmentsResponseData response(CommandReply reply) {
        if (!(reply instanceof PartitionOutcomes outcomes)) {
            Verdict verdict = Verdict.of(reply);
            return new AlterPartitionReassignmentsResponseData()
                    .setErrorCode(verdict.code())
                    .setErrorMessage(verdict.message());
        }
        Map<String, ReassignableTopicResponse> topics = new LinkedHashMap<>();
        for (PartitionOutcome outcome : outcomes.outcomes()) {
            Verdict verdict =
                    outcome.refused() == null ? Verdict.OK : Verdict.of(outcome.refused());
            topics.computeIfAbsent(
                            outcome.partition().topic(),
                            name -> new ReassignableTopicResponse().setName(name))
                    .partitions()
                    .add(
                            new ReassignablePartitionResponse()
                                    .setPartitionIndex(outcome.partition().partition())
                                    .setErrorCode(verdict.code())
                                    .setErrorMessage(verdict.message()));
        }
        return new AlterPartitionReassignmentsResponseData()
                .setResponses(List.copyOf(topics.values()));
    }
}
