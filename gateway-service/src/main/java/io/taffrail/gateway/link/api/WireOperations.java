package io.taffrail.gateway.link.api;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.ClusterAdmin.Done;
import io.taffrail.gateway.link.ClusterOperations;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.link.ControllerLink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.AddRaftVoterRequestData;
import org.apache.kafka.common.message.AddRaftVoterResponseData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignablePartition;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignableTopic;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.DescribeQuorumRequestData;
import org.apache.kafka.common.message.DescribeQuorumResponseData;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ElectLeadersRequestData.TopicPartitions;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.RemoveRaftVoterRequestData;
import org.apache.kafka.common.message.RemoveRaftVoterResponseData;
import org.apache.kafka.common.message.UnregisterBrokerRequestData;
import org.apache.kafka.common.message.UnregisterBrokerResponseData;
import org.jspecify.annotations.Nullable;

/** What operators ask for, as requests to the active controller. */
public final class WireOperations implements ClusterOperations {

    private static final byte PREFERRED = 0;
    private static final byte UNCLEAN = 1;

    private final ControllerCalls controller;

    public WireOperations(Supplier<ControllerLink> link) {
        this.controller = new ControllerCalls(link);
    }

    @Override
    public CompletableFuture<Answer<List<Outcome>>> reassign(List<Move> moves, boolean mayResize) {
        Map<String, ReassignableTopic> topics = new LinkedHashMap<>();
        for (Move move : moves) {
            TopicPartition partition = move.partition();
            topics.computeIfAbsent(partition.topic(), name -> new ReassignableTopic().setName(name))
                    .partitions()
                    .add(
                            new ReassignablePartition()
                                    .setPartitionIndex(partition.partition())
                                    .setReplicas(move.replicas()));
        }
        var request =
                new AlterPartitionReassignmentsRequestData()
                        .setTimeoutMs(ControllerCalls.TIMEOUT_MS)
                        .setAllowReplicationFactorChange(mayResize)
                        .setTopics(List.copyOf(topics.values()));
        return controller.send(
                request,
                AlterPartitionReassignmentsResponseData.class,
                response ->
                        Refusals.isError(response.errorCode())
                                ? Refusals.of(
                                        response.errorCode(),
                                        response.errorMessage(),
                                        "reassigning partitions")
                                : Answer.of(outcomes(response)));
    }

    private static List<Outcome> outcomes(AlterPartitionReassignmentsResponseData response) {
        List<Outcome> outcomes = new ArrayList<>();
        for (var topic : response.responses()) {
            for (var partition : topic.partitions()) {
                outcomes.add(
                        outcome(
                                topic.name(),
                                partition.partitionIndex(),
                                partition.errorCode(),
                                partition.errorMessage()));
            }
        }
        return outcomes;
    }

    @Override
    public CompletableFuture<Answer<List<Outcome>>> electLeaders(
            boolean unclean, @Nullable List<TopicPartition> partitions) {
        var request =
                new ElectLeadersRequestData()
                        .setElectionType(unclean ? UNCLEAN : PREFERRED)
                        .setTimeoutMs(ControllerCalls.TIMEOUT_MS);
        if (partitions == null) {
            request.setTopicPartitions(null);
        } else {
            for (TopicPartition partition : partitions) {
                TopicPartitions topic = request.topicPartitions().find(partition.topic());
                if (topic == null) {
                    topic = new TopicPartitions().setTopic(partition.topic());
                    request.topicPartitions().add(topic);
                }
                topic.partitions().add(partition.partition());
            }
        }
        return controller.send(
                request,
                ElectLeadersResponseData.class,
                response ->
                        Refusals.isError(response.errorCode())
                                ? Refusals.of(response.errorCode(), null, "electing leaders")
                                : Answer.of(outcomes(response)));
    }

    private static List<Outcome> outcomes(ElectLeadersResponseData response) {
        List<Outcome> outcomes = new ArrayList<>();
        for (var topic : response.replicaElectionResults()) {
            for (var partition : topic.partitionResult()) {
                outcomes.add(
                        outcome(
                                topic.topic(),
                                partition.partitionId(),
                                partition.errorCode(),
                                partition.errorMessage()));
            }
        }
        return outcomes;
    }

    @Override
    public CompletableFuture<Answer<Done>> unregister(int nodeId) {
        return controller.send(
                new UnregisterBrokerRequestData().setBrokerId(nodeId),
                UnregisterBrokerResponseData.class,
                response ->
                        ControllerCalls.done(
                                response.errorCode(), response.errorMessage(), "node " + nodeId));
    }

    @Override
    public CompletableFuture<Answer<Quorum>> describeQuorum() {
        var log =
                new DescribeQuorumRequestData.TopicData()
                        .setTopicName(Topic.CLUSTER_METADATA_TOPIC_NAME)
                        .setPartitions(
                                List.of(
                                        new DescribeQuorumRequestData.PartitionData()
                                                .setPartitionIndex(0)));
        return controller.send(
                new DescribeQuorumRequestData().setTopics(List.of(log)),
                DescribeQuorumResponseData.class,
                response ->
                        Refusals.isError(response.errorCode())
                                ? Refusals.of(
                                        response.errorCode(), response.errorMessage(), "the quorum")
                                : Answer.of(quorum(response)));
    }

    @Override
    public CompletableFuture<Answer<Done>> addVoter(int id, String host, int port) {
        var request =
                new AddRaftVoterRequestData()
                        .setClusterId(null)
                        .setTimeoutMs(ControllerCalls.TIMEOUT_MS)
                        .setVoterId(id);
        request.listeners()
                .add(
                        new AddRaftVoterRequestData.Listener()
                                .setName("CONTROLLER")
                                .setHost(host)
                                .setPort(port));
        return controller.send(
                request,
                AddRaftVoterResponseData.class,
                response ->
                        ControllerCalls.done(
                                response.errorCode(), response.errorMessage(), "controller " + id));
    }

    @Override
    public CompletableFuture<Answer<Done>> removeVoter(int id) {
        return controller.send(
                new RemoveRaftVoterRequestData().setClusterId(null).setVoterId(id),
                RemoveRaftVoterResponseData.class,
                response ->
                        ControllerCalls.done(
                                response.errorCode(), response.errorMessage(), "controller " + id));
    }

    private static Quorum quorum(DescribeQuorumResponseData response) {
        var log = response.topics().getFirst().partitions().getFirst();
        List<Voter> voters = new ArrayList<>();
        for (var voter : log.currentVoters()) {
            var node = response.nodes().find(voter.replicaId());
            var listener =
                    node == null || node.listeners().isEmpty()
                            ? null
                            : node.listeners().iterator().next();
            voters.add(
                    new Voter(
                            voter.replicaId(),
                            listener == null ? null : listener.host(),
                            listener == null ? null : listener.port(),
                            voter.logEndOffset(),
                            voter.lastFetchTimestamp(),
                            voter.lastCaughtUpTimestamp()));
        }
        return new Quorum(log.leaderId(), log.leaderEpoch(), log.highWatermark(), voters);
    }

    private static Outcome outcome(
            String topic, int partition, short code, @Nullable String message) {
        var name = new TopicPartition(topic, partition);
        if (!Refusals.isError(code)) {
            return new Outcome(name, null);
        }
        Answer<Done> refused = Refusals.of(code, message, topic + "-" + partition);
        Rejected why =
                refused instanceof Answer.Refused<Done> said
                        ? said.rejected()
                        : new Rejected(Rejection.UNKNOWN_SERVER_ERROR, "error " + code);
        return new Outcome(name, why);
    }
}
