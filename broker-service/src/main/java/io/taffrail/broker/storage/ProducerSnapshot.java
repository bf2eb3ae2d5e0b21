package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The producer states as of an offset, in a file that is named after it. With it a start reads only
 * the log after that offset.
 *
 * <pre>
 * 0  version              int16   1
 * 2  crc                  uint32  CRC-32C of everything after this field
 * 6  producer count       int32
 *    per producer
 *    0  producer id            int64
 *    8  epoch                  int16
 *   10  last timestamp         int64
 *   18  open transaction from  int64   -1 for none
 *   26  batch count            int32   0 to 5
 *       per batch: first sequence int32, last sequence int32, first offset int64, last offset int64
 * </pre>
 *
 * Crash story: it is not synced on its own; a snapshot that is torn or missing fails its checksum,
 * and recovery takes the one before it and reads more of the log.
 */
final class ProducerSnapshot {

    private static final short VERSION = 1;
    private static final int CRC_AT = 2;
    private static final int BODY_AT = 6;
    private static final int PRODUCER_BYTES = 30;
    private static final int BATCH_BYTES = 24;

    private ProducerSnapshot() {}

    static void write(Disk disk, Path path, ProducerStates states) throws IOException {
        int sizeBytes = BODY_AT + 4;
        for (ProducerEntry entry : states.entries()) {
            sizeBytes += PRODUCER_BYTES + BATCH_BYTES * entry.batchCount();
        }
        var bytes = ByteBuffer.allocate(sizeBytes).position(BODY_AT).putInt(states.size());
        for (ProducerEntry entry : states.entries()) {
            bytes.putLong(entry.producerId())
                    .putShort(entry.epoch())
                    .putLong(entry.lastTimestamp())
                    .putLong(entry.txnFirstOffset())
                    .putInt(entry.batchCount());
            for (int slot = 0; slot < entry.batchCount(); slot++) {
                bytes.putInt(entry.firstSequences()[slot])
                        .putInt(entry.lastSequences()[slot])
                        .putLong(entry.firstOffsets()[slot])
                        .putLong(entry.lastOffsets()[slot]);
            }
        }
        bytes.flip();
        bytes.putShort(0, VERSION).putInt(CRC_AT, crcOf(bytes));
        disk.delete(path);
        try (var file = disk.open(path)) {
            file.append(bytes);
        }
    }

    /**
     * Replaces the states by those of the snapshot.
     *
     * @return false, with the states empty, when the file is not a whole snapshot
     */
    static boolean read(Disk disk, Path path, ProducerStates states) throws IOException {
        states.clear();
        var bytes = ByteBuffer.wrap(Checkpoint.readAll(disk, path));
        if (bytes.limit() < BODY_AT + 4
                || bytes.getShort(0) != VERSION
                || bytes.getInt(CRC_AT) != crcOf(bytes)) {
            return false;
        }
        bytes.position(BODY_AT);
        for (int left = bytes.getInt(); left > 0; left--) {
            states.put(readEntry(bytes));
        }
        return true;
    }

    private static ProducerEntry readEntry(ByteBuffer bytes) {
        long producerId = bytes.getLong();
        short epoch = bytes.getShort();
        long lastTimestamp = bytes.getLong();
        long txnFirstOffset = bytes.getLong();
        int count = bytes.getInt();
        int[] firstSequences = new int[count];
        int[] lastSequences = new int[count];
        long[] firstOffsets = new long[count];
        long[] lastOffsets = new long[count];
        for (int slot = 0; slot < count; slot++) {
            firstSequences[slot] = bytes.getInt();
            lastSequences[slot] = bytes.getInt();
            firstOffsets[slot] = bytes.getLong();
            lastOffsets[slot] = bytes.getLong();
        }
        return new ProducerEntry(
                producerId,
                epoch,
                count,
                firstSequences,
                lastSequences,
                firstOffsets,
                lastOffsets,
                lastTimestamp,
                txnFirstOffset,
                // What came before is not written down, and so not known.
                0);
    }

    private static int crcOf(ByteBuffer bytes) {
        var crc = new CRC32C();
        crc.update(bytes.slice(BODY_AT, bytes.limit() - BODY_AT));
        return (int) crc.getValue();
    }
}
