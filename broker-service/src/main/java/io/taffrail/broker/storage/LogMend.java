package io.taffrail.broker.storage;

import io.taffrail.broker.storage.Inspection.Finding;
import io.taffrail.protocol.records.BatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds what has rotted in a segment and writes it anew where it lies. What is replicated is the
 * same, byte for byte, on every replica, so another one's batch fits exactly; nothing else of the
 * log is touched, and a crash in between leaves damage that is found again.
 *
 * <p>Lives on the loop that owns the log.
 */
final class LogMend {

    private final LogState state;
    private final BatchHeader header = new BatchHeader();

    LogMend(LogState state) {
        this.state = state;
    }

    /** Reads on, about that many bytes, and not from that offset on. */
    Inspection inspect(Inspection at, int bytes, long upToOffset) throws IOException {
        Segment segment = find(at);
        if (segment == null) {
            return at.found(at.position(), at.offset(), Finding.END);
        }
        var proof = new BatchProof(segment, at.position(), at.offset(), segment.sizeBytes());
        long until = at.position() + bytes;
        while (!proof.isAtEnd() && proof.offset() < upToOffset) {
            if (!proof.next()) {
                return at.found(proof.position(), proof.offset(), Finding.DAMAGE);
            }
            if (proof.position() >= until) {
                return at.found(proof.position(), proof.offset(), Finding.MORE);
            }
        }
        return at.found(proof.position(), proof.offset(), Finding.END);
    }

    private @Nullable Segment find(Inspection at) {
        for (Segment each : state.segments) {
            if (each.baseOffset() == at.segmentBaseOffset()) {
                return each;
            }
        }
        return null;
    }

    /**
     * Puts another replica's batch where the damage is. It must be of the same leader epoch: a
     * replica that has still to cut off what only an earlier leader had could have another record
     * there.
     *
     * @param batches what the replica has from the damaged offset on
     * @return where to inspect on, or null when what it has does not fit
     */
    @Nullable Inspection mend(Inspection at, ByteBuffer batches) throws IOException {
        Segment segment = find(at);
        if (segment == null || batches.remaining() < BatchHeader.SIZE_BYTES) {
            return null;
        }
        int start = batches.position();
        header.wrap(batches, start);
        int sizeBytes = header.sizeInBytes();
        boolean isFit =
                header.magic() == BatchHeader.MAGIC
                        && header.baseOffset() == at.offset()
                        && header.partitionLeaderEpoch() == state.epochs.epochOf(at.offset())
                        && sizeBytes >= BatchHeader.SIZE_BYTES
                        && sizeBytes <= batches.remaining()
                        && at.position() + sizeBytes <= segment.sizeBytes()
                        && header.isCrcValid();
        if (!isFit) {
            return null;
        }
        long nextOffset = header.nextOffset();
        segment.file().overwrite(batches.slice(start, sizeBytes), at.position());
        return at.found(at.position() + sizeBytes, nextOffset, Finding.MORE);
    }

    /** Makes what was mended durable; at once, since nobody waits for it on a hot path. */
    void finish(Inspection at) throws IOException {
        Segment segment = find(at);
        if (segment != null) {
            segment.file().sync();
        }
    }
}
