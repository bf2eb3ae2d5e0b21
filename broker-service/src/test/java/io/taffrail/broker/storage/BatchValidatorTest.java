package io.taffrail.broker.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.records.BatchHeader;
import io.taffrail.protocol.records.BatchWriter;
import io.taffrail.protocol.records.Compression;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule with the smallest batch that breaks it, next to one that just keeps it. */
class BatchValidatorTest {

    private static final long NOW_MS = LogFixture.NOW_MS;
    private static final LogConfig CONFIG = LogConfig.DEFAULT;
    private static final byte[] KEY = {1};
    private static final byte[] VALUE = new byte[10];

    private static final int BATCH_LENGTH_AT = 8;
    private static final int MAGIC_AT = 16;
    private static final int ATTRIBUTES_AT = 21;
    private static final int LAST_OFFSET_DELTA_AT = 23;
    private static final int MAX_TIMESTAMP_AT = 35;
    private static final int RECORD_COUNT_AT = 57;
    private static final int FIRST_RECORD_AT = 61;

    private final BatchValidator validator = new BatchValidator();

    @Test
    void takesAPlainBatchAndSaysWhereItsNewestRecordIs() {
        ByteBuffer batch = batchAt(NOW_MS, NOW_MS + 5, NOW_MS + 2);

        assertThat(validate(batch, CONFIG)).isNull();
        assertThat(validator.maxTimestamp()).isEqualTo(NOW_MS + 5);
        assertThat(validator.maxTimestampDelta()).isEqualTo(1);
    }

    @Test
    void takesEveryCompression() {
        for (Compression compression : Compression.values()) {
            var writer = new BatchWriter(compression, 1 << 20);
            writer.append(NOW_MS, KEY, new byte[1000], List.of());
            assertThat(validate(writer.build(), CONFIG)).as("%s", compression).isNull();
        }
    }

    @Test
    void aTimestampMayBeAsOldAsTheBoundAndNoOlder() {
        LogConfig config = timestamps(1000, 500);

        assertThat(validate(batchAt(NOW_MS - 1000), config)).isNull();
        assertRefused(
                batchAt(NOW_MS, NOW_MS - 1001),
                config,
                Rejection.INVALID_TIMESTAMP,
                "message.timestamp.before.max.ms");
    }

    @Test
    void aTimestampMayBeAsNewAsTheBoundAndNoNewer() {
        LogConfig config = timestamps(1000, 500);

        assertThat(validate(batchAt(NOW_MS + 500), config)).isNull();
        assertRefused(
                batchAt(NOW_MS, NOW_MS + 501),
                config,
                Rejection.INVALID_TIMESTAMP,
                "message.timestamp.after.max.ms");
    }

    @Test
    void boundsAtTheEndOfTimeDoNotOverflow() {
        LogConfig config = timestamps(Long.MAX_VALUE, Long.MAX_VALUE);

        assertThat(validate(batchAt(0), config)).isNull();
        assertThat(validate(batchAt(Long.MAX_VALUE), config)).isNull();
    }

    @Test
    void aRecordWithoutTimestampIsNotJudgedByTime() {
        assertThat(validate(batchAt(BatchHeader.NO_TIMESTAMP), timestamps(0, 0))).isNull();
    }

    @Test
    void logAppendTimeReplacesTheProducersTimeWhateverThatSays() {
        ByteBuffer batch = batchAt(5, NOW_MS * 2);

        assertThat(validate(batch, logAppendTime())).isNull();

        var header = new BatchHeader().wrap(batch, 0);
        assertThat(header.isLogAppendTime()).isTrue();
        assertThat(header.maxTimestamp()).isEqualTo(NOW_MS);
        assertThat(header.isCrcValid()).isTrue();
        assertThat(validator.maxTimestamp()).isEqualTo(NOW_MS);
        assertThat(validator.maxTimestampDelta()).isZero();
    }

    @Test
    void aProducerMayNotClaimLogAppendTime() {
        ByteBuffer batch = batchAt(NOW_MS);
        setAttribute(batch, 0x08);

        assertRefused(batch, CONFIG, Rejection.INVALID_TIMESTAMP, "the broker's to set");
    }

    @Test
    void aHeaderThatLiesAboutItsNewestRecordIsCorrected() {
        ByteBuffer batch = batchAt(NOW_MS, NOW_MS + 7);
        batch.putLong(MAX_TIMESTAMP_AT, NOW_MS + 60 * 60 * 1000L);
        fixCrc(batch);

        assertThat(validate(batch, CONFIG)).isNull();

        var header = new BatchHeader().wrap(batch, 0);
        assertThat(header.maxTimestamp()).isEqualTo(NOW_MS + 7);
        assertThat(header.isCrcValid()).isTrue();
    }

    @Test
    void aCompactedTopicAsksEveryRecordForAKey() {
        var writer = new BatchWriter(Compression.NONE, 1 << 20);
        writer.append(NOW_MS, KEY, VALUE, List.of());
        writer.append(NOW_MS, (byte[]) null, VALUE, List.of());
        ByteBuffer batch = writer.build();

        assertThat(validate(batch, CONFIG)).isNull();
        assertRefused(batch, compacted(), Rejection.INVALID_RECORD, "record 1 has no key");
    }

    @Test
    void aTombstoneIsARecordOfACompactedTopic() {
        var writer = new BatchWriter(Compression.NONE, 1 << 20);
        writer.append(NOW_MS, KEY, (byte[]) null, List.of());

        assertThat(validate(writer.build(), compacted())).isNull();
    }

    @Test
    void aBatchMayBeAsLargeAsTheBoundAndNoLarger() {
        int sizeBytes = batchAt(NOW_MS).remaining();

        assertThat(validate(batchAt(NOW_MS), maxMessageBytes(sizeBytes))).isNull();
        assertRefused(
                batchAt(NOW_MS),
                maxMessageBytes(sizeBytes - 1),
                Rejection.MESSAGE_TOO_LARGE,
                "max.message.bytes " + (sizeBytes - 1));
    }

    @Test
    void aBatchThatNoSegmentCouldHoldIsRefused() {
        int sizeBytes = batchAt(NOW_MS).remaining();

        assertThat(validate(batchAt(NOW_MS), CONFIG.withSegmentBytes(sizeBytes))).isNull();
        assertRefused(
                batchAt(NOW_MS),
                CONFIG.withSegmentBytes(sizeBytes - 1),
                Rejection.RECORD_LIST_TOO_LARGE,
                "segment.bytes");
    }

    @Test
    void theRecordCountMustAgreeWithTheLastOffsetDelta() {
        ByteBuffer fewer = batchAt(NOW_MS, NOW_MS);
        fewer.putInt(LAST_OFFSET_DELTA_AT, 5);
        fixCrc(fewer);
        assertRefused(fewer, CONFIG, Rejection.INVALID_RECORD, "last offset delta 5");

        ByteBuffer none = batchAt(NOW_MS);
        none.putInt(RECORD_COUNT_AT, 0);
        none.putInt(LAST_OFFSET_DELTA_AT, -1);
        fixCrc(none);
        assertRefused(none, CONFIG, Rejection.INVALID_RECORD, "record count 0");
    }

    @Test
    void theCountsMustAgreeWithTheRecordsThemselves() {
        ByteBuffer more = batchAt(NOW_MS, NOW_MS);
        counts(more, 3);
        assertRefused(more, CONFIG, Rejection.INVALID_RECORD, "ends early");

        ByteBuffer fewer = batchAt(NOW_MS, NOW_MS);
        counts(fewer, 1);
        assertRefused(fewer, CONFIG, Rejection.INVALID_RECORD, "bytes follow the last");
    }

    @Test
    void offsetDeltasMustCountUpFromZero() {
        ByteBuffer batch = batchAt(NOW_MS);
        int deltaAt = FIRST_RECORD_AT + 3; // after length, attributes and timestamp delta
        assertThat(batch.get(deltaAt)).isZero();
        batch.put(deltaAt, (byte) 2); // 1, zig-zagged
        fixCrc(batch);

        assertRefused(batch, CONFIG, Rejection.INVALID_RECORD, "record 0 has offset delta 1");
    }

    @Test
    void aBitThatFlippedOnTheWayIsFound() {
        ByteBuffer batch = batchAt(NOW_MS);
        int at = batch.limit() - 1;
        batch.put(at, (byte) (batch.get(at) ^ 1));

        assertRefused(batch, CONFIG, Rejection.CORRUPT_MESSAGE, "checksum");
    }

    @Test
    void olderFormatsAreNotTaken() {
        ByteBuffer batch = batchAt(NOW_MS);
        batch.put(MAGIC_AT, (byte) 1);

        assertRefused(batch, CONFIG, Rejection.INVALID_RECORD, "magic 1 is not 2");
    }

    @Test
    void controlBatchesComeFromCoordinatorsOnly() {
        ByteBuffer batch = control();

        assertRefused(batch, CONFIG, Rejection.INVALID_RECORD, "coordinators only");
        assertThat(validator.validate(batch, AppendOrigin.COORDINATOR, CONFIG, NOW_MS)).isNull();
    }

    @Test
    void aRequestHoldsOneBatchForAPartition() {
        ByteBuffer one = batchAt(NOW_MS);
        ByteBuffer two = ByteBuffer.allocate(2 * one.limit()).put(one).put(batchAt(NOW_MS)).flip();

        assertRefused(two, CONFIG, Rejection.INVALID_RECORD, "exactly one batch");
    }

    @Test
    void aLengthThatDoesNotFitWhatCameIsCorrupt() {
        for (int length : new int[] {Integer.MIN_VALUE, -1, 0, 48, 10_000, Integer.MAX_VALUE}) {
            ByteBuffer batch = batchAt(NOW_MS);
            batch.putInt(BATCH_LENGTH_AT, length);
            assertRefused(batch, CONFIG, Rejection.CORRUPT_MESSAGE, "batch length " + length);
        }
    }

    @Test
    void lessThanAHeaderIsNoBatch() {
        ByteBuffer cut = batchAt(NOW_MS).limit(BatchHeader.SIZE_BYTES - 1);

        assertRefused(cut, CONFIG, Rejection.CORRUPT_MESSAGE, "60 bytes are not a record batch");
    }

    @Test
    void aProducerWithAnIdNeedsAnEpochAndASequence() {
        for (short[] pair : new short[][] {{-1, 0}, {0, -1}}) {
            var writer = new BatchWriter(Compression.NONE, 1 << 20).producer(7, pair[0], pair[1]);
            writer.append(NOW_MS, KEY, VALUE, List.of());
            assertRefused(writer.build(), CONFIG, Rejection.INVALID_RECORD, "both start at 0");
        }
    }

    @Test
    void aTransactionNeedsAProducer() {
        var writer = new BatchWriter(Compression.NONE, 1 << 20).transactional();
        writer.append(NOW_MS, KEY, VALUE, List.of());

        assertRefused(writer.build(), CONFIG, Rejection.INVALID_RECORD, "needs a producer id");
    }

    @Test
    void aDeleteHorizonIsTheCompactors() {
        ByteBuffer batch = batchAt(NOW_MS);
        setAttribute(batch, 0x40);

        assertRefused(batch, CONFIG, Rejection.INVALID_RECORD, "compactor");
    }

    @Test
    void aCodecThatNobodyDefinedIsNamed() {
        ByteBuffer batch = batchAt(NOW_MS);
        setAttribute(batch, 5);

        assertRefused(
                batch, CONFIG, Rejection.UNSUPPORTED_COMPRESSION_TYPE, "compression 5 is not");
    }

    @Test
    void bytesThatDoNotUnpackAreRefused() {
        for (Compression compression : Compression.values()) {
            if (compression != Compression.NONE) {
                ByteBuffer batch = batchAt(NOW_MS, NOW_MS);
                setAttribute(batch, compression.id());
                assertThat(validate(batch, CONFIG))
                        .as("%s", compression)
                        .extracting(Rejected::reason)
                        .isEqualTo(Rejection.INVALID_RECORD);
            }
        }
    }

    private Rejected validate(ByteBuffer batch, LogConfig config) {
        return validator.validate(batch, AppendOrigin.CLIENT, config, NOW_MS);
    }

    private void assertRefused(ByteBuffer batch, LogConfig config, Rejection reason, String words) {
        byte[] before = batch.array().clone();
        Rejected rejected = validate(batch, config);
        assertThat(rejected).as("the verdict").isNotNull();
        assertThat(rejected.reason()).as(rejected.message()).isEqualTo(reason);
        assertThat(rejected.message()).contains(words);
        assertThat(batch.array()).as("a refused batch stays as it came").isEqualTo(before);
    }

    private static ByteBuffer batchAt(long... timestamps) {
        var writer = new BatchWriter(Compression.NONE, 1 << 20);
        for (long timestamp : timestamps) {
            writer.append(timestamp, KEY, VALUE, List.of());
        }
        return writer.build();
    }

    private static ByteBuffer control() {
        var writer = new BatchWriter(Compression.NONE, 1 << 20).producer(7, (short) 0, -1);
        writer.control().append(NOW_MS, KEY, VALUE, List.of());
        return writer.build();
    }

    private static void counts(ByteBuffer batch, int count) {
        batch.putInt(RECORD_COUNT_AT, count).putInt(LAST_OFFSET_DELTA_AT, count - 1);
        fixCrc(batch);
    }

    private static void setAttribute(ByteBuffer batch, int bits) {
        batch.putShort(ATTRIBUTES_AT, (short) (batch.getShort(ATTRIBUTES_AT) | bits));
        fixCrc(batch);
    }

    private static void fixCrc(ByteBuffer batch) {
        new BatchHeader().wrap(batch, 0).updateCrc();
    }

    private static LogConfig timestamps(long beforeMaxMs, long afterMaxMs) {
        return CONFIG.change()
                .timestampBeforeMaxMs(beforeMaxMs)
                .timestampAfterMaxMs(afterMaxMs)
                .done();
    }

    private static LogConfig logAppendTime() {
        return timestamps(1000, 1000).change().isLogAppendTime(true).done();
    }

    private static LogConfig compacted() {
        return CONFIG.change().isDeleted(false).isCompacted(true).done();
    }

    private static LogConfig maxMessageBytes(int bytes) {
        return CONFIG.change().maxMessageBytes(bytes).done();
    }
}
