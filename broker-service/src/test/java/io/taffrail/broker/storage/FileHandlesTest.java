package io.taffrail.broker.storage;

import static io.taffrail.broker.storage.LogFixture.NOW_MS;
import static io.taffrail.broker.storage.LogFixture.batch;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker has thousands of logs and a bound on its handles: what ends gives them back. */
class FileHandlesTest {

    private static final int BATCHES = 20;
    private static final String FIRST = "00000000000000000000";

    @TempDir Path directory;

    private final WatchedDisk disk = new WatchedDisk();
    private LogFixture at;

    @BeforeEach
    void openLog() throws IOException {
        at = new LogFixture(directory.resolve("orders-0"));
        at.config = LogConfig.DEFAULT.withSegmentBytes(1000).withIndexIntervalBytes(100);
        at.openOn(disk, false);
    }

    @Test
    void aLogThatIsClosedHoldsNoHandle() throws IOException {
        fill();
        assertThat(disk.openFiles()).as("while it is open").contains(FIRST + ".index");
        at.log.close();
        assertThat(disk.openFiles()).isEmpty();
    }

    @Test
    void aLogThatIsLeftAsACrashWouldLeaveItHoldsNoHandleEither() throws IOException {
        fill();
        at.log.closeFiles();
        assertThat(disk.openFiles()).isEmpty();
    }

    @Test
    void aSegmentThatRetentionDeletesGivesItsHandlesBackWithItsFiles() throws IOException {
        fill();
        at.log.configure(at.config.withRetention(-1, 1500));
        at.log.maintain(BATCHES, Long.MAX_VALUE, NOW_MS);
        assertThat(disk.openFiles())
                .as("readers may still be on them")
                .contains(FIRST + ".index", FIRST + ".timeindex", FIRST + ".log");

        at.log.maintain(BATCHES, Long.MAX_VALUE, NOW_MS + at.config.fileDeleteDelayMs());

        assertThat(at.file(FIRST + ".index.deleted")).doesNotExist();
        assertThat(disk.openFiles())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(at.file(name)).exists());
    }

    @Test
    void aLogThatIsClosedBeforeItsDeletedSegmentsAreGoneClosesTheirsToo() throws IOException {
        fill();
        at.log.configure(at.config.withRetention(-1, 1500));
        at.log.maintain(BATCHES, Long.MAX_VALUE, NOW_MS);
        at.log.close();
        assertThat(disk.openFiles()).isEmpty();
    }

    @Test
    void aLogThatBeginsAnewGivesUpTheHandlesOfTheOldOneInTheEnd() throws IOException {
        fill();
        at.log.truncateFullyAndStartAt(1000, NOW_MS);
        at.log.maintain(1000, Long.MAX_VALUE, NOW_MS + at.config.fileDeleteDelayMs());
        assertThat(disk.openFiles()).noneMatch(name -> name.startsWith(FIRST));
    }

    @Test
    void anIndexThatIsOnlyReadKeepsNoHandle() throws IOException {
        fill();
        at.log.close();
        at.openOn(disk, true);
        assertThat(at.readAll()).hasSize(BATCHES);
        assertThat(at.log.view().lookupByTimestamp(NOW_MS)).isNotNull();
        assertThat(disk.openFiles())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(name).endsWith(".log"));
    }

    private void fill() throws IOException {
        for (int i = 0; i < BATCHES; i++) {
            at.append(batch(1));
        }
        at.sync();
        assertThat(at.log.view().segmentCount()).isGreaterThan(2);
        assertThat(Files.exists(at.file(FIRST + ".index"))).isTrue();
    }
}
