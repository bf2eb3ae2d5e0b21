package io.taffrail.protocol.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our batches are Kafka's batches, and bad ones are refused without harm. */
class RecordBatchTest {

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ByteBuffer batch(Compression compression, int records) {
        var writer = new BatchWriter(compression, 1 << 20).producer(42, (short) 3, 7);
        for (int i = 0; i < records; i++) {
            writer.append(
                    1000 + i,
                    i % 3 == 0 ? null : utf8("key" + i),
                    i % 4 == 0 ? null : utf8("value of record " + i),
                    List.of(new RecordHeader("h" + i, utf8("x")), new RecordHeader("n", null)));
        }
        return writer.build();
    }

    private static List<String> read(ByteBuffer batch, int position) throws CorruptBatchException {
        var lines = new ArrayList<String>();
        try (var reader = new BatchReader(1 << 20, 1 << 24)) {
            reader.open(batch, position);
            while (reader.next()) {
                var line = new StringBuilder();
                line.append(reader.offset()).append(' ').append(reader.timestamp()).append(' ');
                line.append(text(reader.key())).append(' ').append(text(reader.value()));
                reader.forEachHeader((key, value) ->
                        line.append(' ').append(text(key)).append('=').append(text(value)));
                lines.add(line.toString());
            }
        }
        return lines;
    }

    private static String text(ByteBuffer bytes) {
        return bytes == null ? "null" : StandardCharsets.UTF_8.decode(bytes).toString();
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void whatIsWrittenIsRead(Compression compression) throws Exception {
        ByteBuffer batch = batch(compression, 500);

        var lines = read(batch, 0);

        assertThat(lines).hasSize(500);
        assertThat(lines.get(0)).isEqualTo("0 1000 null null h0=x n=null");
        assertThat(lines.get(499)).isEqualTo("499 1499 key499 value of record 499 h499=x n=null");
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void aBatchIsReadFromADirectBufferAtAPosition(Compression compression) throws Exception {
        ByteBuffer batch = batch(compression, 20);
        var direct = ByteBuffer.allocateDirect(batch.limit() + 20);
        direct.position(13).put(batch.duplicate()).flip();

        assertThat(read(direct, 13)).isEqualTo(read(batch, 0));
        assertThat(new BatchHeader().wrap(direct, 13).isCrcValid()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void kafkaReadsWhatWeWrite(Compression compression) {
        var records = MemoryRecords.readableRecords(batch(compression, 50));

        var batch = records.batches().iterator().next();
        batch.ensureValid();
        assertThat(batch.producerId()).isEqualTo(42);
        assertThat(batch.producerEpoch()).isEqualTo((short) 3);
        assertThat(batch.baseSequence()).isEqualTo(7);
        assertThat(batch.lastSequence()).isEqualTo(56);
        assertThat(batch.maxTimestamp()).isEqualTo(1049);
        int count = 0;
        for (var each : records.records()) {
            assertThat(each.offset()).isEqualTo(count);
            assertThat(text(each.key())).isEqualTo(count % 3 == 0 ? "null" : "key" + count);
            assertThat(each.headers()[0].key()).isEqualTo("h" + count);
            count++;
        }
        assertThat(count).isEqualTo(50);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void weReadWhatKafkaWrites(Compression compression) throws Exception {
        var codec =
                org.apache.kafka.common.compress.Compression.of(
                                compression.name().toLowerCase(java.util.Locale.ROOT))
                        .build();
        var records = new SimpleRecord[40];
        for (int i = 0; i < records.length; i++) {
            records[i] = new SimpleRecord(5000 + i, utf8("k" + i), utf8("v".repeat(i * 100)));
        }
        ByteBuffer batch = MemoryRecords.withRecords(codec, records).buffer();

        var lines = read(batch, 0);

        assertThat(lines).hasSize(40);
        assertThat(lines.get(3)).isEqualTo("3 5003 k3 " + "v".repeat(300));
        assertThat(new BatchHeader().wrap(batch, 0).isCrcValid()).isTrue();
    }

    @Test
    void aWriterRefusesWhatIsOverItsBoundButTakesAFirstRecord() {
        var writer = new BatchWriter(Compression.NONE, 200);

        assertThat(writer.append(1, (byte[]) null, new byte[1000], List.of())).isTrue();
        assertThat(writer.append(1, (byte[]) null, new byte[10], List.of())).isFalse();
        assertThat(writer.recordCount()).isEqualTo(1);
        int announced = writer.sizeInBytes();
        assertThat(writer.build().limit()).isEqualTo(announced);
        assertThat(writer.isEmpty()).isTrue();
    }

    @Test
    void aBatchThatUnpacksBeyondTheBoundIsRefused() {
        var writer = new BatchWriter(Compression.GZIP, Integer.MAX_VALUE);
        for (int i = 0; i < 40; i++) {
            writer.append(1, (byte[]) null, new byte[1 << 16], List.of());
        }
        ByteBuffer bomb = writer.build();
        assertThat(bomb.limit()).isLessThan(100_000);

        assertThatThrownBy(
                        () -> {
                            try (var reader = new BatchReader(1 << 20, 1 << 20)) {
                                reader.open(bomb, 0);
                                while (reader.next()) {
                                    assertThat(reader.valueLength()).isEqualTo(1 << 16);
                                }
                            }
                        })
                .isInstanceOf(CorruptBatchException.class)
                .hasMessageContaining("1048576");
    }

    @Test
    void anyChangedByteShowsInTheChecksumOrTheStructure() {
        ByteBuffer batch = batch(Compression.NONE, 5);
        for (int at = BatchHeader.MAGIC_AT + 1; at < batch.limit(); at++) {
            byte[] bytes = batch.array().clone();
            bytes[at] ^= 0x10;
            assertThat(new BatchHeader().wrap(ByteBuffer.wrap(bytes), 0).isCrcValid())
                    .as("byte %d", at)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void randomDamageNeverThrowsAnythingButCorruptBatch(Compression compression) {
        byte[] whole = batch(compression, 20).array();
        int size = batch(compression, 20).limit();
        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] bytes = java.util.Arrays.copyOf(whole, size);
            for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
                bytes[
                                BatchHeader.ATTRIBUTES_AT
                                        + random.nextInt(size - BatchHeader.ATTRIBUTES_AT)] =
                        (byte) random.nextInt();
            }
            try {
                read(ByteBuffer.wrap(bytes), 0);
            } catch (CorruptBatchException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }
}
