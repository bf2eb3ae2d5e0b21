package io.taffrail.gateway.coordinator;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Turns entries into the keys and values of records, and back. */
public interface EntryCodec<E> {

    ByteBuffer key(E entry);

    /** Null for an entry that forgets its key. */
    @Nullable ByteBuffer value(E entry);

    /**
     * @param value null in a tombstone
     * @return null for a record of a kind that this build does not know; it is left alone
     */
    @Nullable E read(ByteBuffer key, @Nullable ByteBuffer value);
}
