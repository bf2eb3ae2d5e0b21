package io.taffrail.broker.api;

import io.taffrail.broker.partition.Partition;
import io.taffrail.broker.partition.PartitionView;
import io.taffrail.broker.partition.Partitions;
import io.taffrail.broker.storage.ReadResult;
import io.taffrail.broker.storage.ReadResult.LogSlice;
import io.taffrail.broker.storage.ReadResult.OutOfRange;
import io.taffrail.kernel.disk.AppendFile;
import io.taffrail.protocol.wire.RegionRecords;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.BiConsumer;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchResponseData.EpochEndOffset;
import org.apache.kafka.common.message.FetchResponseData.LeaderIdAndEpoch;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one partition for a fetch: checks epochs and bounds, and finds the bytes. */
final class PartitionRead {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionRead.class);

    private final Partitions partitions;

    PartitionRead(Partitions partitions) {
        this.partitions = partitions;
    }

    /**
     * @param partition null when there is none here
     * @param missing what to answer then
     * @param onAgreed told of a follower whose log agrees with ours up to where it reads
     */
    PartitionData read(
            FetchPartition asked,
            @Nullable Partition partition,
            Errors missing,
            int maxBytes,
            boolean minOneBatch,
            Reader by,
            BiConsumer<Partition, PartitionView> onAgreed) {
        var data = empty(asked);
        if (partition == null) {
            return data.setErrorCode(missing.code());
        }
        PartitionView view = partition.view();
        if (view == null) {
            // Its log is being opened; whoever waits is woken when it is there.
            partition.open();
            return data;
        }
        Errors standing =
                by.mayReadFollowers()
                        ? epochStanding(view, asked.currentLeaderEpoch())
                        : standing(view, asked.currentLeaderEpoch());
        if (standing == Errors.NONE && by.isReplica() && !isReplica(partition, by.replicaId())) {
            standing = Errors.NOT_LEADER_OR_FOLLOWER;
        }
        if (standing != Errors.NONE) {
            if (standing == Errors.NOT_LEADER_OR_FOLLOWER) {
                nameLeader(data, partition);
            }
            return data.setErrorCode(standing.code());
        }
        data.setHighWatermark(view.highWatermark())
                .setLastStableOffset(view.lastStableOffset())
                .setLogStartOffset(view.log().logStartOffset());
        if (diverges(data, view, asked)) {
            return data;
        }
        if (by.isReplica()) {
            onAgreed.accept(partition, view);
        }
        long bound = by.bound(view);
        try {
            return with(data, view.log().read(asked.fetchOffset(), maxBytes, bound, minOneBatch));
        } catch (IOException e) {
            LOG.error("cannot read {} from {}", partition.id(), asked.fetchOffset(), e);
            return data.setErrorCode(Errors.KAFKA_STORAGE_ERROR.code());
        }
    }

    static PartitionData empty(FetchPartition asked) {
        return new PartitionData()
                .setPartitionIndex(asked.partition())
                .setHighWatermark(-1)
                .setLastStableOffset(-1)
                .setLogStartOffset(-1)
                .setRecords(MemoryRecords.EMPTY);
    }

    private boolean isReplica(Partition partition, int replicaId) {
        var now = partitions.imageOf(partition.id());
        return now != null && now.hasReplica(replicaId);
    }

    /** Whether this broker may answer as the leader, under the epoch that the client knows. */
    static Errors standing(PartitionView view, int knownLeaderEpoch) {
        Errors standing = epochStanding(view, knownLeaderEpoch);
        return standing == Errors.NONE && !view.isLeader()
                ? Errors.NOT_LEADER_OR_FOLLOWER
                : standing;
    }

    private static Errors epochStanding(PartitionView view, int knownLeaderEpoch) {
        if (view.leaderEpoch() < 0) {
            return Errors.NOT_LEADER_OR_FOLLOWER;
        }
        if (knownLeaderEpoch >= 0 && knownLeaderEpoch < view.leaderEpoch()) {
            return Errors.FENCED_LEADER_EPOCH;
        }
        if (knownLeaderEpoch > view.leaderEpoch()) {
            return Errors.UNKNOWN_LEADER_EPOCH;
        }
        return Errors.NONE;
    }

    private void nameLeader(PartitionData data, Partition partition) {
        var now = partitions.imageOf(partition.id());
        if (now != null) {
            data.setCurrentLeader(
                    new LeaderIdAndEpoch()
                            .setLeaderId(now.leader())
                            .setLeaderEpoch(now.leaderEpoch()));
        }
    }

    /**
     * KIP-595: the reader's last epoch ended earlier here, so what it has after that is not ours.
     */
    private static boolean diverges(PartitionData data, PartitionView view, FetchPartition asked) {
        if (asked.lastFetchedEpoch() < 0) {
            return false;
        }
        var end = view.log().endOffsetFor(asked.lastFetchedEpoch());
        boolean diverges =
                end.endOffset() < asked.fetchOffset() || end.epoch() < asked.lastFetchedEpoch();
        if (diverges) {
            data.setDivergingEpoch(
                    new EpochEndOffset().setEpoch(end.epoch()).setEndOffset(end.endOffset()));
        }
        return diverges;
    }

    private static PartitionData with(PartitionData data, ReadResult result) throws IOException {
        return switch (result) {
            case OutOfRange outside -> data.setErrorCode(Errors.OFFSET_OUT_OF_RANGE.code());
            case LogSlice slice -> {
                AppendFile file = slice.file();
                yield file == null ? data : data.setRecords(records(file, slice));
            }
        };
    }

    private static BaseRecords records(AppendFile file, LogSlice slice) throws IOException {
        FileChannel channel = file.channelOrNull();
        if (channel != null) {
            return new RegionRecords(channel, slice.position(), slice.sizeInBytes());
        }
        ByteBuffer bytes = ByteBuffer.allocate(slice.sizeInBytes());
        file.read(bytes, slice.position());
        return MemoryRecords.readableRecords(bytes.flip());
    }
}
