package io.taffrail.controller.api;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.IsrOutcome;
import io.taffrail.controller.command.CommandReply.IsrOutcomes;
import io.taffrail.controller.command.ControllerCommand.AlterPartitions;
import io.taffrail.controller.command.ControllerCommand.IsrMember;
import io.taffrail.controller.command.ControllerCommand.IsrProposal;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.message.AlterPartitionRequestData;
import org.apache.kafka.common.message.AlterPartitionResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * AlterPartition 2–3 (KIP-497, KIP-841, KIP-903): leaders propose their in-sync replicas. Version 3
 * names the epoch of each replica, so that one that restarted meanwhile is refused.
 */
final class AlterPartitionHandler implements ApiHandler {

    private static final long TIMEOUT_MS = 10_000;
    private static final short FIRST_WITH_NODE_EPOCHS = 3;

    private final Proposer proposer;

    AlterPartitionHandler(Proposer proposer) {
        this.proposer = proposer;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.ALTER_PARTITION, 2, 3);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(AlterPartitionRequestData.class);
        List<IsrProposal> proposals = proposals(request, exchange.version());
        var command = new AlterPartitions(request.brokerId(), request.brokerEpoch(), proposals);
        proposer.propose(command, "Node:" + request.brokerId(), TIMEOUT_MS)
                .thenAccept(reply -> exchange.respond(response(reply, proposals)));
    }

    private static List<IsrProposal> proposals(AlterPartitionRequestData request, short version) {
        var proposals = new ArrayList<IsrProposal>();
        for (var topic : request.topics()) {
            for (var partition : topic.partitions()) {
                List<IsrMember> isr =
                        version >= FIRST_WITH_NODE_EPOCHS
                                ? partition.newIsrWithEpochs().stream()
                                        .map(m -> new IsrMember(m.brokerId(), m.brokerEpoch()))
                                        .toList()
                                : partition.newIsr().stream()
                                        .map(id -> new IsrMember(id, -1))
                                        .toList();
                proposals.add(
                        new IsrProposal(
                                Ids.kernel(topic.topicId()),
                                partition.partitionIndex(),
                                partition.leaderEpoch(),
                                partition.partitionEpoch(),
                                isr));
            }
        }
        return proposals;
    }

    private static AlterPartitionResponseData response(
            CommandReply reply, List<IsrProposal> proposals) {
        var response = new AlterPartitionResponseData();
        if (!(reply instanceof IsrOutcomes outcomes)) {
            return response.setErrorCode(Verdict.of(reply).code());
        }
        Map<UUID, AlterPartitionResponseData.TopicData> topics = new LinkedHashMap<>();
        for (int i = 0; i < proposals.size(); i++) {
            IsrProposal proposal = proposals.get(i);
            topics.computeIfAbsent(
                            proposal.topicId(),
                            id ->
                                    new AlterPartitionResponseData.TopicData()
                                            .setTopicId(Ids.wire(id)))
                    .partitions()
                    .add(partition(proposal.partition(), outcomes.outcomes().get(i)));
        }
        return response.setTopics(List.copyOf(topics.values()));
    }

    private static AlterPartitionResponseData.PartitionData partition(
            int partition, IsrOutcome outcome) {
        var answer = new AlterPartitionResponseData.PartitionData().setPartitionIndex(partition);
        if (outcome.refused() != null) {
            answer.setErrorCode(Verdict.of(outcome.refused()).code());
        }
        PartitionImage state = outcome.state();
        return state == null
                ? answer
                : answer.setLeaderId(state.leader())
                        .setLeaderEpoch(state.leaderEpoch())
                        .setPartitionEpoch(state.partitionEpoch())
                        .setIsr(state.isr());
    }
}
