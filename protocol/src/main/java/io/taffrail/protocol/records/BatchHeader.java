package io.taffrail.protocol.records;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A window on the 61 bytes that head a record batch, wherever they lie in a buffer. It copies
 * nothing, so that one instance can walk the batches of a whole log.
 *
 * <pre>
 *  0  base offset             int64   set by the leader; not covered by the CRC
 *  8  batch length            int32   bytes after this field
 * 12  partition leader epoch  int32   set by the leader; not covered by the CRC
 * 16  magic                   int8    2
 * 17  crc                     uint32  CRC-32C of everything from the attributes on
 * 21  attributes              int16   0-2 codec, 3 timestamp type, 4 transactional, 5 control, 6 delete horizon
 * 23  last offset delta       int32
 * 27  base timestamp          int64
 * 35  max timestamp           int64
 * 43  producer id             int64   -1 for none
 * 51  producer epoch          int16
 * 53  base sequence           int32
 * 57  record count            int32
 * </pre>
 */
public final class BatchHeader {

    public static final int SIZE_BYTES = 61;

    /** Offset and length: what must be read to know where the next batch starts. */
    public static final int PREFIX_BYTES = 12;

    public static final byte MAGIC = 2;
    public static final long NO_TIMESTAMP = -1;
    public static final long NO_PRODUCER_ID = -1;
    public static final short NO_PRODUCER_EPOCH = -1;
    public static final int NO_SEQUENCE = -1;

    static final int LENGTH_AT = 8;
    static final int LEADER_EPOCH_AT = 12;
    static final int MAGIC_AT = 16;
    static final int CRC_AT = 17;
    static final int ATTRIBUTES_AT = 21;
    static final int LAST_OFFSET_DELTA_AT = 23;
    static final int BASE_TIMESTAMP_AT = 27;
    static final int MAX_TIMESTAMP_AT = 35;
    static final int PRODUCER_ID_AT = 43;
    static final int PRODUCER_EPOCH_AT = 51;
    static final int BASE_SEQUENCE_AT = 53;
    static final int RECORD_COUNT_AT = 57;

    private static final int CODEC_MASK = 0x07;
    private static final int LOG_APPEND_TIME_FLAG = 0x08;
    private static final int TRANSACTIONAL_FLAG = 0x10;
    private static final int CONTROL_FLAG = 0x20;
    private static final int DELETE_HORIZON_FLAG = 0x40;

    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private int position;
    private final CRC32C crc = new CRC32C();

    /** Looks at the batch at an absolute position of a big-endian buffer. */
    public BatchHeader wrap(ByteBuffer buffer, int position) {
        this.buffer = buffer;
        this.position = position;
        return this;
    }

    public int position() {
        return position;
    }

    public long baseOffset() {
        return buffer.getLong(position);
    }

    public void baseOffset(long offset) {
        buffer.putLong(position, offset);
    }

    /** The length field: the bytes that follow it. */
    public int batchLength() {
        return buffer.getInt(position + LENGTH_AT);
    }

    /** The whole batch, header and prefix included. May overflow to a negative number when torn. */
    public int sizeInBytes() {
        return PREFIX_BYTES + batchLength();
    }

    public int partitionLeaderEpoch() {
        return buffer.getInt(position + LEADER_EPOCH_AT);
    }

    public void partitionLeaderEpoch(int epoch) {
        buffer.putInt(position + LEADER_EPOCH_AT, epoch);
    }

    public byte magic() {
        return buffer.get(position + MAGIC_AT);
    }

    public int crc() {
        return buffer.getInt(position + CRC_AT);
    }

    /** Recomputes the checksum over what the batch holds now. */
    public void updateCrc() {
        buffer.putInt(position + CRC_AT, computeCrc());
    }

    /** Whether the checksum matches; the whole batch must lie within the buffer's limit. */
    public boolean isCrcValid() {
        return crc() == computeCrc();
    }

    private int computeCrc() {
        crc.reset();
        int from = position + ATTRIBUTES_AT;
        crc.update(buffer.slice(from, position + sizeInBytes() - from));
        return (int) crc.getValue();
    }

    public short attributes() {
        return buffer.getShort(position + ATTRIBUTES_AT);
    }

    public void attributes(int attributes) {
        buffer.putShort(position + ATTRIBUTES_AT, (short) attributes);
    }

    /** The codec's number; see {@link Compression#forId}. */
    public int compressionId() {
        return attributes() & CODEC_MASK;
    }

    /** Says which codec packed the records; the checksum is left as it was. */
    void compressionId(int id) {
        attributes((attributes() & ~CODEC_MASK) | id);
    }

    public boolean isLogAppendTime() {
        return (attributes() & LOG_APPEND_TIME_FLAG) != 0;
    }

    public boolean isTransactional() {
        return (attributes() & TRANSACTIONAL_FLAG) != 0;
    }

    public boolean isControl() {
        return (attributes() & CONTROL_FLAG) != 0;
    }

    /** When set, the base timestamp is the time from which compaction may drop tombstones. */
    public boolean hasDeleteHorizon() {
        return (attributes() & DELETE_HORIZON_FLAG) != 0;
    }

    public int lastOffsetDelta() {
        return buffer.getInt(position + LAST_OFFSET_DELTA_AT);
    }

    public long lastOffset() {
        return baseOffset() + lastOffsetDelta();
    }

    public long nextOffset() {
        return lastOffset() + 1;
    }

    public long baseTimestamp() {
        return buffer.getLong(position + BASE_TIMESTAMP_AT);
    }

    public long maxTimestamp() {
        return buffer.getLong(position + MAX_TIMESTAMP_AT);
    }

    /** Corrects the newest timestamp, and the checksum that covers it. */
    public void maxTimestamp(long timestampMs) {
        buffer.putLong(position + MAX_TIMESTAMP_AT, timestampMs);
        updateCrc();
    }

    /** Gives every record of the batch the time of the append, and corrects the checksum. */
    public void stampLogAppendTime(long nowMs) {
        attributes(attributes() | LOG_APPEND_TIME_FLAG);
        maxTimestamp(nowMs);
    }

    public long producerId() {
        return buffer.getLong(position + PRODUCER_ID_AT);
    }

    public boolean hasProducerId() {
        return producerId() >= 0;
    }

    public short producerEpoch() {
        return buffer.getShort(position + PRODUCER_EPOCH_AT);
    }

    public int baseSequence() {
        return buffer.getInt(position + BASE_SEQUENCE_AT);
    }

    /** The sequence of the last record; sequences wrap from 2^31 - 1 to 0. */
    public int lastSequence() {
        int base = baseSequence();
        return base < 0 ? base : Sequence.plus(base, lastOffsetDelta());
    }

    public int recordCount() {
        return buffer.getInt(position + RECORD_COUNT_AT);
    }

    @Override
    public String toString() {
        return "batch of offsets "
                + baseOffset()
                + " to "
                + lastOffset()
                + " in epoch "
                + partitionLeaderEpoch();
    }
}
