package io.taffrail.broker.storage;

/**
 * How far a segment has been read for damage.
 *
 * @param position everything before this byte of the segment is as it was written
 * @param offset what the batch there is expected to begin at
 */
public record Inspection(long segmentBaseOffset, long position, long offset, Finding finding) {

    /** What there is at the position. */
    public enum Finding {
        /** More that has not been looked at. */
        MORE,
        /** A batch that is not as it was written. */
        DAMAGE,
        /** The end of the segment, or of its being in the log. */
        END
    }

    /** The whole segment is still to be read. */
    public static Inspection of(long segmentBaseOffset) {
        return new Inspection(segmentBaseOffset, 0, segmentBaseOffset, Finding.MORE);
    }

    Inspection found(long nextPosition, long nextOffset, Finding what) {
        return new Inspection(segmentBaseOffset, nextPosition, nextOffset, what);
    }
}
