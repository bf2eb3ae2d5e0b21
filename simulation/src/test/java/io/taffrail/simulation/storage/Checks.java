package io.taffrail.simulation.storage;

import static io.taffrail.simulation.storage.Violation.require;

import io.taffrail.broker.storage.LogView;
import io.taffrail.broker.storage.ReadResult.LogSlice;
import io.taffrail.broker.storage.ReadResult.OutOfRange;
import io.taffrail.protocol.records.BatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;

/** Holds what the log shows against the model; changes neither. */
final class Checks {

    private final Stage stage;
    private final Random random;
    private final LogModel model;

    Checks(Stage stage) {
        this.stage = stage;
        this.random = stage.random;
        this.model = stage.model;
    }

    void bounds() {
        LogView view = stage.view();
        if (!stage.hasFailed()) {
            require(
                    view.endOffset() == model.end(),
                    "the view ends at " + view.endOffset() + ", the model at " + model.end());
        }
        require(view.syncedOffset() <= view.endOffset(), "synced beyond the end");
    }

    /** Some bytes from somewhere. */
    void read() throws IOException {
        if (stage.hasFailed()) {
            return;
        }
        LogView view = stage.view();
        long span = view.endOffset() - view.logStartOffset();
        long from = view.logStartOffset() + (span == 0 ? 0 : random.nextInt((int) span));
        long upTo = from + (span == 0 ? 0 : random.nextInt((int) span + 1));
        int maxBytes = 1 + random.nextInt(3000);
        if (view.read(from, maxBytes, upTo, random.nextBoolean()) instanceof LogSlice slice) {
            if (!slice.isEmpty()) {
                checkSlice(slice, from, upTo, maxBytes);
            }
        } else {
            throw new Violation("reading offset " + from + " within the log is out of range");
        }
        require(
                view.read(view.endOffset() + 1, 10, Long.MAX_VALUE, true) instanceof OutOfRange,
                "reading beyond the end is not out of range");
    }

    /** Every batch of the model from the log's start on must be there. */
    void whole() throws IOException {
        LogView view = stage.view();
        long offset = view.logStartOffset();
        while (offset < view.endOffset()) {
            if (view.read(offset, 1 + random.nextInt(4000), view.endOffset(), true)
                            instanceof LogSlice slice
                    && !slice.isEmpty()) {
                offset = checkSlice(slice, offset, view.endOffset(), Integer.MAX_VALUE);
            } else {
                throw new Violation("nothing to read at offset " + offset + " of a whole log");
            }
        }
        require(offset == model.end(), "the log ends at " + offset);
        checkEpochs(view);
        timestampLookup();
    }

    /**
     * @return where the slice ends, exclusive
     */
    private long checkSlice(LogSlice slice, long from, long upTo, int maxBytes) throws IOException {
        var bytes = ByteBuffer.allocate(slice.sizeInBytes());
        slice.file().read(bytes, slice.position());
        bytes.flip();
        require(bytes.limit() == slice.sizeInBytes(), "a slice reaches beyond its file");
        var header = new BatchHeader();
        int count = 0;
        long next = -1;
        for (int at = 0; at < bytes.limit(); at += header.sizeInBytes()) {
            header.wrap(bytes, at);
            Stored stored = model.at(header.baseOffset());
            byte[] read = new byte[header.sizeInBytes()];
            bytes.get(at, read);
            long first = stored.firstOffset();
            long last = stored.lastOffset();
            require(stored.hasBytes(read), "the batch at offset " + first + " has other bytes");
            require(last < upTo, "read " + last + " beyond " + upTo);
            require(
                    count > 0 || first <= from && from <= last,
                    "reading " + from + " began at " + first);
            require(count == 0 || first == next, "a gap before " + first);
            next = last + 1;
            count++;
        }
        require(count == 1 || slice.sizeInBytes() <= maxBytes, "more than was asked for");
        return next;
    }

    private void checkEpochs(LogView view) {
        for (Stored stored : model.batches()) {
            if (stored.firstOffset() >= view.logStartOffset()) {
                require(
                        view.leaderEpochs().epochOf(stored.firstOffset()) == stored.leaderEpoch(),
                        "offset "
                                + stored.firstOffset()
                                + " is of epoch "
                                + stored.leaderEpoch()
                                + ", and the log says "
                                + view.leaderEpochs());
            }
        }
    }

    void timestampLookup() throws IOException {
        if (stage.hasFailed()) {
            return;
        }
        LogView view = stage.view();
        long timestamp = stage.nowMs() - random.nextInt(400_000);
        var found = view.lookupByTimestamp(timestamp);
        Stored expected = model.firstSince(timestamp, view.logStartOffset());
        if (expected == null) {
            require(found == null, "found " + found + " for a time after all records");
        } else {
            require(
                    found != null
                            && found.timestamp() >= timestamp
                            && found.offset() >= expected.firstOffset()
                            && found.offset() <= expected.lastOffset(),
                    "time "
                            + timestamp
                            + " gave "
                            + found
                            + ", not a record of "
                            + expected.firstOffset()
                            + " to "
                            + expected.lastOffset());
        }
    }
}
