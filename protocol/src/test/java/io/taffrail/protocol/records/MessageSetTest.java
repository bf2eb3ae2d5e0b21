package io.taffrail.protocol.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Message sets as Kafka writes them become our batches, and ours become what Kafka reads. */
class MessageSetTest {

    private static final long NOW_MS = 5_000_000;
    private static final int UNPACKED_BYTES_MAX = 1 << 20;

    private static ByteBuffer set(int magic, CompressionType codec, int messages) {
        SimpleRecord[] records =
                IntStream.range(0, messages)
                        .mapToObj(i ->
                                new SimpleRecord(
                                        1000 + i,
                                        i % 3 == 0 ? null : utf8("key" + i),
                                        i % 4 == 0 ? null : utf8("value " + i)))
                        .toArray(SimpleRecord[]::new);
        return MemoryRecords.withRecords((byte) magic, Compression.of(codec).build(), records)
                .buffer();
    }

    private static List<String> expected(int messages, boolean areFromNow) {
        return IntStream.range(0, messages)
                .mapToObj(i ->
                        i
                                + " "
                                + (areFromNow ? NOW_MS : 1000 + i)
                                + (i % 3 == 0 ? " null" : " key" + i)
                                + (i % 4 == 0 ? " null" : " value " + i))
                .toList();
    }

    private static ByteBuffer toBatch(ByteBuffer set) throws CorruptBatchException {
        return new MessageSetReader(UNPACKED_BYTES_MAX).toBatch(set, NOW_MS);
    }

    private static List<String> lines(ByteBuffer records) {
        var lines = new ArrayList<String>();
        for (Record record : MemoryRecords.readableRecords(records).records()) {
            record.ensureValid();
            lines.add(
                    record.offset()
                            + " "
                            + record.timestamp()
                            + " "
                            + text(record.key())
                            + " "
                            + text(record.value()));
        }
        return lines;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ByteBuffer bytes) {
        return bytes == null ? "null" : StandardCharsets.UTF_8.decode(bytes).toString();
    }

    @ParameterizedTest
    @EnumSource(
            value = CompressionType.class,
            names = {"NONE", "GZIP", "SNAPPY", "LZ4"})
    void aSetOfMagic1BecomesOneBatchThatIsPackedAsItWas(CompressionType codec) throws Exception {
        ByteBuffer batch = toBatch(set(1, codec, 300));
        var header = new BatchHeader().wrap(batch, 0);
        assertThat(header.sizeInBytes()).isEqualTo(batch.limit());
        assertThat(header.isCrcValid()).isTrue();
        assertThat(header.compressionId()).isEqualTo(codec.id);
        assertThat(header.lastOffsetDelta()).isEqualTo(299);
        assertThat(lines(batch)).isEqualTo(expected(300, false));
    }

    @ParameterizedTest
    @EnumSource(
            value = CompressionType.class,
            names = {"NONE", "GZIP", "SNAPPY", "LZ4"})
    void messagesOfMagic0AreFromNow(CompressionType codec) throws Exception {
        assertThat(lines(toBatch(set(0, codec, 300)))).isEqualTo(expected(300, true));
    }

    @Test
    void aChangedByteIsFoundWhereverItIs() {
        ByteBuffer good = set(1, CompressionType.NONE, 3);
        for (int at = 8; at < good.limit(); at++) {
            byte[] bytes = new byte[good.remaining()];
            good.get(0, bytes);
            bytes[at] ^= 0x40;
            if (!isInAnOffset(good, at)) {
                assertThatThrownBy(() -> toBatch(ByteBuffer.wrap(bytes)))
                        .as("byte %d", at)
                        .isInstanceOf(CorruptBatchException.class);
            }
        }
    }

    /** Nothing sums the offsets, which mean nothing in what a producer sends. */
    private static boolean isInAnOffset(ByteBuffer set, int at) {
        int start = 0;
        while (start + MessageSetReader.PREFIX_BYTES <= at) {
            int next = start + MessageSetReader.PREFIX_BYTES + set.getInt(start + Long.BYTES);
            if (at < next) {
                return false;
            }
            start = next;
        }
        return at < start + Long.BYTES;
    }

    @Test
    void aSetThatIsCutAnywhereIsRefusedUnlessBetweenMessages() throws Exception {
        ByteBuffer one = set(1, CompressionType.NONE, 1);
        ByteBuffer packed = set(1, CompressionType.GZIP, 50);
        for (ByteBuffer whole : List.of(one, packed)) {
            for (int bytes = 0; bytes < whole.limit(); bytes++) {
                ByteBuffer cut = whole.slice(0, bytes);
                assertThatThrownBy(() -> toBatch(cut)).isInstanceOf(CorruptBatchException.class);
            }
        }
    }

    @Test
    void aSetThatUnpacksToTooMuchIsRefused() {
        SimpleRecord large = new SimpleRecord(1, null, new byte[UNPACKED_BYTES_MAX]);
        for (CompressionType codec :
                List.of(CompressionType.GZIP, CompressionType.SNAPPY, CompressionType.LZ4)) {
            ByteBuffer bomb =
                    MemoryRecords.withRecords((byte) 1, Compression.of(codec).build(), large)
                            .buffer();
            assertThat(bomb.remaining()).isLessThan(UNPACKED_BYTES_MAX / 8);
            assertThatThrownBy(() -> toBatch(bomb)).hasMessageContaining("to more than");
        }
    }

    @Test
    void whatCameInFewBytesIsKeptInFewWhateverComesBeforeIt() throws Exception {
        SimpleRecord large = new SimpleRecord(1, null, new byte[UNPACKED_BYTES_MAX / 2]);
        ByteBuffer plain = set(1, CompressionType.NONE, 1);
        ByteBuffer packed =
                MemoryRecords.withRecords((byte) 1, Compression.gzip().build(), large).buffer();
        ByteBuffer both = ByteBuffer.allocate(plain.remaining() + packed.remaining());
        ByteBuffer batch = toBatch(both.put(plain).put(packed).flip());
        assertThat(new BatchHeader().wrap(batch, 0).recordCount()).isEqualTo(2);
        assertThat(batch.remaining()).isLessThan(UNPACKED_BYTES_MAX / 64);
    }

    @Test
    void theSetsOfOneReaderShareTheirBound() throws Exception {
        SimpleRecord large = new SimpleRecord(1, null, new byte[UNPACKED_BYTES_MAX * 2 / 3]);
        ByteBuffer packed =
                MemoryRecords.withRecords((byte) 1, Compression.gzip().build(), large).buffer();
        var reader = new MessageSetReader(UNPACKED_BYTES_MAX);
        assertThat(reader.toBatch(packed, NOW_MS).hasRemaining()).isTrue();
        assertThatThrownBy(() -> reader.toBatch(packed, NOW_MS))
                .hasMessageContaining("to more than");
    }

    @Test
    void aBatchIsNoMessageSet() {
        ByteBuffer batch = set(2, CompressionType.NONE, 1);
        assertThatThrownBy(() -> toBatch(batch)).hasMessageContaining("magic 2");
    }

    @Test
    void noiseIsRefusedAndNothingElse() {
        var random = new Random(17);
        for (int i = 0; i < 3_000; i++) {
            ByteBuffer set = set(i % 2, CompressionType.forId(i % 4), 5);
            byte[] bytes = new byte[set.remaining()];
            set.get(0, bytes);
            for (int n = 0; n < 4; n++) {
                bytes[8 + random.nextInt(bytes.length - 8)] = (byte) random.nextInt();
            }
            try {
                toBatch(ByteBuffer.wrap(bytes));
            } catch (CorruptBatchException refused) {
                assertThat(refused).hasMessageNotContaining("null");
            }
        }
    }

    private static ByteBuffer log() {
        ByteBuffer all = ByteBuffer.allocate(1 << 16);
        var packed = new BatchWriter(io.taffrail.protocol.records.Compression.ZSTD, 1 << 20);
        var plain = new BatchWriter(io.taffrail.protocol.records.Compression.NONE, 1 << 20);
        for (int i = 0; i < 10; i++) {
            var writer = i < 5 ? packed : plain;
            writer.append(1000 + i, utf8("k" + i), utf8("v" + i), List.of(header()));
            if (i == 4 || i == 9) {
                put(all, writer.build(), i - 4);
            }
        }
        plain.control().append(7, utf8("mark"), utf8("er"), List.of());
        put(all, plain.build(), 10);
        plain.append(1011, null, utf8("v11"), List.of());
        put(all, plain.build(), 11);
        return all.flip();
    }

    private static RecordHeader header() {
        return new RecordHeader("trace", utf8("1"));
    }

    private static void put(ByteBuffer log, ByteBuffer batch, long baseOffset) {
        new BatchHeader().wrap(batch, 0).baseOffset(baseOffset);
        log.put(batch);
    }

    private static MessageSetWriter.Messages write(int magic, long from, int bytesMax)
            throws CorruptBatchException {
        return new MessageSetWriter(magic).write(log(), from, bytesMax, true);
    }

    @Test
    void batchesBecomeMessagesWithTheirOwnOffsetsAndWithoutMarkers() throws Exception {
        var messages = write(1, 0, 1 << 20);
        assertThat(lines(messages.bytes()))
                .hasSize(11)
                .startsWith("0 1000 k0 v0", "1 1001 k1 v1")
                .endsWith("9 1009 k9 v9", "11 1011 null v11");
        assertThat(messages.nextOffset()).isEqualTo(12);
        for (var batch : MemoryRecords.readableRecords(messages.bytes()).batches()) {
            assertThat(batch.magic()).isEqualTo((byte) 1);
            assertThat(batch.isCompressed()).isFalse();
        }
    }

    @Test
    void inMagic0ThereAreNoTimes() throws Exception {
        var messages = write(0, 0, 1 << 20);
        assertThat(lines(messages.bytes())).hasSize(11).startsWith("0 -1 k0 v0");
    }

    @Test
    void theTimeOfTheAppendIsSaidToBeThat() throws Exception {
        var writer = new BatchWriter(io.taffrail.protocol.records.Compression.NONE, 1 << 20);
        writer.append(1, null, utf8("v"), List.of());
        ByteBuffer batch = writer.build();
        new BatchHeader().wrap(batch, 0).stampLogAppendTime(77);
        ByteBuffer bytes = new MessageSetWriter(1).write(batch, 0, 1000, true).bytes();
        var read = MemoryRecords.readableRecords(bytes).batches().iterator().next();
        assertThat(read.timestampType())
                .isEqualTo(org.apache.kafka.common.record.TimestampType.LOG_APPEND_TIME);
        assertThat(read.maxTimestamp()).isEqualTo(77);
    }

    @Test
    void whatIsBeforeTheOffsetIsNotRepeated() throws Exception {
        assertThat(lines(write(1, 3, 1 << 20).bytes())).startsWith("3 1003 k3 v3").hasSize(8);
    }

    @Test
    void noMoreIsWrittenThanWasAskedForButOneMessageAlways() throws Exception {
        int two = 2 * (34 + 4);
        assertThat(lines(write(1, 0, two).bytes())).hasSize(2);
        var one = write(1, 0, 1);
        assertThat(lines(one.bytes())).containsExactly("0 1000 k0 v0");
        assertThat(one.nextOffset()).isEqualTo(1);
        var none = new MessageSetWriter(1).write(log(), 0, 1, false);
        assertThat(none.bytes().remaining()).isZero();
        assertThat(none.nextOffset()).isZero();
    }

    @Test
    void whoReadsAMarkerOnlyGoesOnBehindIt() throws Exception {
        ByteBuffer log = log();
        ByteBuffer marker = ByteBuffer.allocate(1000);
        var header = new BatchHeader();
        for (int at = 0; at < log.limit(); at += header.sizeInBytes()) {
            if (header.wrap(log, at).isControl()) {
                marker.put(log.slice(at, header.sizeInBytes()));
            }
        }
        var messages = new MessageSetWriter(1).write(marker.flip(), 10, 1 << 20, true);
        assertThat(messages.bytes().hasRemaining()).isFalse();
        assertThat(messages.nextOffset()).isEqualTo(11);
    }

    @Test
    void aTornBatchIsLeftForTheNextTime() throws Exception {
        ByteBuffer log = log();
        var torn = new MessageSetWriter(1).write(log.limit(log.limit() - 1), 0, 1 << 20, true);
        assertThat(lines(torn.bytes())).hasSize(10);
        assertThat(torn.nextOffset()).isEqualTo(11);
    }
}
