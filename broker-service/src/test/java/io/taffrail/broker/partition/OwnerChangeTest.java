package io.taffrail.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.broker.storage.AppendOrigin;
import io.taffrail.broker.storage.AppendRequest;
import io.taffrail.broker.storage.AppendResult;
import io.taffrail.broker.storage.AppendResult.Appended;
import io.taffrail.broker.storage.AppendResult.Refused;
import io.taffrail.broker.storage.LogConfig;
import io.taffrail.broker.storage.ReadResult.LogSlice;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.protocol.records.BatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A shard that broker 1 leads and broker 2 follows, while another gateway becomes its owner: the
 * leader epoch rises under the same leader.
 */
class OwnerChangeTest {

    private static final PartitionId ID = new PartitionId("__consumer_offsets", new UUID(0, 1), 0);
    private static final int RECORDS = 3;

    @TempDir Path root;

    private PartitionImage image =
            PartitionImage.created(0, List.of(1, 2), List.of(1, 2)).withCoordinator(1000);
    private Partition leader;
    private Partition follower;

    @BeforeEach
    void open() throws IOException {
        leader = partition(1);
        follower = partition(2);
    }

    @Test
    void theNewOwnerAppendsAtOnceAndTheFollowerGoesOnWithoutCuttingItsLog() {
        List<AppendResult> before = append(image.leaderEpoch());
        replicate();
        replicate();
        assertThat(before).containsExactly(appended(0));

        changeOwner(1001);
        List<AppendResult> after = append(image.leaderEpoch());
        assertThat(after).as("it waits for the follower").isEmpty();
        replicate();
        replicate();

        assertThat(after).containsExactly(appended(RECORDS));
        assertThat(leader.view().highWatermark()).isEqualTo(2 * RECORDS);
        assertThat(follower.view().log().endOffset()).isEqualTo(2 * RECORDS);
        assertThat(follower.view().log().leaderEpochs().latest()).isEqualTo(image.leaderEpoch());
    }

    @Test
    void whatTheOwnerBeforeStillSendsIsRefused() {
        int epochBefore = image.leaderEpoch();
        changeOwner(1001);

        assertThat(append(epochBefore))
                .singleElement()
                .extracting(result -> ((Refused) result).rejected().reason())
                .isEqualTo(Rejection.FENCED_LEADER_EPOCH);
        assertThat(leader.view().log().endOffset()).isZero();
    }

    @Test
    void whoWaitsForAnAcknowledgementIsAnsweredAtTheChangeAndItsRecordsStay() {
        List<AppendResult> waiting = append(image.leaderEpoch());
        assertThat(waiting).isEmpty();

        changeOwner(1001);

        assertThat(waiting)
                .singleElement()
                .extracting(result -> ((Refused) result).rejected().reason())
                .isEqualTo(Rejection.NOT_LEADER_OR_FOLLOWER);
        replicate();
        replicate();
        assertThat(leader.view().highWatermark())
                .as("the new owner reads it, so it must be replicated")
                .isEqualTo(RECORDS);
    }

    @Test
    void theHighWatermarkDoesNotGoBackAtTheChange() {
        append(image.leaderEpoch());
        replicate();
        replicate();

        changeOwner(1001);

        assertThat(leader.view().highWatermark()).isEqualTo(RECORDS);
        assertThat(leader.view().isLeader()).isTrue();
    }

    @Test
    void whoWaitsForRecordsIsWokenAtTheChange() {
        append(image.leaderEpoch());
        var woken = new ArrayList<String>();
        leader.pendingFetches().add(() -> woken.add("consumer"));
        leader.pendingReplicaFetches().add(() -> woken.add("follower"));

        changeOwner(1001);

        assertThat(woken).containsExactlyInAnyOrder("consumer", "follower");
    }

    private void changeOwner(int gateway) {
        image = image.withCoordinator(gateway);
        leader.become(image, LogConfig.DEFAULT, 1);
        follower.become(image, LogConfig.DEFAULT, 1);
    }

    private List<AppendResult> append(int epoch) {
        var answers = new ArrayList<AppendResult>();
        leader.append(
                new PendingAppend(
                        new AppendRequest(batch(epoch), AppendOrigin.COORDINATOR),
                        true,
                        Long.MAX_VALUE,
                        () -> {},
                        answers::add));
        return answers;
    }

    private static ByteBuffer batch(int epoch) {
        ByteBuffer batch = TestLog.batch(RECORDS);
        new BatchHeader().wrap(batch, 0).partitionLeaderEpoch(epoch);
        return batch;
    }

    /** One round of the follower: it asks for what comes next, and takes it in. */
    private void replicate() {
        int epoch = image.leaderEpoch();
        var at = ((Replicated.UpTo) follower.replicaPosition(epoch).join()).next();
        var read = new ReplicaRead(2, 5, epoch, at.lastFetchedEpoch(), at.fetchOffset());
        ReplicaRead.Finding finding = read.look(leader.view(), true);
        assertThat(finding).as("nothing is to be cut").isInstanceOf(ReplicaRead.Agrees.class);
        read.tell(leader, leader.view());
        PartitionView view = leader.view();
        var records =
                new FromLeader.Records(
                        slice(view, at.fetchOffset()),
                        view.highWatermark(),
                        view.log().logStartOffset());
        assertThat(follower.replicate(epoch, records).join()).isInstanceOf(Replicated.UpTo.class);
    }

    private static ByteBuffer slice(PartitionView view, long offset) {
        try {
            var slice = (LogSlice) view.log().read(offset, 1 << 20, view.log().endOffset(), true);
            ByteBuffer bytes = ByteBuffer.allocate(slice.sizeInBytes());
            if (slice.file() != null) {
                slice.file().read(bytes, slice.position());
            }
            return bytes.flip();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static AppendResult appended(long firstOffset) {
        return new Appended(firstOffset, firstOffset + RECORDS - 1, -1, 0, false);
    }

    private Partition partition(int nodeId) throws IOException {
        var store = new SyncedAtOnce(root.resolve("broker-" + nodeId), nodeId);
        var ports = QuietPorts.of(nodeId, store, () -> 5);
        var opened = new Partition(ID, ports, new HandLoop(), image, true, LogConfig.DEFAULT, 1);
        opened.open().join();
        return opened;
    }
}
