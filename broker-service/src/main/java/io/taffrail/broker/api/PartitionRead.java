package io.taffrail.broker.api;

import static io.taffrail.broker.api.ReadReplicas.HERE;

import io.taffrail.broker.partition.Partition;
import io.taffrail.broker.partition.PartitionView;
import io.taffrail.broker.partition.Partitions;
import io.taffrail.broker.partition.ReplicaRead;
import io.taffrail.broker.partition.ReplicaRead.Agrees;
import io.taffrail.broker.partition.ReplicaRead.Diverges;
import io.taffrail.broker.partition.ReplicaRead.Refused;
import io.taffrail.broker.replication.Divergence.EpochEnd;
import io.taffrail.broker.replication.EpochStanding;
import io.taffrail.broker.storage.DamagedLogException;
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
    private final ReadReplicas replicas;

    PartitionRead(Partitions partitions, ReadReplicas replicas) {
        this.partitions = partitions;
        this.replicas = replicas;
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
        return by.isReplica()
                ? forReplica(data, partition, view, asked, maxBytes, minOneBatch, by, onAgreed)
                : forConsumer(data, partition, view, asked, maxBytes, minOneBatch, by);
    }

    private PartitionData forReplica(
            PartitionData data,
            Partition partition,
            PartitionView view,
            FetchPartition asked,
            int maxBytes,
            boolean minOneBatch,
            Reader by,
            BiConsumer<Partition, PartitionView> onAgreed) {
        ReplicaRead read = by.replicaRead(asked);
        return switch (read.look(view, isReplica(partition, by.replicaId()))) {
            case Refused refused -> refuse(data, partition, error(refused.standing()));
            case Diverges diverges -> diverge(describe(data, view), diverges.leaders());
            case Agrees agrees -> {
                onAgreed.accept(partition, view);
                yield slice(
                        describe(data, view),
                        partition,
                        view,
                        asked,
                        maxBytes,
                        agrees.bound(),
                        minOneBatch);
            }
        };
    }

    private PartitionData forConsumer(
            PartitionData data,
            Partition partition,
            PartitionView view,
            FetchPartition asked,
            int maxBytes,
            boolean minOneBatch,
            Reader by) {
        Errors standing =
                by.mayReadFollowers()
                        ? ofClient(
                                view,
                                EpochStanding.of(view.leaderEpoch(), asked.currentLeaderEpoch()))
                        : standing(view, asked.currentLeaderEpoch());
        if (standing != Errors.NONE) {
            return refuse(data, partition, standing);
        }
        describe(data, view);
        int nearest = view.isLeader() ? replicas.nearest(partition.id(), by.rack()) : HERE;
        if (nearest != HERE) {
            partition.pendingReplicaFetches().haveReaders();
            return data.setPreferredReadReplica(nearest);
        }
        EpochEnd leaders =
                ReplicaRead.divergence(view, asked.lastFetchedEpoch(), asked.fetchOffset());
        return leaders == null
                ? slice(data, partition, view, asked, maxBytes, by.bound(view), minOneBatch)
                : diverge(data, leaders);
    }

    private PartitionData slice(
            PartitionData data,
            Partition partition,
            PartitionView view,
            FetchPartition asked,
            int maxBytes,
            long bound,
            boolean minOneBatch) {
        try {
            return with(data, view.log().read(asked.fetchOffset(), maxBytes, bound, minOneBatch));
        } catch (DamagedLogException e) {
            partition.onUnreadable(e);
            return data.setErrorCode(ofDamage(partition).code());
        } catch (IOException e) {
            LOG.error("cannot read {} from {}", partition.id(), asked.fetchOffset(), e);
            return data.setErrorCode(Errors.KAFKA_STORAGE_ERROR.code());
        }
    }

    /**
     * A client looks for another leader, and here again: by then the damage may be mended from
     * another replica. Where there is no other it would do so for ever, and is told what is wrong.
     */
    private Errors ofDamage(Partition partition) {
        var now = partitions.imageOf(partition.id());
        boolean isAlone = now != null && now.replicas().size() == 1;
        return isAlone ? Errors.CORRUPT_MESSAGE : Errors.KAFKA_STORAGE_ERROR;
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
        return ofClient(view, ReplicaRead.standing(view, knownLeaderEpoch));
    }

    /** A leader that is cut off serves followers alone: clients are to look for another. */
    private static Errors ofClient(PartitionView view, EpochStanding standing) {
        boolean isCutOff = standing == EpochStanding.CURRENT && view.isCutOff();
        return error(isCutOff ? EpochStanding.NOT_SERVING : standing);
    }

    private static Errors error(EpochStanding standing) {
        return switch (standing) {
            case CURRENT -> Errors.NONE;
            case FENCED -> Errors.FENCED_LEADER_EPOCH;
            case UNKNOWN -> Errors.UNKNOWN_LEADER_EPOCH;
            case NOT_SERVING -> Errors.NOT_LEADER_OR_FOLLOWER;
        };
    }

    private PartitionData refuse(PartitionData data, Partition partition, Errors error) {
        if (error == Errors.NOT_LEADER_OR_FOLLOWER) {
            nameLeader(data, partition);
        }
        return data.setErrorCode(error.code());
    }

    private static PartitionData describe(PartitionData data, PartitionView view) {
        return data.setHighWatermark(view.highWatermark())
                .setLastStableOffset(view.lastStableOffset())
                .setLogStartOffset(view.log().logStartOffset());
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

    /** KIP-595: what the reader has after this is not ours. */
    private static PartitionData diverge(PartitionData data, EpochEnd leaders) {
        return data.setDivergingEpoch(
                new EpochEndOffset().setEpoch(leaders.epoch()).setEndOffset(leaders.endOffset()));
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
