package io.taffrail.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.broker.storage.AppendOrigin;
import io.taffrail.broker.storage.AppendRequest;
import io.taffrail.broker.storage.BatchValidator;
import io.taffrail.broker.storage.LogConfig;
import io.taffrail.broker.storage.LogDirectory;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.broker.storage.PartitionName;
import io.taffrail.kernel.disk.Disk;
import io.taffrail.protocol.records.BatchWriter;
import io.taffrail.protocol.records.Compression;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code flush.messages} and {@code flush.ms}, each where it takes effect. */
class LogFlushTest {

    @TempDir Path root;

    private final HandLoop loop = new HandLoop();
    private final HeldSyncs store = new HeldSyncs();
    private final LogFlush flush = new LogFlush(store, loop, () -> {});
    private PartitionLog log;

    @Test
    void oneMessageSyncsAtOnce() throws IOException {
        open(1, Long.MAX_VALUE);
        append(1);
        assertThat(store.isHeld()).isTrue();
    }

    @Test
    void aSyncIsAskedForWhenSoManyRecordsAreUnsynced() throws IOException {
        open(10, Long.MAX_VALUE);
        append(9);
        assertThat(store.isHeld()).isFalse();
        append(1);
        assertThat(store.isHeld()).isTrue();
        store.runHeld();
        assertThat(log.view().syncedOffset()).isEqualTo(10);
        append(9);
        assertThat(store.isHeld()).as("counted from the last sync").isFalse();
    }

    @Test
    void whatGathersDuringASyncIsCountedWhenItEnds() throws IOException {
        open(10, Long.MAX_VALUE);
        append(10);
        append(10);
        store.runHeld();
        assertThat(log.view().syncedOffset()).isEqualTo(10);
        assertThat(store.isHeld()).isTrue();
        store.runHeld();
        assertThat(log.view().syncedOffset()).isEqualTo(20);
    }

    @Test
    void theOldestUnsyncedRecordWaitsForTheFlushTimeAndNoLonger() throws IOException {
        open(1000, 250);
        append(1);
        append(1);
        assertThat(loop.delaysMs()).containsExactly(250L);
        assertThat(store.isHeld()).isFalse();
        loop.fireTimers();
        store.runHeld();
        assertThat(log.view().syncedOffset()).isEqualTo(2);
        assertThat(loop.delaysMs()).as("nothing is left to wait for").isEmpty();
        append(1);
        assertThat(loop.delaysMs()).containsExactly(250L);
    }

    @Test
    void aLogThatIsGoneIsNotSyncedByAnOldTimer() throws IOException {
        open(1000, 250);
        append(1);
        flush.cancel();
        assertThat(loop.delaysMs()).isEmpty();
    }

    private void open(long flushMessages, long flushMs) throws IOException {
        LogConfig config =
                LogConfig.DEFAULT.change().flushMessages(flushMessages).flushMs(flushMs).done();
        log =
                LogDirectory.open(Disk.real(), root, 1, "c", UUID::randomUUID, failed -> {})
                        .openLog(
                                new PartitionName("orders", 0),
                                UUID.randomUUID(),
                                config,
                                new BatchValidator());
    }

    private void append(int records) {
        var writer = new BatchWriter(Compression.NONE, 1 << 20);
        for (int i = 0; i < records; i++) {
            writer.append(1_700_000_000_000L, new byte[1], new byte[10], List.of());
        }
        log.append(new AppendRequest(writer.build(), AppendOrigin.CLIENT), 0, 1_700_000_000_000L);
        flush.onAppended(log);
    }
}
