package io.taffrail.kernel.metadata;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fields of log entries and snapshots: numbers as zig-zag varints, text as a length and
 * UTF-8, lists as a count and the elements. Read back with {@link FieldReader}.
 */
public final class FieldWriter {

    private byte[] bytes = new byte[256];
    private int size;

    public void u8(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    public void bool(boolean value) {
        u8(value ? 1 : 0);
    }

    public void number(long value) {
        long rest = (value << 1) ^ (value >> 63);
        ensure(10);
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** Eight bytes, big-endian: for values that are random and would only grow as a varint. */
    public void fixed64(long value) {
        ensure(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    public void uuid(UUID value) {
        fixed64(value.getMostSignificantBits());
        fixed64(value.getLeastSignificantBits());
    }

    public void text(String value) {
        bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    public void nullableText(@Nullable String value) {
        bool(value != null);
        if (value != null) {
            text(value);
        }
    }

    public void bytes(byte[] value) {
        number(value.length);
        ensure(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    public void numbers(Collection<Integer> values) {
        list(values, value -> number(value));
    }

    public <T> void list(Collection<T> values, Consumer<? super T> element) {
        number(values.size());
        values.forEach(element);
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
