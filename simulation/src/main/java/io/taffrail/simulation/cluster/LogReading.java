package io.taffrail.simulation.cluster;

import io.taffrail.broker.storage.DamagedLogException;
import io.taffrail.broker.storage.LogView;
import io.taffrail.broker.storage.ReadResult.LogSlice;
import io.taffrail.protocol.records.BatchReader;
import io.taffrail.protocol.records.CorruptBatchException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads the simulation's records out of a log. */
final class LogReading {

    private static final int BYTES_MAX = 1 << 16;

    private LogReading() {}

    /** Is shown one record. */
    interface Visitor {
        void see(long offset, long value, int leaderEpoch);
    }

    /**
     * Shows the records from one offset up to another, which need not be where a batch ends.
     *
     * @throws DamagedLogException when one has rotted
     * @throws Violation when they are not all there
     */
    static void forEach(LogView log, long from, long upTo, Visitor visitor)
            throws DamagedLogException {
        long next = from;
        try (var reader = new BatchReader(BYTES_MAX, BYTES_MAX)) {
            while (next < upTo) {
                if (!(log.read(next, BYTES_MAX, log.endOffset(), true) instanceof LogSlice slice)
                        || slice.file() == null) {
                    throw new Violation(
                            "nothing to read at offset %d of a log that ends at %d",
                            next, log.endOffset());
                }
                ByteBuffer bytes = ByteBuffer.allocate(slice.sizeInBytes());
                slice.file().read(bytes, slice.position());
                bytes.flip();
                long before = next;
                next = show(bytes, before, upTo, reader, visitor);
                if (next == before) {
                    throw new Violation("what is read at offset %d is another record", next);
                }
            }
        } catch (DamagedLogException e) {
            throw e;
        } catch (IOException | CorruptBatchException e) {
            throw new Violation("a log is unreadable at offset %d: %s", next, e);
        }
    }

    private static long show(
            ByteBuffer bytes, long from, long upTo, BatchReader reader, Visitor visitor)
            throws CorruptBatchException {
        long next = from;
        for (int at = 0; at < bytes.limit() && next < upTo; at += reader.header().sizeInBytes()) {
            reader.open(bytes, at);
            int epoch = reader.header().partitionLeaderEpoch();
            while (reader.next() && next < upTo) {
                if (reader.offset() == next) {
                    ByteBuffer value = reader.value();
                    visitor.see(next, value == null ? -1 : value.getLong(value.position()), epoch);
                    next++;
                }
            }
        }
        return next;
    }
}
