package io.taffrail.controller.api;

import io.taffrail.controller.quorum.MetadataLog;
import io.taffrail.controller.quorum.QuorumStatus;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.List;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.DescribeQuorumRequestData;
import org.apache.kafka.common.message.DescribeQuorumResponseData;
import org.apache.kafka.common.message.DescribeQuorumResponseData.Listener;
import org.apache.kafka.common.message.DescribeQuorumResponseData.ListenerCollection;
import org.apache.kafka.common.message.DescribeQuorumResponseData.Node;
import org.apache.kafka.common.message.DescribeQuorumResponseData.NodeCollection;
import org.apache.kafka.common.message.DescribeQuorumResponseData.PartitionData;
import org.apache.kafka.common.message.DescribeQuorumResponseData.ReplicaState;
import org.apache.kafka.common.message.DescribeQuorumResponseData.TopicData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * DescribeQuorum 0–2 (KIP-595, KIP-836, KIP-853): how the metadata log stands. The log is Raft's
 * and no topic, but has the name of Kafka's. Brokers and gateways follow it over another request,
 * which does not tell how far each is, so they are not listed as observers.
 */
final class DescribeQuorumHandler implements ApiHandler {

    private static final short FIRST_WITH_NODES = 2;
    private static final String LISTENER = "CONTROLLER";

    private final MetadataLog log;

    private final Clock clock;

    DescribeQuorumHandler(MetadataLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.DESCRIBE_QUORUM, 0, 2);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(DescribeQuorumRequestData.class);
        if (!log.isLeader()) {
            Verdict verdict =
                    Verdict.of(
                            Rejection.NOT_CONTROLLER,
                            "this controller does not lead, and knows of itself alone: ask the one that does");
            exchange.respond(
                    new DescribeQuorumResponseData()
                            .setErrorCode(verdict.code())
                            .setErrorMessage(verdict.message()));
            return;
        }
        QuorumStatus status = log.quorum();
        List<TopicData> topics =
                request.topics().stream()
                        .map(topic ->
                                new TopicData()
                                        .setTopicName(topic.topicName())
                                        .setPartitions(
                                                topic.partitions().stream()
                                                        .map(partition ->
                                                                partition(
                                                                        topic.topicName(),
                                                                        partition.partitionIndex(),
                                                                        status))
                                                        .toList()))
                        .toList();
        var response = new DescribeQuorumResponseData().setTopics(topics);
        if (exchange.version() >= FIRST_WITH_NODES) {
            response.setNodes(nodes(status));
        }
        exchange.respond(response);
    }

    private PartitionData partition(String topic, int partition, QuorumStatus status) {
        var answer = new PartitionData().setPartitionIndex(partition);
        boolean isTheLog = topic.equals(Topic.CLUSTER_METADATA_TOPIC_NAME) && partition == 0;
        if (!isTheLog) {
            Verdict verdict =
                    Verdict.of(
                            Rejection.UNKNOWN_TOPIC_OR_PARTITION,
                            "partition %s-%d is not decided on by the controllers: ask for %s-0"
                                    .formatted(
                                            topic, partition, Topic.CLUSTER_METADATA_TOPIC_NAME));
            return answer.setErrorCode(verdict.code()).setErrorMessage(verdict.message());
        }
        return answer.setLeaderId(status.leaderId())
                .setLeaderEpoch(Math.toIntExact(status.term()))
                .setHighWatermark(status.appliedIndex())
                .setCurrentVoters(
                        status.voters().stream().map(voter -> voter(voter, status)).toList());
    }

    /** Who was heard from last when it had everything is as of then caught up. */
    private ReplicaState voter(QuorumStatus.Voter voter, QuorumStatus status) {
        long heardMs = voter.silentMs() < 0 ? -1 : clock.nowMs() - voter.silentMs();
        boolean isCaughtUp = voter.lastIndex() >= status.appliedIndex();
        return new ReplicaState()
                .setReplicaId(voter.id())
                .setLogEndOffset(voter.lastIndex())
                .setLastFetchTimestamp(heardMs)
                .setLastCaughtUpTimestamp(isCaughtUp ? heardMs : -1);
    }

    private static NodeCollection nodes(QuorumStatus status) {
        var nodes = new NodeCollection();
        for (QuorumStatus.Voter voter : status.voters()) {
            var listeners = new ListenerCollection();
            if (voter.port() > 0) {
                listeners.add(
                        new Listener()
                                .setName(LISTENER)
                                .setHost(voter.host())
                                .setPort(voter.port()));
            }
            nodes.add(new Node().setNodeId(voter.id()).setListeners(listeners));
        }
        return nodes;
    }
}
