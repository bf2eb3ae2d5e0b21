package io.taffrail.controller.api;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.PartitionOutcome;
import io.taffrail.controller.command.CommandReply.PartitionOutcomes;
import io.taffrail.controller.command.ControllerCommand.ElectLeaders;
import io.taffrail.controller.command.ControllerCommand.PartitionName;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.ElectLeadersResponseData.PartitionResult;
import org.apache.kafka.common.message.ElectLeadersResponseData.ReplicaElectionResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/**
 * ElectLeaders 0–2 (KIP-183, KIP-460): leaders for the named partitions, or for all. Version 0
 * knows elections of the preferred leader only, and has no error for the request as a whole.
 */
final class ElectLeadersHandler implements ApiHandler {

    private static final byte PREFERRED = 0;
    private static final byte UNCLEAN = 1;

    private final Proposer proposer;

    ElectLeadersHandler(Proposer proposer) {
        this.proposer = proposer;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.ELECT_LEADERS, 0, 2);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(ElectLeadersRequestData.class);
        List<PartitionName> partitions = partitions(request);
        boolean isKnown = request.electionType() == PREFERRED || request.electionType() == UNCLEAN;
        if (!isKnown) {
            exchange.respond(
                    failed(
                            Verdict.of(
                                    Rejection.INVALID_REQUEST,
                                    "election type %d is not 0 (preferred) or 1 (unclean)"
                                            .formatted(request.electionType())),
                            partitions,
                            exchange.version()));
            return;
        }
        proposer.propose(
                        new ElectLeaders(request.electionType() == UNCLEAN, partitions),
                        Proposer.ANONYMOUS,
                        request.timeoutMs())
                .thenAccept(
                        reply -> exchange.respond(response(reply, partitions, exchange.version())));
    }

    private static @Nullable List<PartitionName> partitions(ElectLeadersRequestData request) {
        return request.topicPartitions() == null
                ? null
                : request.topicPartitions().stream()
                        .flatMap(topic ->
                                topic.partitions().stream()
                                        .map(id -> new PartitionName(topic.topic(), id)))
                        .toList();
    }

    private static ElectLeadersResponseData response(
            CommandReply reply, @Nullable List<PartitionName> asked, short version) {
        if (!(reply instanceof PartitionOutcomes outcomes)) {
            return failed(Verdict.of(reply), asked, version);
        }
        var response = new ElectLeadersResponseData();
        Map<String, ReplicaElectionResult> topics = new LinkedHashMap<>();
        for (PartitionOutcome outcome : outcomes.outcomes()) {
            Verdict verdict =
                    outcome.refused() == null ? Verdict.OK : Verdict.of(outcome.refused());
            add(topics, outcome.partition(), verdict);
        }
        return response.setReplicaElectionResults(List.copyOf(topics.values()));
    }

    /** Each partition says the error too, since version 0 has no other place for it. */
    private static ElectLeadersResponseData failed(
            Verdict verdict, @Nullable List<PartitionName> asked, short version) {
        Map<String, ReplicaElectionResult> topics = new LinkedHashMap<>();
        if (asked != null) {
            asked.forEach(partition -> add(topics, partition, verdict));
        }
        var response =
                new ElectLeadersResponseData()
                        .setReplicaElectionResults(List.copyOf(topics.values()));
        return version == 0 ? response : response.setErrorCode(verdict.code());
    }

    private static void add(
            Map<String, ReplicaElectionResult> topics, PartitionName partition, Verdict verdict) {
        topics.computeIfAbsent(
                        partition.topic(), name -> new ReplicaElectionResult().setTopic(name))
                .partitionResult()
                .add(
                        new PartitionResult()
                                .setPartitionId(partition.partition())
                                .setErrorCode(verdict.code())
                                .setErrorMessage(verdict.message()));
    }
}
