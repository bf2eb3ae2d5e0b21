package io.taffrail.protocol.legacy;

import org.apache.kafka.common.protocol.Readable;

/** The lengths of arrays in requests that no generated class reads. */
final class LegacyArray {

    private LegacyArray() {}

    /** How many elements follow, of which each has bytes. */
    static int length(Readable in, String what) {
        int length = in.readInt();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException(
                    what + " count " + length + " is not within 0 and " + in.remaining());
        }
        return length;
    }
}
