package io.taffrail.protocol.wire;

import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.ByteBufferAccessor;

/**
 * Reads a message from untrusted bytes. Generated readers compare the length of an array with
 * {@link #remaining()} before they allocate it; by never admitting to more than a million, a frame
 * of 100 MB cannot make them allocate an array of a hundred million references.
 */
public final class BoundedAccessor extends ByteBufferAccessor {

    /** As in Kafka 4.4: no request that a client sends has arrays anywhere near this long. */
    static final int ARRAY_ELEMENTS_MAX = 1_000_000;

    public BoundedAccessor(ByteBuffer buffer) {
        super(buffer);
    }

    @Override
    public int remaining() {
        return Math.min(super.remaining(), ARRAY_ELEMENTS_MAX);
    }
}
