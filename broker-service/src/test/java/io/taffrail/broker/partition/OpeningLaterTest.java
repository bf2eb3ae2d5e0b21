package io.taffrail.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.broker.storage.AppendOrigin;
import io.taffrail.broker.storage.AppendRequest;
import io.taffrail.broker.storage.AppendResult;
import io.taffrail.broker.storage.LogConfig;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.kernel.disk.DiskFullException;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.runtime.Loop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broker 2 is to follow broker 1, and its log cannot be opened yet. */
class OpeningLaterTest {

    private static final PartitionId ID = new PartitionId("orders", new UUID(0, 1), 0);

    @TempDir Path root;

    private final HandLoop loop = new HandLoop();
    private final ArrayDeque<IOException> failures = new ArrayDeque<>();
    private Partition follower;

    @BeforeEach
    void assign() throws IOException {
        var image = PartitionImage.created(0, List.of(1, 2), List.of(1, 2));
        var ports = QuietPorts.of(2, new FailingStore(), () -> 5);
        follower = new Partition(ID, ports, loop, image, true, LogConfig.DEFAULT, 1);
    }

    @Test
    void aFollowerWhoseDiskIsFullFollowsAsSoonAsThereIsRoom() {
        failures.add(new DiskFullException("no space left"));
        failures.add(new DiskFullException("no space left"));

        CompletableFuture<Replicated> position = follower.replicaPosition(0);
        loop.fireTimers();
        assertThat(position).isNotDone();

        loop.fireTimers();
        assertThat(position).isCompletedWithValueMatching(Replicated.UpTo.class::isInstance);
    }

    @Test
    void aFollowerWhoseEarlierLogIsBeingDeletedFollowsWhenThatIsGone() {
        failures.add(new LogLeavingException(ID));

        CompletableFuture<Replicated> position = follower.replicaPosition(0);
        assertThat(position).isNotDone();

        loop.fireTimers();
        assertThat(position).isCompletedWithValueMatching(Replicated.UpTo.class::isInstance);
    }

    @Test
    void aFollowerWhoseDiskIsBrokenSaysSoAtOnce() {
        failures.add(new IOException("the disk fails"));

        assertThat(follower.replicaPosition(0))
                .isCompletedWithValueMatching(Replicated.Broken.class::isInstance);
    }

    @Test
    void aFollowerThatHasEndedMeanwhileOpensNothing() {
        failures.add(new LogLeavingException(ID));
        CompletableFuture<Replicated> position = follower.replicaPosition(0);

        follower.close();
        loop.fireTimers();

        assertThat(position)
                .isCompletedWithValueMatching(Replicated.NotFollowing.class::isInstance);
    }

    @Test
    void anAppendToOneThatHasEndedIsSentToTheLeaderThere() {
        var answers = new ArrayList<AppendResult>();
        follower.become(
                PartitionImage.created(0, List.of(1, 2), List.of(1, 2))
                        .withLeader(2, List.of(1, 2), List.of()),
                LogConfig.DEFAULT,
                1);
        follower.close();

        follower.append(
                new PendingAppend(
                        new AppendRequest(TestLog.batch(1), AppendOrigin.CLIENT),
                        false,
                        Long.MAX_VALUE,
                        () -> {},
                        answers::add));

        assertThat(answers)
                .singleElement()
                .extracting(answer -> ((AppendResult.Refused) answer).rejected().reason())
                .isEqualTo(Rejection.NOT_LEADER_OR_FOLLOWER);
    }

    /** Fails as the test says, and then opens. */
    private final class FailingStore extends SyncedAtOnce {

        FailingStore() throws IOException {
            super(root, 2);
        }

        @Override
        public PartitionLog open(PartitionId id, boolean isNewHere, LogConfig config, Loop of)
                throws IOException {
            IOException failure = failures.poll();
            if (failure != null) {
                throw failure;
            }
            return super.open(id, isNewHere, config, of);
        }
    }
}
