package io.taffrail.gateway.json;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Writes JSON into one growing array. The caller places commas and braces; this escapes. */
public final class JsonBytes {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes;
    private int size;

    public JsonBytes(int capacity) {
        bytes = new byte[capacity];
    }

    public int size() {
        return size;
    }

    /** The array that is being written; only the first {@link #size} bytes mean anything. */
    public byte[] array() {
        return bytes;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    public void clear() {
        size = 0;
    }

    /** Sets bytes aside at the current end, for {@link #put} to fill in later. */
    public int reserve(int count) {
        ensure(count);
        int at = size;
        size += count;
        return at;
    }

    public void put(int at, int value) {
        bytes[at] = (byte) value;
    }

    /** Closes a gap that was reserved and not needed, by moving all that follows it. */
    public void remove(int at, int count) {
        System.arraycopy(bytes, at + count, bytes, at, size - at - count);
        size -= count;
    }

    public JsonBytes raw(byte value) {
        ensure(1);
        bytes[size++] = value;
        return this;
    }

    public JsonBytes raw(byte[] source) {
        return raw(source, 0, source.length);
    }

    public JsonBytes raw(byte[] source, int from, int length) {
        ensure(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
        return this;
    }

    /** Text that needs no escape: punctuation, names that we chose, numbers. */
    public JsonBytes ascii(String text) {
        int length = text.length();
        ensure(length);
        for (int i = 0; i < length; i++) {
            bytes[size + i] = (byte) text.charAt(i);
        }
        size += length;
        return this;
    }

    public JsonBytes number(long value) {
        if (value == Long.MIN_VALUE) {
            return ascii("-9223372036854775808");
        }
        long rest = value;
        if (rest < 0) {
            raw((byte) '-');
            rest = -rest;
        }
        int digits = 1;
        for (long bound = rest; bound >= 10; bound /= 10) {
            digits++;
        }
        ensure(digits);
        for (int i = size + digits - 1; i >= size; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
        return this;
    }

    public JsonBytes string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return string(utf8, 0, utf8.length);
    }

    /** A JSON string of bytes that are valid UTF-8. */
    public JsonBytes string(byte[] utf8, int from, int to) {
        ensure(to - from + 2);
        bytes[size++] = '"';
        for (int i = from; i < to; i++) {
            byte b = utf8[i];
            if (b == '"' || b == '\\') {
                ensure(to - i + 2);
                bytes[size++] = '\\';
                bytes[size++] = b;
            } else if (b >= 0 && b < 0x20) {
                ensure(to - i + 7);
                control(b);
            } else {
                bytes[size++] = b;
            }
        }
        ensure(1);
        bytes[size++] = '"';
        return this;
    }

    private void control(byte b) {
        bytes[size++] = '\\';
        switch (b) {
            case '\n' -> bytes[size++] = 'n';
            case '\r' -> bytes[size++] = 'r';
            case '\t' -> bytes[size++] = 't';
            default -> {
                bytes[size++] = 'u';
                bytes[size++] = '0';
                bytes[size++] = '0';
                bytes[size++] = HEX[b >> 4];
                bytes[size++] = HEX[b & 15];
            }
        }
    }

    /**
     * JSON text as it is, but on one line: between tokens a line feed means no more than a blank,
     * and within a string it cannot stand.
     */
    public JsonBytes jsonOnOneLine(byte[] source, int from, int to) {
        ensure(to - from);
        for (int i = from; i < to; i++) {
            byte b = source[i];
            bytes[size++] = b == '\n' || b == '\r' ? (byte) ' ' : b;
        }
        return this;
    }

    /** The standard alphabet with padding, without quotes. */
    public JsonBytes base64(byte[] source, int from, int to) {
        ByteBuffer encoded = Base64.getEncoder().encode(ByteBuffer.wrap(source, from, to - from));
        return raw(encoded.array(), encoded.arrayOffset(), encoded.remaining());
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
