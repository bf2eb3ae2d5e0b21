package io.taffrail.broker.storage;

import static io.taffrail.broker.storage.LogFixture.NOW_MS;
import static io.taffrail.broker.storage.LogFixture.batch;
import static io.taffrail.broker.storage.LogFixture.idempotent;
import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.broker.storage.AppendResult.Appended;
import io.taffrail.broker.storage.AppendResult.Refused;
import io.taffrail.broker.storage.ReadResult.LogSlice;
import io.taffrail.broker.storage.ReadResult.OutOfRange;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.records.BatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionLogTest {

    @TempDir Path directory;
    private LogFixture at;

    @BeforeEach
    void openLog() throws IOException {
        at = new LogFixture(directory.resolve("orders-0"));
        at.open();
    }

    private static Rejection reasonOf(AppendResult result) {
        return ((Refused) result).rejected().reason();
    }

    @Test
    void offsetsAreAssignedInOrderAndTheEpochIsStamped() throws IOException {
        assertThat(at.append(batch(3), 5)).isEqualTo(new Appended(0, 2, -1, 0, false));
        assertThat(at.append(batch(2), 6)).isEqualTo(new Appended(3, 4, -1, 0, false));

        assertThat(at.readAll()).containsExactly(0L, 3L);
        assertThat(at.log.view().endOffset()).isEqualTo(5);
        assertThat(at.log.view().leaderEpochs().epochOf(2)).isEqualTo(5);
        assertThat(at.log.view().leaderEpochs().epochOf(3)).isEqualTo(6);
    }

    @Test
    void requestsOfOneTurnAreSettledEachForItself() {
        ByteBuffer damaged = batch(1);
        damaged.put(70, (byte) ~damaged.get(70));

        AppendResult[] results =
                at.log.appendAll(
                        List.of(
                                new AppendRequest(batch(2), AppendOrigin.CLIENT),
                                new AppendRequest(damaged, AppendOrigin.CLIENT),
                                new AppendRequest(batch(3), AppendOrigin.CLIENT)),
                        0,
                        NOW_MS);

        assertThat(results[0]).isEqualTo(new Appended(0, 1, -1, 0, false));
        assertThat(reasonOf(results[1])).isEqualTo(Rejection.CORRUPT_MESSAGE);
        assertThat(results[2]).isEqualTo(new Appended(2, 4, -1, 0, false));
    }

    @Test
    void aReadBeginsWithTheBatchThatHoldsTheOffset() throws IOException {
        at.append(batch(5));
        at.append(batch(5));

        assertThat(at.read(7, 1 << 20, Long.MAX_VALUE, true)).containsExactly(5L);
        assertThat(((LogSlice) at.log.view().read(7, 1 << 20, 10, true)).firstBatchBaseOffset())
                .isEqualTo(5);
    }

    @Test
    void aReadNeverReachesItsOffsetBound() throws IOException {
        for (int i = 0; i < 100; i++) {
            at.append(batch(3));
        }
        for (long bound = 0; bound <= 300; bound++) {
            var read = at.read(0, Integer.MAX_VALUE, bound, true);
            assertThat(read).hasSize((int) (bound / 3));
        }
    }

    @Test
    void aReadGivesWholeBatchesWithinItsBytesAndOneIfAsked() throws IOException {
        int batchBytes = batch(1).limit();
        for (int i = 0; i < 200; i++) {
            at.append(batch(1));
        }

        assertThat(at.read(10, 3 * batchBytes + 1, Long.MAX_VALUE, false))
                .containsExactly(10L, 11L, 12L);
        assertThat(at.read(10, 150 * batchBytes, Long.MAX_VALUE, false)).hasSize(150);
        assertThat(at.read(10, 1, Long.MAX_VALUE, false)).isEmpty();
        assertThat(at.read(10, 1, Long.MAX_VALUE, true)).containsExactly(10L);
    }

    @Test
    void offsetsOutsideTheLogAreOutOfRange() throws IOException {
        at.append(batch(5));
        at.log.deleteRecordsBefore(3);

        assertThat(at.log.view().read(2, 100, 5, true)).isEqualTo(new OutOfRange(2, 3, 5));
        assertThat(at.log.view().read(6, 100, 6, true)).isEqualTo(new OutOfRange(6, 3, 5));
        assertThat(((LogSlice) at.log.view().read(5, 100, 5, true)).isEmpty()).isTrue();
        assertThat(at.read(3, 100, 5, true)).containsExactly(0L);
    }

    @Test
    void anOldViewDoesNotSeeWhatCameAfterIt() throws IOException {
        at.append(batch(2));
        LogView old = at.log.view();
        at.append(batch(2));

        var slice = (LogSlice) old.read(0, 1 << 20, Long.MAX_VALUE, true);
        assertThat(LogFixture.baseOffsets(slice)).containsExactly(0L);
        assertThat(old.endOffset()).isEqualTo(2);
    }

    @Test
    void segmentsRollBeforeTheyGrowOverTheirSizeAndReadsGoOnAcrossThem() throws IOException {
        at.log.configure(LogConfig.DEFAULT.withSegmentBytes(1000));
        for (int i = 0; i < 20; i++) {
            at.append(batch(1));
        }

        assertThat(at.log.view().segmentCount()).isGreaterThan(2);
        assertThat(at.readAll()).hasSize(20);
        try (var files = Files.list(at.directory)) {
            assertThat(files.filter(file -> file.toString().endsWith(".log")))
                    .allSatisfy(file -> assertThat(Files.size(file)).isLessThanOrEqualTo(1000));
        }
    }

    @Test
    void aSegmentRollsWhenItsFirstRecordIsOld() {
        at.append(batch(1, NOW_MS - 8L * 24 * 3600 * 1000));
        at.append(batch(1, NOW_MS));
        assertThat(at.log.view().segmentCount()).isEqualTo(2);
    }

    @Test
    void nothingIsSyncedBeforeASyncCompletes() throws IOException {
        at.append(batch(2));
        SyncTask task = at.log.beginSync();
        at.append(batch(2));
        assertThat(at.log.beginSync()).as("one sync at a time").isNull();
        task.run();
        assertThat(at.log.view().syncedOffset()).isZero();

        at.log.completeSync(task);
        assertThat(at.log.view().syncedOffset()).isEqualTo(2);
        assertThat(at.log.isDirty()).isTrue();
        at.sync();
        assertThat(at.log.view().syncedOffset()).isEqualTo(4);
        assertThat(at.log.isDirty()).isFalse();
    }

    @Test
    void aCutDuringASyncIsNotCountedAsSynced() throws IOException {
        at.append(batch(2));
        at.append(batch(2));
        SyncTask task = at.log.beginSync();
        task.run();
        at.log.truncateTo(2, NOW_MS);
        at.append(batch(5), 1);
        at.log.completeSync(task);

        assertThat(at.log.view().syncedOffset()).isEqualTo(2);
    }

    @Test
    void aRetriedBatchGetsItsOldOffsetsUpToFiveBack() {
        for (int i = 0; i < 6; i++) {
            at.append(idempotent(7, 0, i * 2, 2));
        }

        assertThat(at.append(idempotent(7, 0, 2, 2))).isEqualTo(new Appended(2, 3, -1, 0, true));
        assertThat(at.append(idempotent(7, 0, 10, 2))).isEqualTo(new Appended(10, 11, -1, 0, true));
        assertThat(at.append(idempotent(7, 0, 0, 2)))
                .as("older, so where it is was forgotten, and it is before the five")
                .isEqualTo(new Appended(Appended.FORGOTTEN, 1, -1, 0, true));
        assertThat(at.log.view().endOffset()).isEqualTo(12);
    }

    @Test
    void whatIsOlderThanTheFirstBatchThatTheLogKnowsMayBeMissing() {
        for (int i = 0; i < 6; i++) {
            at.append(idempotent(7, 0, 100 + i * 2, 2));
        }

        assertThat(reasonOf(at.append(idempotent(7, 0, 98, 2))))
                .isEqualTo(Rejection.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(reasonOf(at.append(idempotent(7, 0, 99, 2))))
                .as("only the second of its records is there")
                .isEqualTo(Rejection.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(reasonOf(at.append(idempotent(7, 0, 101, 2))))
                .as("its second record is among those of the five, in another batch")
                .isEqualTo(Rejection.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(reasonOf(at.append(idempotent(7, 0, 114, 2))))
                .as("two records are missing before it")
                .isEqualTo(Rejection.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(at.append(idempotent(7, 0, 100, 2)))
                .isEqualTo(new Appended(Appended.FORGOTTEN, 1, -1, 0, true));
    }

    @Test
    void aNewEpochHasNothingOfTheOneBefore() {
        for (int i = 0; i < 7; i++) {
            at.append(idempotent(7, 0, i, 1));
        }
        at.append(idempotent(7, 1, 0, 1));

        assertThat(reasonOf(at.append(idempotent(7, 1, 3, 1))))
                .isEqualTo(Rejection.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void sequencesMayNotSkipAndEpochsMayNotGoBack() {
        at.append(idempotent(7, 1, 0, 1));

        assertThat(reasonOf(at.append(idempotent(7, 1, 2, 1))))
                .isEqualTo(Rejection.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(reasonOf(at.append(idempotent(7, 0, 1, 1))))
                .isEqualTo(Rejection.INVALID_PRODUCER_EPOCH);
        assertThat(reasonOf(at.append(idempotent(7, 2, 1, 1))))
                .isEqualTo(Rejection.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(at.append(idempotent(7, 2, 0, 1))).isEqualTo(new Appended(1, 1, -1, 0, false));
    }

    @Test
    void sequencesWrapAround() {
        at.append(idempotent(7, 0, Integer.MAX_VALUE - 1, 3));
        assertThat(at.append(idempotent(7, 0, 1, 1))).isEqualTo(new Appended(3, 3, -1, 0, false));
    }

    @Test
    void aCoordinatorOfAnotherEpochIsFenced() {
        ByteBuffer batch = batch(1);
        new BatchHeader().wrap(batch, 0).partitionLeaderEpoch(4);

        assertThat(
                        reasonOf(
                                at.log.append(
                                        new AppendRequest(batch, AppendOrigin.COORDINATOR),
                                        5,
                                        NOW_MS)))
                .isEqualTo(Rejection.FENCED_LEADER_EPOCH);
        assertThat(at.log.append(new AppendRequest(batch, AppendOrigin.COORDINATOR), 4, NOW_MS))
                .isInstanceOf(Appended.class);
    }

    @Test
    void aFollowerTakesBatchesAsTheyAreAndLeavesACutOffOne() throws IOException {
        var leader = new LogFixture(directory.resolve("leader-0"));
        leader.open();
        leader.append(batch(3), 4);
        leader.append(batch(2), 5);
        var slice = (LogSlice) leader.log.view().read(0, 1 << 20, Long.MAX_VALUE, true);
        var bytes = ByteBuffer.allocate(slice.sizeInBytes());
        slice.file().read(bytes, 0);
        bytes.flip().limit(bytes.limit() - 1);

        assertThat(at.log.appendAsFollower(bytes, NOW_MS))
                .isEqualTo(new Appended(0, 2, -1, 0, false));
        assertThat(at.log.view().leaderEpochs().latest()).isEqualTo(4);
        assertThat(reasonOf(at.log.appendAsFollower(bytes, NOW_MS)))
                .isEqualTo(Rejection.OFFSET_OUT_OF_RANGE);
    }

    @Test
    void truncationForgetsRecordsEpochsAndSequences() throws IOException {
        at.log.configure(LogConfig.DEFAULT.withSegmentBytes(500));
        at.append(idempotent(7, 0, 0, 3), 1);
        at.append(idempotent(7, 0, 3, 3), 2);
        at.append(idempotent(7, 0, 6, 3), 3);

        at.log.truncateTo(3, NOW_MS);

        assertThat(at.log.view().endOffset()).isEqualTo(3);
        assertThat(at.log.view().leaderEpochs().latest()).isEqualTo(1);
        assertThat(at.append(idempotent(7, 0, 3, 1), 4))
                .isEqualTo(new Appended(3, 3, -1, 0, false));
        assertThat(at.readAll()).containsExactly(0L, 3L);
    }

    @Test
    void anEpochThatBroughtNoRecordIsForgottenWhenTheLogIsCutWhereItEnds() throws IOException {
        at.append(batch(3), 1);
        at.log.beginEpoch(2);
        assertThat(at.log.view().leaderEpochs().latest()).isEqualTo(2);

        at.log.truncateTo(3, NOW_MS);

        assertThat(at.log.view().leaderEpochs().latest()).isEqualTo(1);
        assertThat(at.log.view().endOffset()).isEqualTo(3);
    }

    @Test
    void aLogCanStartOverAtAnOffset() throws IOException {
        at.append(batch(3));
        at.log.truncateFullyAndStartAt(100, NOW_MS);
        assertThat(at.append(batch(1))).isEqualTo(new Appended(100, 100, -1, 100, false));
        at.sync();
        at.logStartOffset = 100;
        at.open();
        assertThat(at.readAll()).containsExactly(100L);
    }

    @Test
    void timestampsAreFoundToTheRecord() throws IOException {
        at.log.configure(LogConfig.DEFAULT.withSegmentBytes(2000).withIndexIntervalBytes(100));
        for (int i = 0; i < 30; i++) {
            at.append(batch(5, NOW_MS - 100_000 + i * 1000L), 3);
        }

        for (int i = 0; i < 30; i++) {
            long timestamp = NOW_MS - 100_000 + i * 1000L + 2;
            assertThat(at.log.view().lookupByTimestamp(timestamp))
                    .isEqualTo(new TimestampOffset(i * 5L + 2, timestamp, 3));
        }
        assertThat(at.log.view().lookupByTimestamp(NOW_MS)).isNull();
        assertThat(at.log.view().lookupByTimestamp(0).offset()).isZero();
        assertThat(at.log.view().maxTimestamp())
                .isEqualTo(new TimestampOffset(149, NOW_MS - 100_000 + 29_004, 3));
    }

    @Test
    void aSegmentThatRetentionDeletesStaysReadableForAWhile() throws IOException {
        at.log.configure(LogConfig.DEFAULT.withSegmentBytes(1000).withRetention(-1, 1500));
        for (int i = 0; i < 20; i++) {
            at.append(batch(1));
        }
        LogView old = at.log.view();
        var slow = (LogSlice) old.read(0, 1 << 20, Long.MAX_VALUE, true);

        at.log.maintain(20, Long.MAX_VALUE, NOW_MS);

        assertThat(at.log.view().logStartOffset()).isPositive();
        assertThat(LogFixture.baseOffsets(slow)).startsWith(0L);
        assertThat(Files.exists(at.file("00000000000000000000.log"))).isFalse();
        assertThat(Files.exists(at.file("00000000000000000000.log.deleted"))).isTrue();
        at.log.maintain(20, Long.MAX_VALUE, NOW_MS + 60_000);
        assertThat(Files.exists(at.file("00000000000000000000.log.deleted"))).isFalse();
        assertThat(at.failures).isEmpty();
    }

    @Test
    void retentionByTimeAlsoEmptiesALogThatNobodyWritesTo() throws IOException {
        at.append(batch(3));
        at.log.maintain(3, Long.MAX_VALUE, NOW_MS + 8L * 24 * 3600 * 1000);
        assertThat(at.log.view().logStartOffset()).isEqualTo(3);
        assertThat(at.append(batch(1))).isEqualTo(new Appended(3, 3, -1, 3, false));
    }

    @Test
    void aLogThatStartsAnewForgetsTheProducersOfTheOldOne() throws IOException {
        at.append(idempotent(7, 0, 0, 5));
        at.sync();
        at.log.close();
        at.open(true);
        assertThat(Files.exists(at.file("00000000000000000005.snapshot"))).isTrue();

        at.log.truncateFullyAndStartAt(100, NOW_MS);

        assertThat(at.log.activeProducers()).isEmpty();
        assertThat(at.append(idempotent(7, 0, 0, 5)))
                .isEqualTo(new Appended(100, 104, -1, 100, false));
    }
}
