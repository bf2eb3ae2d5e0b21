package io.taffrail.broker.storage;

import static io.taffrail.broker.storage.LogFixture.batch;
import static io.taffrail.broker.storage.LogFixture.idempotent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.taffrail.broker.storage.AppendResult.Appended;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRecoveryTest {

    private static final String FIRST = "00000000000000000000";

    @TempDir Path directory;
    private LogFixture at;

    @BeforeEach
    void openLog() throws IOException {
        at = new LogFixture(directory.resolve("orders-0"));
        at.config = LogConfig.DEFAULT.withSegmentBytes(4000).withIndexIntervalBytes(200);
        at.open();
    }

    private void fill(int batches) {
        for (int i = 0; i < batches; i++) {
            at.append(batch(1));
        }
    }

    private void flip(String name, long position) throws IOException {
        try (var file = new RandomAccessFile(at.file(name).toFile(), "rw")) {
            file.seek(position);
            int old = file.read();
            file.seek(position);
            file.write(old ^ 1);
        }
    }

    @Test
    void recoveryCutsATornTail() throws IOException {
        fill(5);
        at.log.closeFiles();
        Path log = at.file(FIRST + ".log");
        long whole = Files.size(log);
        byte[] half = new byte[batch(1).limit() / 2];
        Files.write(log, half, StandardOpenOption.APPEND);

        RecoveryReport report = at.open().recoveryReport();

        assertThat(report.bytesCut()).isEqualTo(half.length);
        assertThat(report.cutAtOffset()).isEqualTo(5);
        assertThat(report.describe()).contains("cut " + half.length + " torn bytes at offset 5");
        assertThat(Files.size(log)).isEqualTo(whole);
        assertThat(at.readAll()).hasSize(5);
    }

    @Test
    void damageBeforeTheRecoveryPointIsReportedAndNotCut() throws IOException {
        fill(5);
        at.sync();
        at.log.closeFiles();
        long size = Files.size(at.file(FIRST + ".log"));
        flip(FIRST + ".log", size - 20);
        at.recoveryPoint = 5;

        assertThatThrownBy(at::open)
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContaining(FIRST + ".log")
                .hasMessageContaining("offset 4");
        assertThat(Files.size(at.file(FIRST + ".log"))).isEqualTo(size);
    }

    @Test
    void indexesThatAreMissingOrWrongAreRebuilt() throws IOException {
        fill(100);
        at.sync();
        at.log.close();
        int indexBytes = (int) Files.size(at.file(FIRST + ".index"));
        Files.delete(at.file(FIRST + ".index"));
        Files.delete(at.file(FIRST + ".timeindex"));

        assertThat(at.open(true).recoveryReport().indexesRebuilt()).isEqualTo(1);

        assertThat(Files.size(at.file(FIRST + ".index"))).isGreaterThan(indexBytes / 2);
        assertThat(at.readAll()).hasSize(100);
        assertThat(at.log.view().maxTimestamp().offset()).isZero();
    }

    @Test
    void anIndexThatRottedMakesReadsSlowAndNotWrong() throws IOException {
        fill(100);
        at.log.close();
        byte[] rot = Files.readAllBytes(at.file(FIRST + ".index"));
        for (int i = 4; i < rot.length; i += 8) {
            rot[i + 3] ^= 0x35;
        }
        Files.write(at.file(FIRST + ".index"), rot);
        at.open(true);

        for (long offset = 0; offset < 100; offset++) {
            assertThat(at.read(offset, 1, Long.MAX_VALUE, true)).containsExactly(offset);
        }
    }

    @Test
    void aRetryIsRecognizedAfterARestart() throws IOException {
        for (int i = 0; i < 5; i++) {
            at.append(idempotent(9, 0, i, 1));
        }
        at.log.closeFiles();
        at.open();
        assertThat(at.append(idempotent(9, 0, 0, 1))).isEqualTo(new Appended(0, 0, -1, 0, true));
        at.log.close();
        at.open(true);
        assertThat(at.append(idempotent(9, 0, 1, 1))).isEqualTo(new Appended(1, 1, -1, 0, true));
        assertThat(at.append(idempotent(9, 0, 5, 1))).isEqualTo(new Appended(5, 5, -1, 0, false));
    }

    /** Otherwise the records before would be shown again, and nobody could tell their epochs. */
    @Test
    void aStartThatOnlyTheEpochsHaveNotedCounts() throws IOException {
        at.append(LogFixture.batch(5), 3);
        at.append(LogFixture.batch(5), 4);
        at.sync();
        at.log.deleteRecordsBefore(5);
        at.sync();
        at.log.closeFiles();

        at.open();

        assertThat(at.log.view().logStartOffset()).isEqualTo(5);
        assertThat(at.log.view().leaderEpochs().epochOf(5)).isEqualTo(4);
        assertThat(at.log.view().endOffset()).isEqualTo(10);
    }

    /**
     * The checkpoint of the recovery point is older than the deletion, as it is after any crash.
     */
    @Test
    void aProducerWhoseRecordsRetentionTookIsKnownAfterACrash() throws IOException {
        at.append(idempotent(7, 0, 0, 5));
        for (int i = 0; i < 80; i++) {
            at.append(batch(1));
        }
        at.sync();
        at.log.configure(at.config.withRetention(-1, 0));
        at.log.maintain(at.log.view().endOffset(), Long.MAX_VALUE, LogFixture.NOW_MS);
        assertThat(at.log.view().logStartOffset()).isGreaterThan(5);
        at.sync();
        at.log.closeFiles();
        at.recoveryPoint = 0;

        at.open();

        assertThat(at.log.activeProducers())
                .extracting(ActiveProducer::producerId, ActiveProducer::lastSequence)
                .containsExactly(tuple(7L, 4));
    }
}
