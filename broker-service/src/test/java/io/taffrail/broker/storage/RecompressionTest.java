package io.taffrail.broker.storage;

import static io.taffrail.broker.storage.LogFixture.NOW_MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.broker.storage.AppendResult.Appended;
import io.taffrail.broker.storage.AppendResult.Refused;
import io.taffrail.broker.storage.ReadResult.LogSlice;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.records.BatchHeader;
import io.taffrail.protocol.records.BatchReader;
import io.taffrail.protocol.records.BatchWriter;
import io.taffrail.protocol.records.Compression;
import io.taffrail.protocol.records.RecordHeader;
import io.taffrail.protocol.records.StoredCompression;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topic that sets {@code compression.type} stores batches so, whatever the producer chose. */
class RecompressionTest {

    private static final int RECORDS = 50;

    @TempDir Path directory;
    private LogFixture at;

    @BeforeEach
    void openLog() throws IOException {
        at = new LogFixture(directory.resolve("orders-0"));
        at.open();
    }

    @Test
    void everyCodecBecomesEveryOtherAndTheRecordsStayTheSame() throws Exception {
        for (Compression sent : Compression.values()) {
            for (Compression stored : Compression.values()) {
                store(StoredCompression.of(stored));
                ByteBuffer batch = batch(sent);
                List<String> records = describe(batch);
                long offset = at.log.view().endOffset();

                assertThat(at.append(batch, 3))
                        .isEqualTo(new Appended(offset, offset + RECORDS - 1, -1, 0, false));

                ByteBuffer read = readBatchAt(offset);
                var header = new BatchHeader().wrap(read, 0);
                assertThat(header.compressionId()).isEqualTo(stored.id());
                assertThat(header.isCrcValid()).isTrue();
                assertThat(header.partitionLeaderEpoch()).isEqualTo(3);
                assertThat(describe(read)).as("%s as %s", sent, stored).isEqualTo(records);
            }
        }
    }

    @Test
    void aLevelChangesTheSizeAndNothingElse() throws Exception {
        store(new StoredCompression(Compression.ZSTD, -100_000));
        at.append(batch(Compression.NONE));
        store(new StoredCompression(Compression.ZSTD, 19));
        at.append(batch(Compression.NONE));

        ByteBuffer fast = readBatchAt(0);
        ByteBuffer small = readBatchAt(RECORDS);
        assertThat(small.remaining()).isLessThan(fast.remaining());
        assertThat(describe(small)).isEqualTo(describe(fast));
    }

    @Test
    void theProducersIdEpochAndSequenceSurvive() throws Exception {
        store(StoredCompression.of(Compression.LZ4));
        at.append(LogFixture.idempotent(77, 2, 0, 4));

        var header = new BatchHeader().wrap(readBatchAt(0), 0);
        assertThat(header.producerId()).isEqualTo(77);
        assertThat(header.producerEpoch()).isEqualTo((short) 2);
        assertThat(header.baseSequence()).isZero();
        assertThat(header.lastSequence()).isEqualTo(3);
        assertThat(at.append(LogFixture.idempotent(77, 2, 0, 4)))
                .as("the same batch again")
                .isEqualTo(new Appended(0, 3, -1, 0, true));
    }

    @Test
    void logAppendTimeSurvives() throws Exception {
        at.log.configure(
                LogConfig.DEFAULT
                        .change()
                        .isLogAppendTime(true)
                        .compression(StoredCompression.of(Compression.GZIP))
                        .done());
        at.append(batch(Compression.SNAPPY));

        var header = new BatchHeader().wrap(readBatchAt(0), 0);
        assertThat(header.isLogAppendTime()).isTrue();
        assertThat(header.maxTimestamp()).isEqualTo(NOW_MS);
        assertThat(describe(readBatchAt(0))).allMatch(each -> each.contains("t=" + NOW_MS));
    }

    @Test
    void aBatchThatUnpacksToMoreThanTheTopicTakesIsRefused() {
        at.log.configure(
                LogConfig.DEFAULT
                        .change()
                        .maxMessageBytes(10_000)
                        .compression(StoredCompression.of(Compression.NONE))
                        .done());
        var writer = new BatchWriter(Compression.ZSTD, 1 << 30);
        writer.append(NOW_MS, new byte[] {1}, new byte[50_000_000], List.of());

        var refused = (Refused) at.append(writer.build());

        assertThat(refused.rejected().reason()).isEqualTo(Rejection.MESSAGE_TOO_LARGE);
        assertThat(refused.rejected().message()).contains("max.message.bytes 10000");
        assertThat(at.log.view().endOffset()).isZero();
    }

    @Test
    void withoutTheSettingTheBytesStayAsTheyCame() throws Exception {
        ByteBuffer batch = batch(Compression.GZIP);
        byte[] body = body(batch);

        at.append(batch);

        assertThat(body(readBatchAt(0))).isEqualTo(body);
    }

    private void store(StoredCompression compression) {
        at.log.configure(LogConfig.DEFAULT.change().compression(compression).done());
    }

    private static ByteBuffer batch(Compression compression) {
        var writer = new BatchWriter(compression, 1 << 20);
        for (int i = 0; i < RECORDS; i++) {
            writer.append(
                    NOW_MS - 7 * i,
                    i % 3 == 0 ? null : ("key " + i).getBytes(),
                    i % 5 == 0 ? null : ("value ".repeat(i) + i).getBytes(),
                    i % 2 == 0
                            ? List.of()
                            : List.of(
                                    new RecordHeader("trace", new byte[] {(byte) i}),
                                    new RecordHeader("empty", null)));
        }
        return writer.build();
    }

    private static byte[] body(ByteBuffer batch) {
        byte[] bytes = new byte[batch.remaining() - BatchHeader.SIZE_BYTES];
        batch.get(batch.position() + BatchHeader.SIZE_BYTES, bytes);
        return bytes;
    }

    private ByteBuffer readBatchAt(long offset) throws IOException {
        var slice = (LogSlice) at.log.view().read(offset, 1, Long.MAX_VALUE, true);
        var bytes = ByteBuffer.allocate(slice.sizeInBytes());
        slice.file().read(bytes, slice.position());
        return bytes.flip();
    }

    private static List<String> describe(ByteBuffer batch) throws Exception {
        var records = new ArrayList<String>();
        try (var reader = new BatchReader(1 << 20, 1 << 30)) {
            reader.open(batch, batch.position());
            while (reader.next()) {
                var record = new StringBuilder();
                record.append("+").append(reader.offsetDelta());
                record.append(" t=").append(reader.timestamp());
                record.append(" k=").append(text(reader.key()));
                record.append(" v=").append(text(reader.value()));
                reader.forEachHeader((key, value) ->
                        record.append(" ").append(text(key)).append(":").append(text(value)));
                records.add(record.toString());
            }
        }
        return records;
    }

    private static String text(ByteBuffer bytes) {
        if (bytes == null) {
            return "null";
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return new String(copy);
    }
}
