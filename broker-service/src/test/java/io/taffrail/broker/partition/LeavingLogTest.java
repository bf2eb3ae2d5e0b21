package io.taffrail.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taffrail.broker.storage.AppendOrigin;
import io.taffrail.broker.storage.AppendRequest;
import io.taffrail.broker.storage.DiskObserver;
import io.taffrail.broker.storage.LogConfig;
import io.taffrail.broker.storage.LogDirs;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.broker.storage.SyncTask;
import io.taffrail.kernel.disk.Disk;
import io.taffrail.kernel.runtime.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica leaves this broker while its log is being synced, and another comes in its place. */
class LeavingLogTest {

    private static final PartitionId ID = new PartitionId("orders", new UUID(0, 1), 0);

    @TempDir Path root;

    private final HandLoop loop = new HandLoop();
    private LogDirStore store;
    private PartitionLog log;
    private SyncTask sync;

    @BeforeEach
    void deleteALogThatIsBeingSynced() throws IOException {
        var dirs =
                LogDirs.open(
                        Disk.real(),
                        List.of(root.resolve("a"), root.resolve("b")),
                        1,
                        "c",
                        UUID::randomUUID,
                        at -> {});
        store = new LogDirStore(dirs, Clock.system(), DiskObserver.NONE);
        log = open(ID);
        log.appendAll(
                List.of(new AppendRequest(TestLog.batch(3), AppendOrigin.CLIENT)),
                0,
                TestLog.NOW_MS);
        sync = log.beginSync();
        store.delete(ID, log, loop);
    }

    @AfterEach
    void close() throws IOException {
        store.stopSyncing();
        store.close(name -> -1);
    }

    @Test
    void theSameReplicaComesBackEmptyWhenTheSyncHasEnded() throws IOException {
        assertThatThrownBy(() -> open(ID))
                .isInstanceOf(LogLeavingException.class)
                .hasMessageContaining("orders-0");
        loop.fireTimers();
        assertThatThrownBy(() -> open(ID)).isInstanceOf(LogLeavingException.class);

        endSync();

        assertThat(open(ID).view().endOffset()).isZero();
    }

    @Test
    void aTopicOfTheSameNameWaitsAsWell() throws IOException {
        var next = new PartitionId("orders", new UUID(0, 2), 0);
        assertThatThrownBy(() -> open(next)).isInstanceOf(LogLeavingException.class);

        endSync();

        assertThat(open(next).view().endOffset()).isZero();
    }

    @Test
    void aReplicaThatComesAndGoesAgainMeanwhileClosesNoFileThatIsBeingSynced() throws IOException {
        store.delete(ID, null, loop);

        endSync();

        assertThat(open(ID).view().endOffset()).isZero();
    }

    @Test
    void whenTheDiskFailsUnderTheSyncTheReplicaComesBackOnAnotherOne() throws IOException {
        log.failSync(sync, new IOException("the disk fails"));
        loop.fireTimers();

        assertThat(open(ID).directory().getParent()).isNotEqualTo(log.directory().getParent());
    }

    private void endSync() throws IOException {
        sync.run();
        log.completeSync(sync);
        loop.fireTimers();
    }

    private PartitionLog open(PartitionId id) throws IOException {
        return store.open(id, true, LogConfig.DEFAULT, loop);
    }
}
