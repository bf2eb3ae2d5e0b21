package io.taffrail.broker.api;

import io.taffrail.broker.partition.Partition;
import io.taffrail.broker.partition.PartitionView;
import io.taffrail.broker.partition.Partitions;
import io.taffrail.broker.storage.LogView;
import io.taffrail.broker.storage.TimestampOffset;
import io.taffrail.protocol.errors.ErrorTable;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ListOffsets 1–11 (KIP-79 by time, KIP-320 epochs, KIP-734 max timestamp, KIP-405 and KIP-1005 for
 * tiers, of which there is one here: local is all, and nothing is remote).
 */
final class ListOffsetsHandler implements ApiHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ListOffsetsHandler.class);
    private static final ApiRange RANGE = ApiRange.of(ApiKeys.LIST_OFFSETS, 1, 11);

    private static final long LATEST = -1;
    private static final long EARLIEST = -2;
    private static final long MAX_TIMESTAMP = -3;
    private static final long EARLIEST_LOCAL = -4;
    private static final long LATEST_TIERED = -5;
    private static final long EARLIEST_PENDING_UPLOAD = -6;
    private static final long UNKNOWN = -1;
    private static final byte READ_COMMITTED = 1;
    private static final int LEADER_EPOCHS_FROM = 4;

    private final Partitions partitions;

    ListOffsetsHandler(Partitions partitions) {
        this.partitions = partitions;
    }

    @Override
    public ApiRange range() {
        return RANGE;
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(ListOffsetsRequestData.class);
        var response = new ListOffsetsResponseData();
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (ListOffsetsTopic topic : request.topics()) {
            var answered = new ListOffsetsTopicResponse().setName(topic.name());
            response.topics().add(answered);
            for (ListOffsetsPartition asked : topic.partitions()) {
                var answer = unknown(asked);
                answered.partitions().add(answer);
                answers.add(
                        fill(
                                answer,
                                topic.name(),
                                asked,
                                request.isolationLevel(),
                                exchange.version()));
            }
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .whenComplete((done, failure) -> exchange.respond(response));
    }

    private static ListOffsetsPartitionResponse unknown(ListOffsetsPartition asked) {
        return new ListOffsetsPartitionResponse()
                .setPartitionIndex(asked.partitionIndex())
                .setOffset(UNKNOWN)
                .setTimestamp(UNKNOWN)
                .setLeaderEpoch(-1);
    }

    private CompletableFuture<?> fill(
            ListOffsetsPartitionResponse answer,
            String topic,
            ListOffsetsPartition asked,
            byte isolationLevel,
            short version) {
        Partition partition = partitions.find(topic, asked.partitionIndex());
        if (partition == null) {
            answer.setErrorCode(ErrorTable.code(partitions.absence(topic, asked.partitionIndex())));
            return CompletableFuture.completedFuture(null);
        }
        return partition
                .open()
                .handle((view, failure) -> {
                    Errors error =
                            failure != null
                                    ? Errors.KAFKA_STORAGE_ERROR
                                    : fill(answer, partition, view, asked, isolationLevel);
                    answer.setErrorCode(error.code());
                    if (version < LEADER_EPOCHS_FROM) {
                        answer.setLeaderEpoch(-1);
                    }
                    return null;
                });
    }

    private static Errors fill(
            ListOffsetsPartitionResponse answer,
            Partition partition,
            PartitionView view,
            ListOffsetsPartition asked,
            byte isolationLevel) {
        Errors standing = PartitionRead.standing(view, asked.currentLeaderEpoch());
        if (standing != Errors.NONE) {
            return standing;
        }
        LogView log = view.log();
        long latest =
                isolationLevel == READ_COMMITTED ? view.lastStableOffset() : view.highWatermark();
        try {
            long asks = asked.timestamp();
            if (!view.isSettled() && asks != EARLIEST && asks != EARLIEST_LOCAL) {
                // An earlier leader may have shown more: the end must not seem to go back.
                return Errors.OFFSET_NOT_AVAILABLE;
            }
            if (asks == LATEST) {
                offset(answer, log, latest);
            } else if (asks == EARLIEST
                    || asks == EARLIEST_LOCAL
                    || asks == EARLIEST_PENDING_UPLOAD) {
                offset(answer, log, log.logStartOffset());
            } else if (asks == MAX_TIMESTAMP) {
                found(answer, log.maxTimestamp(), latest);
            } else if (asks >= 0) {
                found(answer, log.lookupByTimestamp(asks), latest);
            } else if (asks != LATEST_TIERED) {
                return Errors.UNSUPPORTED_VERSION;
            }
            return Errors.NONE;
        } catch (IOException e) {
            LOG.error("cannot look up {} in {}", asked.timestamp(), partition.id(), e);
            partition.onUnreadable(e);
            return Errors.KAFKA_STORAGE_ERROR;
        }
    }

    private static void offset(ListOffsetsPartitionResponse answer, LogView log, long offset) {
        answer.setOffset(offset).setLeaderEpoch(log.leaderEpochs().epochOf(offset));
    }

    /** A record that is not replicated yet has not happened for a consumer. */
    private static void found(
            ListOffsetsPartitionResponse answer, @Nullable TimestampOffset found, long latest) {
        if (found != null && found.offset() < latest) {
            answer.setOffset(found.offset())
                    .setTimestamp(found.timestamp())
                    .setLeaderEpoch(found.leaderEpoch());
        }
    }
}
