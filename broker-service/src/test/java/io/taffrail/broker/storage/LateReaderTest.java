package io.taffrail.broker.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taffrail.broker.storage.ReadResult.LogSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who began to read before retention took a segment that nobody had opened yet. */
class LateReaderTest {

    private static final int RECORDS = 20;

    @TempDir Path directory;

    private LogFixture at;
    private LogView before;

    @BeforeEach
    void takeSegmentsFromUnderAReader() throws IOException {
        at = new LogFixture(directory.resolve("orders-0"));
        at.config = LogConfig.DEFAULT.withSegmentBytes(1000).withIndexIntervalBytes(100);
        at.open();
        for (int i = 0; i < RECORDS; i++) {
            at.append(LogFixture.batch(1));
        }
        at.log.close();
        at.recoveryPoint = RECORDS;
        at.open(true);
        before = at.log.view();
        at.log.configure(at.config.withRetention(-1, 1500));
        at.log.maintain(RECORDS, Long.MAX_VALUE, LogFixture.NOW_MS);
        assertThat(at.log.view().logStartOffset()).isPositive();
    }

    @Test
    void readsOnWhereItIs() throws IOException {
        var slice = (LogSlice) before.read(0, 1_000, RECORDS, true);

        var bytes = ByteBuffer.allocate(slice.sizeInBytes());
        slice.file().read(bytes, slice.position());

        assertThat(bytes.hasRemaining()).as("all bytes are there").isFalse();
        assertThat(logFiles()).doesNotContain("00000000000000000000.log");
    }

    @Test
    void isToldThatTheFileIsGoneOnceItIsDeletedAndLeavesNothingBehind() throws IOException {
        long later = LogFixture.NOW_MS + at.config.fileDeleteDelayMs() + 1;
        at.log.maintain(RECORDS, Long.MAX_VALUE, later);

        assertThatThrownBy(() -> before.read(0, 1_000, RECORDS, true))
                .isInstanceOf(NoSuchFileException.class);

        assertThat(logFiles()).noneMatch(name -> name.startsWith("00000000000000000000"));
    }

    private List<String> logFiles() throws IOException {
        try (Stream<Path> files = Files.list(at.directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
