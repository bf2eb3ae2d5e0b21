package io.taffrail.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.broker.replication.Divergence.EpochEnd;
import io.taffrail.broker.replication.ReplicaPosition;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.runtime.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A leader counts what a follower asks for as replicated, so the position must be on the disk. */
class FollowerAppendsTest {

    @TempDir Path root;

    private final HeldSyncs store = new HeldSyncs();
    private final LogFlush flush = new LogFlush(store, new HandLoop(), this::onSynced);
    private final FollowerAppends following =
            new FollowerAppends(
                    new PartitionId("orders", new UUID(0, 1), 0),
                    Clock.system(),
                    flush,
                    new TopicTraffic(null));
    private PartitionLog log;

    @BeforeEach
    void open() throws IOException {
        log = TestLog.open(root);
    }

    private void onSynced() {
        following.onSynced(log);
    }

    @Test
    void theNextPositionIsToldWhenWhatTheLeaderSentIsOnTheDisk() {
        var told = take(records(0, 3, 1));
        assertThat(told).isNotDone();
        store.runHeld();
        assertThat(told).isCompletedWithValue(new Replicated.UpTo(at(3, 1)));
    }

    @Test
    void aNewLeaderIsToldAPositionOnlyWhenItIsOnTheDiskToo() {
        take(records(0, 3, 1));
        following.end();
        var told = new CompletableFuture<Replicated>();
        following.tell(log, told);
        assertThat(told).as("three records are in the log, and none is synced").isNotDone();
        store.runHeld();
        assertThat(told).isCompletedWithValue(new Replicated.UpTo(at(3, 1)));
    }

    @Test
    void whatIsOnTheDiskAlreadyIsToldAtOnce() {
        take(records(0, 3, 1));
        store.runHeld();
        var told = new CompletableFuture<Replicated>();
        following.tell(log, told);
        assertThat(told).isCompletedWithValue(new Replicated.UpTo(at(3, 1)));
    }

    @Test
    void aPositionAfterACutWaitsForTheDiskAsWell() {
        take(records(0, 2, 1));
        take(records(2, 1, 1));
        var told = take(new FromLeader.Diverges(new EpochEnd(1, 2)));
        assertThat(told).as("two records are left, and none is synced").isNotDone();
        store.runHeld();
        assertThat(told).isCompletedWithValue(new Replicated.UpTo(at(2, 1)));
    }

    @Test
    void whoIsRefusedTriesAgainFromWhatIsOnTheDisk() {
        take(records(0, 3, 1));
        following.end();
        var told =
                take(
                        new FromLeader.Refused(
                                new Rejected(Rejection.NOT_LEADER_OR_FOLLOWER, "not yet")));
        assertThat(told).isNotDone();
        store.runHeld();
        assertThat(told).isCompletedWithValue(new Replicated.TryLater(at(3, 1), "not yet"));
    }

    private CompletableFuture<Replicated> take(FromLeader answer) {
        var told = new CompletableFuture<Replicated>();
        following.take(log, answer, told);
        return told;
    }

    private static ReplicaPosition at(long offset, int epoch) {
        return new ReplicaPosition(offset, epoch, 0);
    }

    private static FromLeader records(long firstOffset, int count, int leaderEpoch) {
        ByteBuffer batch = TestLog.batch(firstOffset, count, leaderEpoch);
        return new FromLeader.Records(batch, 0, 0);
    }
}
