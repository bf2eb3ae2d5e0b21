package io.taffrail.gateway.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads a body under a bound. A length that is announced above it is refused before a byte is read;
 * one that is not announced, or that unpacks to more, as soon as it passes the bound.
 */
public final class RequestBody {

    private static final int FIRST_BYTES = 8 * 1024;

    private enum ContentEncoding {
        IDENTITY,
        GZIP,
        ZSTD
    }

    private RequestBody() {}

    public static byte[] read(HttpServletRequest request, int bytesMax) throws IOException {
        long announced = request.getContentLengthLong();
        if (announced > bytesMax) {
            throw tooLarge(announced + " bytes", bytesMax);
        }
        if (announced == 0) {
            return new byte[0];
        }
        try (InputStream body = open(request)) {
            boolean isPlain = announced > 0 && request.getHeader("Content-Encoding") == null;
            return isPlain ? readExactly(body, (int) announced) : readBounded(body, bytesMax);
        } catch (ZipException | EOFException e) {
            throw notAsEncoded(request);
        }
    }

    /**
     * The body's bytes with its Content-Encoding undone. May wait for the first of them.
     *
     * @throws ZipException from here or from reading, when the body is not encoded as it says;
     *     {@link #notAsEncoded} puts it in words
     */
    public static InputStream open(HttpServletRequest request) throws IOException {
        return switch (encoding(request)) {
            case IDENTITY -> request.getInputStream();
            case GZIP -> new GZIPInputStream(request.getInputStream(), FIRST_BYTES);
            case ZSTD -> new ZstdBody(request.getInputStream());
        };
    }

    /** Refuses an encoding that {@link #open} cannot undo, without touching the body. */
    public static void requireKnownEncoding(HttpServletRequest request) {
        encoding(request);
    }

    public static ProblemException notAsEncoded(HttpServletRequest request) {
        String name = encoding(request).name().toLowerCase(Locale.ROOT);
        return new ProblemException(
                Problem.badRequest(
                        "the body says Content-Encoding: "
                                + name
                                + " and is not whole "
                                + name
                                + ": pack it so, or leave out the header"));
    }

    private static ContentEncoding encoding(HttpServletRequest request) {
        String encoding = request.getHeader("Content-Encoding");
        if (encoding == null) {
            return ContentEncoding.IDENTITY;
        }
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "identity" -> ContentEncoding.IDENTITY;
            case "gzip", "x-gzip" -> ContentEncoding.GZIP;
            case "zstd" -> ContentEncoding.ZSTD;
            default ->
                    throw new ProblemException(
                            Problem.unsupportedMediaType(
                                    "Content-Encoding "
                                            + encoding
                                            + " is not supported: use gzip, zstd or none"));
        };
    }

    private static byte[] readExactly(InputStream body, int length) throws IOException {
        byte[] bytes = new byte[length];
        int read = body.readNBytes(bytes, 0, length);
        return read == length ? bytes : Arrays.copyOf(bytes, read);
    }

    private static byte[] readBounded(InputStream body, int bytesMax) throws IOException {
        var gathered = new ByteArrayOutputStream(FIRST_BYTES);
        byte[] part = new byte[FIRST_BYTES];
        for (int n = body.read(part); n >= 0; n = body.read(part)) {
            if (gathered.size() + n > bytesMax) {
                throw tooLarge("more", bytesMax);
            }
            gathered.write(part, 0, n);
        }
        return gathered.toByteArray();
    }

    private static ProblemException tooLarge(String what, int bytesMax) {
        return new ProblemException(
                Problem.tooLarge(
                        "the body has "
                                + what
                                + " and the limit is "
                                + bytesMax
                                + " bytes: send it in parts, or raise"
                                + " taffrail.gateway.body-bytes-max"));
    }
}
