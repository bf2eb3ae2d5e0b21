package io.taffrail.broker.storage;

import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.records.BatchHeader;
import io.taffrail.protocol.records.BatchReader;
import io.taffrail.protocol.records.BatchRecompressor;
import io.taffrail.protocol.records.Compression;
import io.taffrail.protocol.records.CorruptBatchException;
import io.taffrail.protocol.records.StoredCompression;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Says yes or no to a batch before a byte of it is written, down to every record, and packs it as
 * the topic wants it. It holds a decompression window, so one instance serves all the logs of a
 * loop.
 */
public final class BatchValidator {

    /** What a batch may unpack to; beyond it lies what only an attack would send. */
    private static final long DECOMPRESSED_BYTES_MAX = 256L << 20;

    private static final int RECORD_BYTES_MAX = 64 << 20;

    private final BatchHeader header = new BatchHeader();
    private final BatchReader reader = new BatchReader(RECORD_BYTES_MAX, DECOMPRESSED_BYTES_MAX);

    private final BatchRecompressor recompressor = new BatchRecompressor();

    private long maxTimestamp;
    private int maxTimestampDelta;

    /**
     * Judges the batch in the buffer, and gives it its time where the topic's type is
     * LogAppendTime.
     *
     * @return null when it may be appended
     */
    @Nullable Rejected validate(
            ByteBuffer batches, AppendOrigin origin, LogConfig config, long nowMs) {
        int position = batches.position();
        int sizeBytes = batches.remaining();
        if (sizeBytes < BatchHeader.SIZE_BYTES) {
            return new Rejected(
                    Rejection.CORRUPT_MESSAGE,
                    sizeBytes
                            + " bytes are not a record batch, whose header alone has "
                            + BatchHeader.SIZE_BYTES);
        }
        header.wrap(batches, position);
        Rejected rejected = validateHeader(sizeBytes, origin, config);
        return rejected != null ? rejected : validateRecords(batches, position, config, nowMs);
    }

    private @Nullable Rejected validateHeader(
            int sizeBytes, AppendOrigin origin, LogConfig config) {
        if (header.magic() != BatchHeader.MAGIC) {
            return invalid(
                    "magic "
                            + header.magic()
                            + " is not 2: records of the older formats are not taken, upgrade the"
                            + " client");
        }
        if (header.batchLength() < BatchHeader.SIZE_BYTES - BatchHeader.PREFIX_BYTES
                || header.batchLength() > sizeBytes - BatchHeader.PREFIX_BYTES) {
            return new Rejected(
                    Rejection.CORRUPT_MESSAGE,
                    "batch length "
                            + header.batchLength()
                            + " does not fit the "
                            + sizeBytes
                            + " bytes that came");
        }
        if (header.sizeInBytes() != sizeBytes) {
            return invalid(
                    "a request holds exactly one batch for a partition, and "
                            + (sizeBytes - header.sizeInBytes())
                            + " bytes follow the first");
        }
        if (sizeBytes > config.maxMessageBytes()) {
            return new Rejected(
                    Rejection.MESSAGE_TOO_LARGE,
                    "a batch of "
                            + sizeBytes
                            + " bytes is over max.message.bytes "
                            + config.maxMessageBytes()
                            + ": raise it on the topic, or send smaller batches");
        }
        if (sizeBytes > config.segmentBytes()) {
            return new Rejected(
                    Rejection.RECORD_LIST_TOO_LARGE,
                    "a batch of "
                            + sizeBytes
                            + " bytes is over segment.bytes "
                            + config.segmentBytes()
                            + ": raise it on the topic, or send smaller batches");
        }
        if (!header.isCrcValid()) {
            return new Rejected(
                    Rejection.CORRUPT_MESSAGE,
                    "the batch's checksum is not "
                            + Integer.toHexString(header.crc())
                            + ": it was damaged on its way, send it again");
        }
        return validateFields(origin);
    }

    private @Nullable Rejected validateFields(AppendOrigin origin) {
        boolean isClient = origin == AppendOrigin.CLIENT;
        int count = header.recordCount();
        if (count <= 0 || header.lastOffsetDelta() != count - 1) {
            return invalid(
                    "record count "
                            + count
                            + " and last offset delta "
                            + header.lastOffsetDelta()
                            + " do not agree");
        }
        if (isClient && header.isControl()) {
            return invalid("control records are written by coordinators only");
        }
        if (header.isLogAppendTime()) {
            return new Rejected(
                    Rejection.INVALID_TIMESTAMP,
                    "the timestamp type LogAppendTime is the broker's to set, not the producer's");
        }
        if (header.hasDeleteHorizon()) {
            return invalid("a delete horizon is the compactor's to set, not the producer's");
        }
        if (isClient
                && header.hasProducerId()
                && (header.producerEpoch() < 0 || header.baseSequence() < 0)) {
            return invalid(
                    "producer "
                            + header.producerId()
                            + " came with epoch "
                            + header.producerEpoch()
                            + " and sequence "
                            + header.baseSequence()
                            + "; both start at 0");
        }
        if (isClient && !header.hasProducerId() && header.isTransactional()) {
            return invalid("a transactional batch needs a producer id");
        }
        if (Compression.forId(header.compressionId()) == null) {
            return new Rejected(
                    Rejection.UNSUPPORTED_COMPRESSION_TYPE,
                    "compression " + header.compressionId() + " is not one of 0 to 4");
        }
        return null;
    }

    private @Nullable Rejected validateRecords(
            ByteBuffer batches, int position, LogConfig config, long nowMs) {
        boolean needsKey = config.isCompacted() && !header.isControl();
        // Subtracting keeps an extreme bound from overflowing.
        long oldest =
                nowMs < config.timestampBeforeMaxMs() ? 0 : nowMs - config.timestampBeforeMaxMs();
        long newest =
                config.timestampAfterMaxMs() > Long.MAX_VALUE - nowMs
                        ? Long.MAX_VALUE
                        : nowMs + config.timestampAfterMaxMs();
        boolean isBounded = !config.isLogAppendTime() && !header.isControl();
        long maxSeen = BatchHeader.NO_TIMESTAMP;
        int maxSeenDelta = 0;
        try {
            reader.open(batches, position);
            for (int delta = 0; reader.next(); delta++) {
                if (reader.offsetDelta() != delta) {
                    return invalid("record " + delta + " has offset delta " + reader.offsetDelta());
                }
                if (needsKey && !reader.hasKey()) {
                    return invalid(
                            "record "
                                    + delta
                                    + " has no key, which a compacted topic asks of every record");
                }
                long timestamp = reader.timestamp();
                if (isBounded
                        && timestamp != BatchHeader.NO_TIMESTAMP
                        && (timestamp < oldest || timestamp > newest)) {
                    return new Rejected(
                            Rejection.INVALID_TIMESTAMP,
                            "timestamp "
                                    + timestamp
                                    + " of record "
                                    + delta
                                    + " is not within "
                                    + oldest
                                    + " and "
                                    + newest
                                    + ": see message.timestamp.before.max.ms and"
                                    + " message.timestamp.after.max.ms");
                }
                if (timestamp > maxSeen) {
                    maxSeen = timestamp;
                    maxSeenDelta = delta;
                }
            }
        } catch (CorruptBatchException e) {
            return invalid(e.getMessage());
        }
        stamp(config, nowMs, maxSeen, maxSeenDelta);
        return null;
    }

    private void stamp(LogConfig config, long nowMs, long maxSeen, int maxSeenDelta) {
        if (config.isLogAppendTime()) {
            header.stampLogAppendTime(nowMs);
            maxTimestamp = nowMs;
            maxTimestampDelta = 0;
        } else {
            // Look-ups by time trust this field, so it is made true.
            if (header.maxTimestamp() != maxSeen) {
                header.maxTimestamp(maxSeen);
            }
            maxTimestamp = maxSeen;
            maxTimestampDelta = maxSeenDelta;
        }
    }

    /**
     * The batch that was validated last, packed as the topic wants it. What a coordinator marks a
     * transaction with stays as it is.
     *
     * @return null when so packed it is larger than the topic takes
     */
    @Nullable ByteBuffer asStored(ByteBuffer batch, LogConfig config) {
        StoredCompression wanted = config.compression();
        if (wanted == null || header.wrap(batch, batch.position()).isControl()) {
            return batch;
        }
        int sizeBytesMax = Math.min(config.maxMessageBytes(), config.segmentBytes());
        try {
            return recompressor.recompress(batch, wanted, sizeBytesMax);
        } catch (CorruptBatchException e) {
            throw new IllegalStateException("a batch that was just read does not unpack", e);
        }
    }

    /** The newest timestamp of the batch that was validated last. */
    long maxTimestamp() {
        return maxTimestamp;
    }

    /** The offset delta of the record that carries it. */
    int maxTimestampDelta() {
        return maxTimestampDelta;
    }

    private static Rejected invalid(@Nullable String message) {
        return new Rejected(Rejection.INVALID_RECORD, String.valueOf(message));
    }
}
