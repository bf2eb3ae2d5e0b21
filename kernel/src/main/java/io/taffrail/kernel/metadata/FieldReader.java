package io.taffrail.kernel.metadata;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link FieldWriter} wrote. Every length is checked against what is left before memory
 * is taken for it, and whatever does not fit is an {@link UnreadableMetadata}.
 */
public final class FieldReader {

    private final ByteBuffer in;

    /** Reads from the buffer's position and moves it. */
    public FieldReader(ByteBuffer in) {
        this.in = in;
    }

    public int u8() {
        try {
            return in.get() & 0xFF;
        } catch (BufferUnderflowException e) {
            throw cutShort(1);
        }
    }

    public boolean bool() {
        int value = u8();
        if (value > 1) {
            throw new UnreadableMetadata(
                    "a flag at byte %d is %d, not 0 or 1".formatted(in.position() - 1, value));
        }
        return value == 1;
    }

    public long number() {
        long raw = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = u8();
            raw |= (long) (next & 0x7F) << shift;
            if ((next & 0x80) == 0) {
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
        throw new UnreadableMetadata("a number at byte " + in.position() + " has no end");
    }

    public int integer() {
        long value = number();
        if (value != (int) value) {
            throw new UnreadableMetadata(
                    "number %d at byte %d needs more than 32 bits".formatted(value, in.position()));
        }
        return (int) value;
    }

    public long fixed64() {
        try {
            return in.getLong();
        } catch (BufferUnderflowException e) {
            throw cutShort(8);
        }
    }

    public UUID uuid() {
        long most = fixed64();
        return new UUID(most, fixed64());
    }

    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    public @Nullable String nullableText() {
        return bool() ? text() : null;
    }

    public byte[] bytes() {
        byte[] value = new byte[length()];
        in.get(value);
        return value;
    }

    public List<Integer> numbers() {
        return list(this::integer);
    }

    public <T> List<T> list(Supplier<? extends T> element) {
        // Each element takes a byte at least, so the count cannot ask for more than there is.
        int count = length();
        var values = new ArrayList<T>(count);
        for (int i = 0; i < count; i++) {
            values.add(element.get());
        }
        return values;
    }

    /** Refuses bytes after the last field: they mean that writer and reader disagree. */
    public void end() {
        if (in.hasRemaining()) {
            throw new UnreadableMetadata(in.remaining() + " bytes are left after the last field");
        }
    }

    private int length() {
        int length = integer();
        if (length < 0 || length > in.remaining()) {
            throw cutShort(length);
        }
        return length;
    }

    private UnreadableMetadata cutShort(int wanted) {
        return new UnreadableMetadata(
                "the bytes end at %d, where %d more were to follow".formatted(in.limit(), wanted));
    }
}
