package io.taffrail.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.broker.partition.ReplicaRead.Agrees;
import io.taffrail.broker.partition.ReplicaRead.Diverges;
import io.taffrail.broker.partition.ReplicaRead.Finding;
import io.taffrail.broker.partition.ReplicaRead.Refused;
import io.taffrail.broker.replication.Divergence.EpochEnd;
import io.taffrail.broker.replication.EpochStanding;
import io.taffrail.broker.storage.AppendOrigin;
import io.taffrail.broker.storage.AppendRequest;
import io.taffrail.broker.storage.PartitionLog;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A leader of epoch 5 whose log holds offsets 0 to 9 of epoch 2 and 10 to 14 of epoch 5. */
class ReplicaReadTest {

    @TempDir Path root;
    private PartitionLog log;

    @BeforeEach
    void open() throws IOException {
        log = TestLog.open(root);
        append(10, 2);
        append(5, 5);
    }

    @Test
    void whoAgreesMayReadEverythingAndNotOnlyWhatIsReplicated() {
        assertThat(look(5, 5, 12)).isEqualTo(new Agrees(15));
        assertThat(look(5, 2, 10)).isEqualTo(new Agrees(15));
    }

    @Test
    void whoHasMoreOfAnEpochThanTheLeaderIsToldWhereItEnded() {
        assertThat(look(5, 2, 13)).isEqualTo(new Diverges(new EpochEnd(2, 10)));
    }

    @Test
    void whoHasAnEpochThatTheLeaderNeverHadIsToldOfTheOneBefore() {
        assertThat(look(5, 4, 10)).isEqualTo(new Diverges(new EpochEnd(2, 10)));
    }

    @Test
    void anEmptyFollowerNamesNoEpochAndAgrees() {
        assertThat(look(5, -1, 0)).isEqualTo(new Agrees(15));
    }

    @Test
    void noOtherEpochThanTheLeadersOwnIsServed() {
        assertThat(look(4, 2, 10)).isEqualTo(new Refused(EpochStanding.FENCED));
        assertThat(look(6, 2, 10)).isEqualTo(new Refused(EpochStanding.UNKNOWN));
    }

    @Test
    void aFollowerServesNoFollower() {
        var following = new PartitionView(log.view(), 10, 5, false, true, false);
        assertThat(read(5, 5, 12).look(following, true))
                .isEqualTo(new Refused(EpochStanding.NOT_SERVING));
    }

    @Test
    void whoIsNoReplicaIsRefused() {
        assertThat(read(5, 5, 12).look(leading(), false))
                .isEqualTo(new Refused(EpochStanding.NOT_SERVING));
    }

    private Finding look(int leaderEpoch, int lastFetchedEpoch, long fetchOffset) {
        return read(leaderEpoch, lastFetchedEpoch, fetchOffset).look(leading(), true);
    }

    private static ReplicaRead read(int leaderEpoch, int lastFetchedEpoch, long fetchOffset) {
        return new ReplicaRead(2, 7, leaderEpoch, lastFetchedEpoch, fetchOffset);
    }

    private PartitionView leading() {
        return new PartitionView(log.view(), 10, 5, true, true, false);
    }

    private void append(int records, int leaderEpoch) {
        var request = new AppendRequest(TestLog.batch(records), AppendOrigin.CLIENT);
        log.append(request, leaderEpoch, TestLog.NOW_MS);
    }
}
