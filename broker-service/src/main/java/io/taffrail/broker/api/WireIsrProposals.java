package io.taffrail.broker.api;

import io.taffrail.broker.partition.IsrProposals;
import io.taffrail.broker.partition.PartitionId;
import io.taffrail.broker.replication.LeaderState.Proposal;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.runtime.Loop;
import io.taffrail.protocol.api.Ids;
import io.taffrail.protocol.errors.ErrorTable;
import io.taffrail.protocol.link.ControllerLink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.AlterPartitionRequestData;
import org.apache.kafka.common.message.AlterPartitionResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Proposals to the controller as AlterPartition requests (KIP-497), one at a time with all that has
 * gathered meanwhile. What has no answer is asked again: only an answer says what holds.
 */
public final class WireIsrProposals implements IsrProposals {

    private static final int TIMEOUT_MS = 5_000;
    private static final long RETRY_MS = 50;

    /** A request must fit the controller's bound; a proposal takes some tens of bytes. */
    private static final int PROPOSALS_MAX = 2_000;

    private final ControllerLink link;
    private final int localId;
    private final Loop loop;

    // Owned by the loop.
    private final Map<PartitionId, Asked> waiting = new LinkedHashMap<>();
    private boolean isAsking;

    private record Asked(
            PartitionId id,
            Proposal proposal,
            BooleanSupplier isWanted,
            Consumer<Outcome> onOutcome) {}

    public WireIsrProposals(ControllerLink link, int localId, Loop loop) {
        this.link = link;
        this.localId = localId;
        this.loop = loop;
    }

    @Override
    public void propose(
            PartitionId id,
            Proposal proposal,
            BooleanSupplier isWanted,
            Consumer<Outcome> onOutcome) {
        loop.execute(() -> {
            waiting.put(id, new Asked(id, proposal, isWanted, onOutcome));
            loop.whenIdle(this::ask);
        });
    }

    private void ask() {
        waiting.values().removeIf(each -> !each.isWanted().getAsBoolean());
        if (isAsking || waiting.isEmpty()) {
            return;
        }
        isAsking = true;
        Map<Key, Asked> sent = new LinkedHashMap<>();
        waiting.values().stream()
                .limit(PROPOSALS_MAX)
                .forEach(each ->
                        sent.put(
                                new Key(Ids.wire(each.id().topicId()), each.id().partition()),
                                each));
        link.send(request(sent), TIMEOUT_MS, AlterPartitionResponseData.class)
                .whenComplete((response, failure) -> loop.execute(() -> onAnswer(sent, response)));
    }

    private record Key(Uuid topicId, int partition) {}

    private AlterPartitionRequestData request(Map<Key, Asked> sent) {
        Map<Uuid, AlterPartitionRequestData.TopicData> topics = new LinkedHashMap<>();
        sent.forEach((key, each) ->
                topics.computeIfAbsent(
                                key.topicId(),
                                id -> new AlterPartitionRequestData.TopicData().setTopicId(id))
                        .partitions()
                        .add(partition(each)));
        return new AlterPartitionRequestData()
                .setBrokerId(localId)
                .setBrokerEpoch(link.nodeEpoch())
                .setTopics(List.copyOf(topics.values()));
    }

    private static AlterPartitionRequestData.PartitionData partition(Asked each) {
        List<AlterPartitionRequestData.BrokerState> members = new ArrayList<>();
        each.proposal()
                .members()
                .forEach((id, epoch) ->
                        members.add(
                                new AlterPartitionRequestData.BrokerState()
                                        .setBrokerId(id)
                                        .setBrokerEpoch(epoch)));
        return new AlterPartitionRequestData.PartitionData()
                .setPartitionIndex(each.id().partition())
                .setLeaderEpoch(each.proposal().leaderEpoch())
                .setPartitionEpoch(each.proposal().partitionEpoch())
                .setNewIsrWithEpochs(members);
    }

    private void onAnswer(Map<Key, Asked> sent, @Nullable AlterPartitionResponseData response) {
        isAsking = false;
        if (response == null || response.errorCode() != Errors.NONE.code()) {
            loop.schedule(RETRY_MS, this::ask);
            return;
        }
        for (var topic : response.topics()) {
            for (var partition : topic.partitions()) {
                Asked asked = sent.get(new Key(topic.topicId(), partition.partitionIndex()));
                if (asked != null && waiting.remove(asked.id(), asked)) {
                    asked.onOutcome().accept(outcome(asked.proposal(), partition));
                }
            }
        }
        if (sent.values().stream().anyMatch(waiting::containsValue)) {
            // Passed over: asked again, after a while so as not to run in circles.
            loop.schedule(RETRY_MS, this::ask);
        } else {
            ask();
        }
    }

    /**
     * A refusal comes with the state that holds. A newer one may be this very proposal, granted
     * when it was sent before and its answer was lost, so it is what counts.
     */
    private static Outcome outcome(
            Proposal proposal, AlterPartitionResponseData.PartitionData partition) {
        boolean isNewer = partition.partitionEpoch() > proposal.partitionEpoch();
        if (partition.errorCode() == Errors.NONE.code() || isNewer) {
            return new Outcome.Decided(
                    partition.leaderEpoch(), partition.partitionEpoch(), partition.isr());
        }
        Rejection reason = ErrorTable.rejection(partition.errorCode());
        return new Outcome.Refused(
                new Rejected(
                        reason == null ? Rejection.UNKNOWN_SERVER_ERROR : reason,
                        "the controller answers " + Errors.forCode(partition.errorCode())));
    }
}
