package io.taffrail.simulation.cluster;

import io.taffrail.broker.partition.Partition;
import io.taffrail.broker.partition.PartitionId;
import io.taffrail.broker.partition.PartitionView;
import io.taffrail.broker.partition.Partitions;
import io.taffrail.broker.partition.PeerRecords;
import io.taffrail.broker.storage.ReadResult.LogSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads what another broker shows of a partition, over the simulated network. */
final class SimPeerRecords implements PeerRecords {

    private static final long ANSWER_NS = 1_000_000_000;
    private static final int BYTES_MAX = 1 << 16;

    private final SimWorld world;
    private final int localId;
    private final SimProcess local;

    SimPeerRecords(SimWorld world, int localId, SimProcess local) {
        this.world = world;
        this.localId = localId;
        this.local = local;
    }

    @Override
    public CompletableFuture<ByteBuffer> read(
            int brokerId, PartitionId id, int leaderEpoch, long offset) {
        var answer = new CompletableFuture<ByteBuffer>();
        BrokerLife peer = world.broker(brokerId).life();
        local.after(
                peer == null ? 1 : ANSWER_NS,
                () -> answer.completeExceptionally(new IllegalStateException("no answer")));
        if (peer != null) {
            world.network()
                    .send(
                            localId,
                            brokerId,
                            peer.process(),
                            () -> reply(brokerId, peer, id, leaderEpoch, offset, answer));
        }
        return answer;
    }

    private void reply(
            int brokerId,
            BrokerLife peer,
            PartitionId id,
            int leaderEpoch,
            long offset,
            CompletableFuture<ByteBuffer> answer) {
        ByteBuffer shown = show(peer.partitions(), id, leaderEpoch, offset);
        if (shown != null) {
            world.network().send(brokerId, localId, local, () -> answer.complete(shown));
        }
    }

    private static @Nullable ByteBuffer show(
            @Nullable Partitions there, PartitionId id, int leaderEpoch, long offset) {
        Partition partition = there == null ? null : there.find(id.topicId(), id.partition());
        PartitionView view = partition == null ? null : partition.view();
        if (partition == null || view == null || view.leaderEpoch() != leaderEpoch) {
            return null;
        }
        try {
            if (view.log().read(offset, BYTES_MAX, view.highWatermark(), true)
                            instanceof LogSlice slice
                    && slice.file() != null) {
                ByteBuffer bytes = ByteBuffer.allocate(slice.sizeInBytes());
                slice.file().read(bytes, slice.position());
                return bytes.flip();
            }
        } catch (IOException e) {
            partition.onUnreadable(e);
        }
        return null;
    }
}
