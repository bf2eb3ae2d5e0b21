package io.taffrail.broker.storage;

import static io.taffrail.broker.storage.LogFixture.NOW_MS;
import static io.taffrail.broker.storage.LogFixture.batch;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker with thousands of idle logs must stop within seconds: those cost it no write. */
class UntouchedLogTest {

    @TempDir Path directory;

    private final WatchedDisk disk = new WatchedDisk();
    private LogFixture at;

    @BeforeEach
    void leaveALogBehind() throws IOException {
        at = new LogFixture(directory.resolve("orders-0"));
        at.config = LogConfig.DEFAULT.withSegmentBytes(1000).withIndexIntervalBytes(100);
        at.open();
        for (int i = 0; i < 20; i++) {
            at.append(batch(1), i / 7);
        }
        at.log.close();
        at.recoveryPoint = at.log.view().endOffset();
    }

    @Test
    void aLogThatNobodyTouchedIsClosedWithoutAWrite() throws IOException {
        at.openOn(disk, true);
        disk.forgetChanges();
        at.log.close();
        assertThat(disk.changes()).isEmpty();
    }

    @Test
    void neitherIsOneWrittenThatWasOnlyRead() throws IOException {
        at.openOn(disk, true);
        assertThat(at.readAll()).hasSize(20);
        assertThat(at.log.view().lookupByTimestamp(NOW_MS)).isNotNull();
        at.log.maintain(20, Long.MAX_VALUE, NOW_MS);
        disk.forgetChanges();
        at.log.close();
        assertThat(disk.changes()).isEmpty();
    }

    @Test
    void aLogThatWasWrittenToIsMadeDurableWhenItIsClosed() throws IOException {
        at.openOn(disk, true);
        at.append(batch(1), 3);
        disk.forgetChanges();
        at.log.close();
        assertThat(disk.changes()).anyMatch(change -> change.startsWith("sync 0"));
    }

    @Test
    void aLogThatWasWrittenToAndSyncedIsCompletedWhenItIsClosed() throws IOException {
        at.openOn(disk, true);
        at.append(batch(1), 3);
        at.sync();
        disk.forgetChanges();
        at.log.close();
        assertThat(disk.changes())
                .as("the producers, for the next start")
                .anyMatch(change -> change.contains("00000000000000000021.snapshot"));
    }

    @Test
    void aLogThatHadToBeCheckedIsMadeDurableThoughNobodyTouchedIt() throws IOException {
        at.openOn(disk, false);
        disk.forgetChanges();
        at.log.close();
        assertThat(disk.changes()).anyMatch(change -> change.startsWith("sync 0"));
    }
}
