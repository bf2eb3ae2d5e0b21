package io.taffrail.gateway.consume;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * The answer to a poll: a JSON array of records. Its memory counts until it is closed.
 *
 * @param number counts the consumer's polls from 1; who lost the answer asks for it again by it
 */
public record PullBatch(long number, List<PullPiece> pieces, Runnable onClose)
        implements AutoCloseable {

    /** The size of the array in JSON. */
    public long sizeBytes() {
        long recordBytes = recordBytes();
        // The comma after the last record is not written.
        return recordBytes == 0 ? 2 : recordBytes + 1;
    }

    private long recordBytes() {
        return pieces.stream().mapToLong(PullPiece::sizeBytes).sum();
    }

    public void writeTo(OutputStream out) throws IOException {
        long left = recordBytes() - 1;
        out.write('[');
        for (PullPiece piece : pieces) {
            int length = (int) Math.min(left, piece.sizeBytes());
            if (length > 0) {
                out.write(piece.records().bytes(), piece.records().start(piece.from()), length);
                left -= length;
            }
        }
        out.write(']');
    }

    @Override
    public void close() {
        onClose.run();
    }
}
