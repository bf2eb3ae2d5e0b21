package io.taffrail.broker.partition;

import io.taffrail.broker.replication.Deposition;
import io.taffrail.broker.storage.DiskObserver;
import io.taffrail.kernel.runtime.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What a partition needs of its broker, where every other node is active and nobody answers. */
final class QuietPorts {

    private static final Followings NOBODY =
            new Followings() {
                @Override
                public void follow(Partition partition, int leaderId, int leaderEpoch) {}

                @Override
                public void unfollow(Partition partition) {}
            };

    private static final long BEAT_MS = 100;

    private static final PeerRecords SILENCE =
            (broker, id, leaderEpoch, offset) -> new CompletableFuture<>();

    private static final Supplier<CompletableFuture<Boolean>> NO_NEWS =
            () -> CompletableFuture.completedFuture(false);

    private QuietPorts() {}

    /** As a broker has it; who never calls {@link Contacts#beat} stops its time. */
    static Contacts contacts() {
        return new Contacts(new Deposition(2_000, 1_000), BEAT_MS);
    }

    static PartitionPorts of(int localId, LogStore store, LongSupplier nodeEpoch) {
        return of(localId, store, nodeEpoch, contacts(), NO_NEWS);
    }

    static PartitionPorts of(
            int localId,
            LogStore store,
            LongSupplier nodeEpoch,
            Contacts contacts,
            Supplier<CompletableFuture<Boolean>> news) {
        return of(localId, store, NOBODY, SILENCE, nodeEpoch, contacts, news);
    }

    static PartitionPorts of(
            int localId, LogStore store, Followings followings, LongSupplier nodeEpoch) {
        return of(localId, store, followings, nodeEpoch, contacts());
    }

    static PartitionPorts of(int localId, LogStore store, PeerRecords peers) {
        return of(localId, store, NOBODY, peers, () -> 1, contacts(), NO_NEWS);
    }

    static PartitionPorts of(
            int localId,
            LogStore store,
            Followings followings,
            LongSupplier nodeEpoch,
            Contacts contacts) {
        return of(localId, store, followings, SILENCE, nodeEpoch, contacts, NO_NEWS);
    }

    private static PartitionPorts of(
            int localId,
            LogStore store,
            Followings followings,
            PeerRecords peers,
            LongSupplier nodeEpoch,
            Contacts contacts,
            Supplier<CompletableFuture<Boolean>> news) {
        var clock = Clock.system();
        return new PartitionPorts(
                localId,
                clock,
                store,
                (id, proposal, isWanted, onOutcome) -> {},
                followings,
                peers,
                new Vigil(clock, 60_000),
                contacts,
                id -> true,
                nodeEpoch,
                news,
                () -> 10_000,
                new Traffic(),
                DiskObserver.NONE);
    }
}
