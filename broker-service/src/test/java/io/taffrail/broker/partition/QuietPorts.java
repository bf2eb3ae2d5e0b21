package io.taffrail.broker.partition;

import io.taffrail.broker.storage.DiskObserver;
import io.taffrail.kernel.runtime.Clock;
import java.util.function.LongSupplier;

/** What a partition needs of its broker, where every other node is active and nobody answers. */
final class QuietPorts {

    private static final Followings NOBODY =
            new Followings() {
                @Override
                public void follow(Partition partition, int leaderId, int leaderEpoch) {}

                @Override
                public void unfollow(Partition partition) {}
            };

    private QuietPorts() {}

    static PartitionPorts of(int localId, LogStore store, LongSupplier nodeEpoch) {
        return of(localId, store, NOBODY, nodeEpoch);
    }

    static PartitionPorts of(
            int localId, LogStore store, Followings followings, LongSupplier nodeEpoch) {
        var clock = Clock.system();
        return new PartitionPorts(
                localId,
                clock,
                store,
                (id, proposal, isWanted, onOutcome) -> {},
                followings,
                new Vigil(clock, 60_000),
                id -> true,
                nodeEpoch,
                () -> 10_000,
                new Traffic(),
                DiskObserver.NONE);
    }
}
