package io.taffrail.simulation.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.broker.storage.AppendOrigin;
import io.taffrail.broker.storage.AppendRequest;
import io.taffrail.broker.storage.BatchValidator;
import io.taffrail.broker.storage.Journal;
import io.taffrail.broker.storage.LogConfig;
import io.taffrail.broker.storage.LogDirectory;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.broker.storage.PartitionName;
import io.taffrail.broker.storage.SyncTask;
import io.taffrail.protocol.records.BatchWriter;
import io.taffrail.protocol.records.Compression;
import io.taffrail.simulation.disk.BusyDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a journal keeps for logs, on a disk that forgets all that was not synced. */
class JournalTest {

    private static final Path ROOT = Path.of("/data");
    private static final PartitionName ORDERS = new PartitionName("orders", 0);
    private static final PartitionName PAYMENTS = new PartitionName("payments", 0);
    private static final UUID TOPIC_ID = new UUID(1, 2);
    private static final int FRAMES_OF_A_FILE = 4;
    private static final long NOW_MS = 1_700_000_000_000L;

    private final Random random = new Random(5);
    private final BusyDisk disk = new BusyDisk(new ForgetsAll());
    private LogDirectory directory;
    private PartitionLog orders;
    private PartitionLog payments;

    /** Of what was not synced, a power loss leaves nothing. */
    private static final class ForgetsAll extends Random {
        @Override
        public int nextInt(int bound) {
            return 0;
        }

        @Override
        public boolean nextBoolean() {
            return false;
        }
    }

    @BeforeEach
    void openTwoLogs() throws IOException {
        start();
        append(orders, 1);
        append(payments, 1);
        syncAlone(orders);
        syncAlone(payments);
    }

    private void start() throws IOException {
        directory =
                LogDirectory.open(
                        disk,
                        ROOT,
                        1,
                        "c",
                        () -> new UUID(random.nextLong(), random.nextLong()),
                        failed -> {},
                        new Journal.Size(3, FRAMES_OF_A_FILE * 4096, 8192));
        orders = open(ORDERS);
        payments = open(PAYMENTS);
    }

    private PartitionLog open(PartitionName name) throws IOException {
        return directory.openLog(name, TOPIC_ID, LogConfig.DEFAULT, new BatchValidator());
    }

    private void losePowerAndStart() throws IOException {
        disk.crash();
        start();
    }

    private static void append(PartitionLog log, int records) {
        append(log, records, 0, new byte[50]);
    }

    private static void append(PartitionLog log, int records, int epoch, byte[] value) {
        var writer = new BatchWriter(Compression.NONE, 1 << 20);
        for (int i = 0; i < records; i++) {
            writer.append(NOW_MS, null, value, List.of());
        }
        log.append(new AppendRequest(writer.build(), AppendOrigin.CLIENT), epoch, NOW_MS);
    }

    private static void syncAlone(PartitionLog log) throws IOException {
        SyncTask task = log.beginSync();
        task.run();
        log.completeSync(task);
    }

    private void syncTogether(PartitionLog... logs) throws IOException {
        List<SyncTask> tasks = Stream.of(logs).map(PartitionLog::beginSync).toList();
        assertThat(directory.journal().commit(tasks)).as("bytes in the journal").isPositive();
        for (int i = 0; i < logs.length; i++) {
            logs[i].completeSync(tasks.get(i));
        }
    }

    private Path journalFile(int which) {
        return disk.allFiles().stream()
                .filter(path -> path.getParent().endsWith("journal"))
                .sorted()
                .toList()
                .get(which);
    }

    @Test
    void whatWasMadeDurableTogetherIsThereAfterAPowerLoss() throws IOException {
        append(orders, 3);
        append(payments, 2);
        syncTogether(orders, payments);
        assertThat(orders.view().syncedOffset()).isEqualTo(4);

        losePowerAndStart();

        assertThat(orders.view().endOffset()).isEqualTo(4);
        assertThat(payments.view().endOffset()).isEqualTo(3);
        assertThat(directory.replayed().frames()).isEqualTo(1);
    }

    @Test
    void whatWasPutBackSurvivesTheNextPowerLoss() throws IOException {
        append(orders, 3);
        syncTogether(orders);
        directory.checkpoint(name -> -1);

        losePowerAndStart();
        losePowerAndStart();

        assertThat(orders.view().endOffset()).isEqualTo(4);
    }

    @Test
    void whatWasNotSyncedIsNotThere() throws IOException {
        append(orders, 3);
        syncTogether(orders);
        append(orders, 5);

        losePowerAndStart();

        assertThat(orders.view().endOffset()).isEqualTo(4);
    }

    @Test
    void theFilesGoRoundAndNothingIsLost() throws IOException {
        for (int i = 0; i < 100; i++) {
            append(orders, 10);
            append(payments, 10);
            syncTogether(orders, payments);
        }
        assertThat(disk.size(journalFile(0))).isLessThanOrEqualTo(16 << 10);

        losePowerAndStart();

        assertThat(orders.view().endOffset()).isEqualTo(1001);
        assertThat(payments.view().endOffset()).isEqualTo(1001);
    }

    @Test
    void aFileThatIsBegunAgainWhileItIsSettledKeepsWhatItHasSince() throws IOException {
        commit(orders, FRAMES_OF_A_FILE);
        commit(payments, 1);
        assertThat(directory.journal().isToBeSettled()).isTrue();
        disk.duringNextSync(() -> {
            commit(payments, 2 * FRAMES_OF_A_FILE - 1);
            commit(orders, FRAMES_OF_A_FILE);
            commit(payments, 1);
        });
        directory.journal().settle();
        commit(payments, 1);

        losePowerAndStart();

        assertThat(orders.view().endOffset()).isEqualTo(1 + 2 * FRAMES_OF_A_FILE);
    }

    private void commit(PartitionLog log, int times) {
        for (int i = 0; i < times; i++) {
            append(log, 1);
            try {
                syncTogether(log);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void whatALogDroppedDoesNotComeBack() throws IOException {
        append(orders, 1, 1, new byte[50]);
        syncAlone(orders);
        append(orders, 3, 1, new byte[50]);
        syncTogether(orders);
        orders.truncateTo(1, NOW_MS);
        append(orders, 3, 2, new byte[] {9});
        syncAlone(orders);

        losePowerAndStart();

        assertThat(orders.view().endOffset()).isEqualTo(4);
        assertThat(orders.view().leaderEpochs().latest()).isEqualTo(2);
    }

    @Test
    void aSyncThatWasBegunBeforeACutStaysOutOfTheJournal() throws IOException {
        append(orders, 3);
        SyncTask begun = orders.beginSync();
        orders.truncateTo(1, NOW_MS);

        assertThat(directory.journal().commit(List.of(begun))).isZero();
    }

    @Test
    void aLogThatWasDeletedLeavesNothingToTheNextOfItsName() throws IOException {
        append(orders, 3);
        syncTogether(orders);
        directory.deleteLog(ORDERS);
        orders = open(ORDERS);
        append(orders, 1, 0, new byte[] {9});
        syncAlone(orders);

        losePowerAndStart();

        assertThat(orders.view().endOffset()).isEqualTo(1);
    }

    @Test
    void aLogCanBeDeletedWhenTheDiskIsFull() throws IOException {
        append(orders, 3);
        append(payments, 3);
        syncTogether(orders, payments);
        disk.capacityBytes(disk.usedBytes());

        directory.deleteLog(ORDERS);
        directory.deleteLog(PAYMENTS);

        disk.capacityBytes(Long.MAX_VALUE);
        losePowerAndStart();
        assertThat(orders.view().endOffset()).isZero();
    }

    @Test
    void aFullDiskSendsEachLogToItsOwnFiles() throws IOException {
        append(orders, 3);
        disk.capacityBytes(disk.usedBytes());

        SyncTask task = orders.beginSync();
        assertThat(directory.journal().commit(List.of(task))).isZero();
        task.run();
        orders.completeSync(task);

        disk.capacityBytes(Long.MAX_VALUE);
        losePowerAndStart();
        assertThat(orders.view().endOffset()).isEqualTo(4);
    }

    @Test
    void aCleanStopLeavesNoJournal() throws IOException {
        append(orders, 3);
        syncTogether(orders);
        directory.closeLog(ORDERS);
        directory.closeLog(PAYMENTS);
        directory.close(name -> -1);

        assertThat(disk.exists(ROOT.resolve("journal"))).isFalse();
        start();
        assertThat(directory.wasClean()).isTrue();
        assertThat(orders.view().endOffset()).isEqualTo(4);
    }

    @Test
    void aLogThatIsSyncedForTheFirstTimeHasNoTail() throws IOException {
        PartitionLog fresh = open(new PartitionName("fresh", 0));
        append(fresh, 1);

        assertThat(directory.journal().commit(List.of(fresh.beginSync())))
                .as("its file's name has to become durable as well")
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 60, 200, 4099})
    void aDamagedJournalIsToldAndNotPutBack(int damagedByte) throws IOException {
        for (int i = 0; i < 2; i++) {
            append(orders, 3);
            append(payments, 3);
            syncTogether(orders, payments);
        }
        disk.crash();
        disk.flipBit(journalFile(0), damagedByte, 3);

        start();

        if (damagedByte < 4096) {
            assertThat(directory.replayed().damage()).contains("1 of the 2 frames");
        } else {
            assertThat(directory.replayed().frames())
                    .as("the last one might have been written when the power went")
                    .isEqualTo(1);
        }
        assertThat(orders.view().endOffset()).isLessThan(7);
    }

    @Test
    void aRecordThatLooksLikeAFrameIsNotTakenForOne() throws IOException {
        append(orders, 3);
        syncTogether(orders);
        byte[] frame = new byte[4096];
        disk.open(journalFile(0)).read(ByteBuffer.wrap(frame), 0);
        // Of another journal, as whoever produces cannot know the id of this one.
        losePowerAndStart();
        append(orders, 1);
        syncAlone(orders);
        append(orders, 1, 0, frame);
        syncTogether(orders);

        losePowerAndStart();

        assertThat(directory.replayed().damage()).isNull();
        assertThat(directory.replayed().frames()).isEqualTo(1);
        assertThat(orders.view().endOffset()).isEqualTo(6);
    }

    @Test
    void whatRetentionRemovedIsNotPutBack() throws IOException {
        append(orders, 3);
        syncTogether(orders);
        orders.truncateFullyAndStartAt(100, NOW_MS);
        syncAlone(orders);

        losePowerAndStart();

        assertThat(orders.view().logStartOffset()).isEqualTo(100);
        assertThat(orders.view().endOffset()).isEqualTo(100);
    }
}
