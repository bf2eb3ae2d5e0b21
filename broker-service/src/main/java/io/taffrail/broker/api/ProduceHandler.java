package io.taffrail.broker.api;

import io.taffrail.broker.partition.Partition;
import io.taffrail.broker.partition.Partitions;
import io.taffrail.broker.partition.PendingAppend;
import io.taffrail.broker.storage.AppendOrigin;
import io.taffrail.broker.storage.AppendRequest;
import io.taffrail.broker.storage.AppendResult;
import io.taffrail.broker.storage.AppendResult.Appended;
import io.taffrail.broker.storage.AppendResult.Refused;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.CoordinatedTopics;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.protocol.api.Ids;
import io.taffrail.protocol.api.Listeners;
import io.taffrail.protocol.errors.ErrorTable;
import io.taffrail.protocol.records.BatchHeader;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.BatchIndexAndErrorMessage;
import org.apache.kafka.common.message.ProduceResponseData.LeaderIdAndEpoch;
import org.apache.kafka.common.message.ProduceResponseData.NodeEndpoint;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/**
 * Produce 3–13 (KIP-98 idempotence, KIP-467 record errors, KIP-516 topic ids, KIP-951 new leaders).
 * The record bytes go to the partition's loop as slices of the request's frame. To topics of
 * coordinators only these write, each in the epoch in which it owns the partition.
 */
final class ProduceHandler implements ApiHandler {

    private static final ApiRange RANGE = ApiRange.of(ApiKeys.PRODUCE, 3, 13);
    private static final int TOPIC_IDS_FROM = 13;
    private static final int NEW_LEADERS_FROM = 10;
    private static final short ALL = -1;

    private final Partitions partitions;
    private final Supplier<MetadataImage> images;

    ProduceHandler(Partitions partitions, Supplier<MetadataImage> images) {
        this.partitions = partitions;
        this.images = images;
    }

    @Override
    public ApiRange range() {
        return RANGE;
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(ProduceRequestData.class);
        var production = new Production(exchange, request);
        boolean isAckable = request.acks() == ALL || request.acks() == 0 || request.acks() == 1;
        if (!isAckable) {
            production.refuseAll(
                    new Rejected(
                            Rejection.INVALID_REQUIRED_ACKS,
                            "acks is " + request.acks() + ": use -1 (all), 1 or 0"));
            return;
        }
        for (TopicProduceData topic : request.topicData()) {
            for (PartitionProduceData data : topic.partitionData()) {
                append(exchange, request, production, topic, data);
            }
        }
        production.onPartDone();
    }

    private void append(
            Exchange exchange,
            ProduceRequestData request,
            Production production,
            TopicProduceData topic,
            PartitionProduceData data) {
        PartitionProduceResponse answer = production.place(topic, data);
        boolean byId = exchange.version() >= TOPIC_IDS_FROM;
        Partition partition =
                byId
                        ? partitions.find(Ids.java(topic.topicId()), data.index())
                        : partitions.find(topic.name(), data.index());
        if (partition == null) {
            production.refuse(answer, absent(byId, topic, data.index()));
            return;
        }
        ByteBuffer records =
                data.records() instanceof MemoryRecords memory ? memory.buffer() : null;
        if (records == null || !records.hasRemaining()) {
            production.refuse(
                    answer,
                    new Rejected(
                            Rejection.INVALID_RECORD,
                            "no records were sent for partition " + partition.id()));
            return;
        }
        boolean isCoordinated = CoordinatedTopics.contains(partition.id().topic());
        if (isCoordinated && !isOfCoordinator(records)) {
            production.refuse(
                    answer,
                    new Rejected(
                            Rejection.INVALID_TOPIC_EXCEPTION,
                            "only the coordinator of "
                                    + partition.id()
                                    + " writes to it: commit offsets through their group instead"));
            return;
        }
        if (isTransactional(records)) {
            // Nobody could end the transaction, and readers of committed records would wait for
            // ever.
            production.refuse(
                    answer,
                    new Rejected(
                            Rejection.INVALID_TXN_STATE,
                            "no transaction is open for " + partition.id() + ": begin one first"));
            return;
        }
        exchange.frame().retain();
        production.expectOneMore();
        partition.append(
                new PendingAppend(
                        new AppendRequest(
                                records,
                                isCoordinated ? AppendOrigin.COORDINATOR : AppendOrigin.CLIENT),
                        request.acks() == ALL,
                        exchange.receivedNs() + request.timeoutMs() * 1_000_000L,
                        exchange.frame()::release,
                        result -> production.onResult(answer, partition, result)));
    }

    /**
     * Whether the batch names the epoch that it is written for. Clients leave that to the broker
     * and send -1 (librdkafka: 0), and no shard has an owner in its first epoch, 0.
     */
    private static boolean isOfCoordinator(ByteBuffer records) {
        return records.remaining() >= BatchHeader.SIZE_BYTES
                && new BatchHeader().wrap(records, records.position()).partitionLeaderEpoch() > 0;
    }

    private static boolean isTransactional(ByteBuffer records) {
        return records.remaining() >= BatchHeader.SIZE_BYTES
                && new BatchHeader().wrap(records, records.position()).isTransactional();
    }

    /** Why there is no such partition here. */
    private Rejected absent(boolean byId, TopicProduceData topic, int index) {
        return byId
                ? new Rejected(
                        partitions.absence(Ids.java(topic.topicId()), index),
                        "partition " + index + " of topic id " + topic.topicId() + " is not here")
                : new Rejected(
                        partitions.absence(topic.name(), index),
                        "partition " + topic.name() + "-" + index + " is not here");
    }

    /** One request on its way: counts the parts that are not answered yet. */
    private final class Production {
        private final Exchange exchange;
        private final ProduceRequestData request;
        private final ProduceResponseData response = new ProduceResponseData();
        // One for the handler itself, so that no early result can finish the request.
        private final AtomicInteger openParts = new AtomicInteger(1);
        private volatile boolean failed;

        Production(Exchange exchange, ProduceRequestData request) {
            this.exchange = exchange;
            this.request = request;
        }

        void expectOneMore() {
            openParts.incrementAndGet();
        }

        PartitionProduceResponse place(TopicProduceData topic, PartitionProduceData data) {
            var answers = response.responses().find(topic.name(), topic.topicId());
            if (answers == null) {
                answers =
                        new TopicProduceResponse()
                                .setName(topic.name())
                                .setTopicId(topic.topicId());
                response.responses().add(answers);
            }
            var answer =
                    new PartitionProduceResponse()
                            .setIndex(data.index())
                            .setBaseOffset(-1)
                            .setLogStartOffset(-1);
            answers.partitionResponses().add(answer);
            return answer;
        }

        void refuseAll(Rejected rejected) {
            for (TopicProduceData topic : request.topicData()) {
                for (PartitionProduceData data : topic.partitionData()) {
                    refuse(place(topic, data), rejected);
                }
            }
            onPartDone();
        }

        void refuse(PartitionProduceResponse answer, Rejected rejected) {
            failed = true;
            answer.setErrorCode(ErrorTable.code(rejected.reason()))
                    .setErrorMessage(rejected.message());
            if (rejected.reason() == Rejection.INVALID_RECORD) {
                answer.recordErrors()
                        .add(
                                new BatchIndexAndErrorMessage()
                                        .setBatchIndex(0)
                                        .setBatchIndexErrorMessage(rejected.message()));
            }
        }

        void onResult(PartitionProduceResponse answer, Partition partition, AppendResult result) {
            switch (result) {
                case Appended appended when appended.firstOffset() == Appended.FORGOTTEN ->
                        answer.setErrorCode(ErrorTable.code(Rejection.DUPLICATE_SEQUENCE_NUMBER))
                                .setErrorMessage(
                                        "the batch was appended before, and the log does not remember where")
                                .setLogStartOffset(appended.logStartOffset());
                case Appended appended ->
                        answer.setBaseOffset(appended.firstOffset())
                                .setLogAppendTimeMs(appended.logAppendTimeMs())
                                .setLogStartOffset(appended.logStartOffset());
                case Refused refused -> {
                    refuse(answer, refused.rejected());
                    if (refused.rejected().reason() == Rejection.NOT_LEADER_OR_FOLLOWER) {
                        nameLeader(answer, partition);
                    }
                }
            }
            onPartDone();
        }

        private void nameLeader(PartitionProduceResponse answer, Partition partition) {
            if (exchange.version() < NEW_LEADERS_FROM) {
                return;
            }
            MetadataImage image = images.get();
            PartitionImage now =
                    image.partition(partition.id().topicId(), partition.id().partition());
            var leader = now == null ? null : image.node(now.leader());
            var endpoint = leader == null ? null : Listeners.endpoint(leader, exchange.listener());
            if (now != null && leader != null && endpoint != null) {
                answer.setCurrentLeader(
                        new LeaderIdAndEpoch()
                                .setLeaderId(now.leader())
                                .setLeaderEpoch(now.leaderEpoch()));
                synchronized (response) {
                    addEndpoint(leader.id(), endpoint.host(), endpoint.port(), leader.rack());
                }
            }
        }

        private void addEndpoint(int id, String host, int port, @Nullable String rack) {
            if (response.nodeEndpoints().find(id) == null) {
                response.nodeEndpoints()
                        .add(
                                new NodeEndpoint()
                                        .setNodeId(id)
                                        .setHost(host)
                                        .setPort(port)
                                        .setRack(rack));
            }
        }

        void onPartDone() {
            if (openParts.decrementAndGet() > 0) {
                return;
            }
            if (request.acks() != 0) {
                exchange.respond(response);
            } else if (failed) {
                // The only way to tell such a producer that something is wrong (as Kafka does).
                exchange.refuse("a produce request with acks=0 failed");
            } else {
                exchange.respondNothing();
            }
        }
    }
}
