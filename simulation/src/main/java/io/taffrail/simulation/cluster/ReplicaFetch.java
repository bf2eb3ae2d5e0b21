package io.taffrail.simulation.cluster;

import io.taffrail.broker.link.LeaderSource.Wanted;
import io.taffrail.broker.partition.FromLeader;
import io.taffrail.broker.partition.Partition;
import io.taffrail.broker.partition.PartitionId;
import io.taffrail.broker.partition.PartitionView;
import io.taffrail.broker.partition.Partitions;
import io.taffrail.broker.partition.ReplicaRead;
import io.taffrail.broker.partition.ReplicaRead.Agrees;
import io.taffrail.broker.partition.ReplicaRead.Diverges;
import io.taffrail.broker.partition.ReplicaRead.Refused;
import io.taffrail.broker.storage.DamagedLogException;
import io.taffrail.broker.storage.ReadResult;
import io.taffrail.broker.storage.ReadResult.LogSlice;
import io.taffrail.broker.storage.ReadResult.OutOfRange;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.PartitionImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A follower's fetch at the leader: looks, waits for news if there is none, and answers once. */
final class ReplicaFetch {

    private static final long WAIT_NS = 500_000_000;
    private static final int BYTES_MAX = 600;
    private static final Comparator<PartitionId> BY_NUMBER =
            Comparator.comparingInt(PartitionId::partition);

    private final SimWorld world;
    private final BrokerLife leader;
    private final int replicaId;
    private final long nodeEpoch;
    private final Map<PartitionId, Wanted> wanted;
    private final Set<PartitionId> counted = new HashSet<>();
    private Consumer<Map<PartitionId, FromLeader>> onAnswer = answer -> {};
    private boolean isOver;
    private boolean isLookDue;

    ReplicaFetch(
            SimWorld world,
            BrokerLife leader,
            int replicaId,
            long nodeEpoch,
            Map<PartitionId, Wanted> wanted) {
        this.world = world;
        this.leader = leader;
        this.replicaId = replicaId;
        this.nodeEpoch = nodeEpoch;
        this.wanted = wanted;
    }

    void begin(Consumer<Map<PartitionId, FromLeader>> answerTo) {
        onAnswer = answerTo;
        Partitions here = leader.partitions();
        if (here != null) {
            here.fetchedBy(replicaId);
        }
        leader.process().after(WAIT_NS, () -> answer(look(true)));
        lookAgain();
    }

    private void lookAgain() {
        isLookDue = false;
        if (isOver) {
            return;
        }
        // First the place to wait at, then the look, so that no news is missed between them.
        for (PartitionId id : wanted.keySet()) {
            Partition partition = find(id);
            if (partition != null) {
                partition.pendingReplicaFetches().add(this::wake);
            }
        }
        Map<PartitionId, FromLeader> found = look(false);
        if (!found.isEmpty()) {
            answer(found);
        }
    }

    private void wake() {
        if (!isOver && !isLookDue) {
            isLookDue = true;
            leader.process().after(1, this::lookAgain);
        }
    }

    private void answer(Map<PartitionId, FromLeader> found) {
        if (!isOver) {
            isOver = true;
            onAnswer.accept(found);
        }
    }

    private @Nullable Partition find(PartitionId id) {
        Partitions here = leader.partitions();
        return here == null ? null : here.find(id.topicId(), id.partition());
    }

    /**
     * @param isLast whether an answer without records is wanted too
     */
    private Map<PartitionId, FromLeader> look(boolean isLast) {
        Map<PartitionId, FromLeader> found = new TreeMap<>(BY_NUMBER);
        wanted.forEach((id, want) -> {
            FromLeader each = look(id, want, isLast);
            if (each != null) {
                found.put(id, each);
            }
        });
        return found;
    }

    private @Nullable FromLeader look(PartitionId id, Wanted want, boolean isLast) {
        Partition partition = find(id);
        if (partition == null) {
            return refused(Rejection.UNKNOWN_TOPIC_OR_PARTITION);
        }
        PartitionView view = partition.view();
        if (view == null) {
            partition.open();
            return null;
        }
        var read =
                new ReplicaRead(
                        replicaId,
                        nodeEpoch,
                        want.leaderEpoch(),
                        want.position().lastFetchedEpoch(),
                        want.position().fetchOffset());
        return switch (read.look(view, isReplica(id))) {
            case Refused refused -> refused(rejection(refused));
            case Diverges diverges -> new FromLeader.Diverges(diverges.leaders());
            case Agrees agrees -> {
                if (counted.add(id)) {
                    read.tell(partition, view);
                }
                yield records(
                        partition, view, want.position().fetchOffset(), agrees.bound(), isLast);
            }
        };
    }

    private static Rejection rejection(Refused refused) {
        return switch (refused.standing()) {
            case FENCED -> Rejection.FENCED_LEADER_EPOCH;
            case UNKNOWN -> Rejection.UNKNOWN_LEADER_EPOCH;
            default -> Rejection.NOT_LEADER_OR_FOLLOWER;
        };
    }

    private boolean isReplica(PartitionId id) {
        Partitions here = leader.partitions();
        PartitionImage now = here == null ? null : here.imageOf(id);
        return now != null && now.hasReplica(replicaId);
    }

    private @Nullable FromLeader records(
            Partition partition, PartitionView view, long from, long bound, boolean isLast) {
        try {
            int bytesMax = 1 + world.random().nextInt(BYTES_MAX);
            ReadResult result = view.log().read(from, bytesMax, bound, true);
            if (result instanceof OutOfRange) {
                return new FromLeader.OutOfRange(view.log().logStartOffset());
            }
            var slice = (LogSlice) result;
            if (slice.isEmpty() && !isLast) {
                return null;
            }
            ByteBuffer bytes = ByteBuffer.allocate(slice.sizeInBytes());
            if (slice.file() != null) {
                slice.file().read(bytes, slice.position());
            }
            return new FromLeader.Records(
                    bytes.flip(), view.highWatermark(), view.log().logStartOffset());
        } catch (DamagedLogException e) {
            partition.onUnreadable(e);
            return refused(Rejection.KAFKA_STORAGE_ERROR);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FromLeader refused(Rejection reason) {
        return new FromLeader.Refused(new Rejected(reason, "the leader refuses"));
    }
}
