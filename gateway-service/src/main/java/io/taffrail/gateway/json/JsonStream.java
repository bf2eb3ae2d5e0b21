package io.taffrail.gateway.json;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts JSON objects that follow each other, with nothing or white space between them, out of a
 * stream: each as soon as its last brace is there. Looks at every byte once, however small the
 * pieces in which they come.
 */
public final class JsonStream {

    private static final int READ_BYTES = 16 * 1024;

    private final InputStream in;
    private final int objectBytesMax;
    private byte[] buffer = new byte[READ_BYTES];
    private int start;
    private int at;
    private int end;
    private int depth;
    private boolean isInString;
    private boolean isEscaped;

    /** Bytes that are no object, or not the whole of one. The stream cannot be read on. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * @param objectBytesMax the most bytes that one object may have
     */
    public JsonStream(InputStream in, int objectBytesMax) {
        this.in = in;
        this.objectBytesMax = objectBytesMax;
    }

    /**
     * The next object, valid JSON; null at the end. Waits for the sender.
     *
     * @throws Malformed when what comes is no object, or is longer than the bound
     */
    public byte @Nullable [] next() throws IOException, Malformed {
        while (true) {
            if (scan()) {
                byte[] object = Arrays.copyOfRange(buffer, start, at);
                start = at;
                if (!JsonObject.isObject(object, 0, object.length)) {
                    throw new Malformed("what stands between its braces is no JSON");
                }
                return object;
            }
            if (at - start >= objectBytesMax) {
                throw new Malformed(
                        "it is longer than " + objectBytesMax + " bytes, which is the limit");
            }
            if (!fill()) {
                if (depth > 0) {
                    throw new Malformed("the body ends within it");
                }
                return null;
            }
        }
    }

    /**
     * @return whether an object is complete, from {@code start} to {@code at}
     */
    private boolean scan() throws Malformed {
        while (at < end) {
            byte b = buffer[at++];
            if (depth == 0) {
                open(b);
            } else if (isInString) {
                isInString = isEscaped || b != '"';
                isEscaped = !isEscaped && b == '\\';
            } else {
                switch (b) {
                    case '"' -> isInString = true;
                    case '{', '[' -> depth++;
                    case '}', ']' -> depth--;
                    default -> {}
                }
                if (depth == 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private void open(byte b) throws Malformed {
        if (b == '{') {
            start = at - 1;
            depth = 1;
        } else if (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
            start = at;
        } else {
            throw new Malformed("it begins with '" + (char) (b & 0xff) + "' and not with {");
        }
    }

    private boolean fill() throws IOException {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            at -= start;
            end -= start;
            start = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int count = in.read(buffer, end, buffer.length - end);
        end += Math.max(count, 0);
        return count >= 0;
    }
}
