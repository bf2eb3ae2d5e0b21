package io.taffrail.gateway.rest;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/**
 * Unpacks a body of {@code Content-Encoding: zstd} (RFC 8878). Apart from the rest because the
 * library is native: its errors become the same {@link ZipException} as those of gzip.
 */
final class ZstdBody extends FilterInputStream {

    /** 8 MB, the largest window that HTTP allows (RFC 9659), so that a body cannot claim more. */
    private static final int WINDOW_LOG_MAX = 23;

    ZstdBody(InputStream packed) throws IOException {
        super(new ZstdInputStreamNoFinalizer(packed).setLongMax(WINDOW_LOG_MAX));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        try {
            return super.read(bytes, from, length);
        } catch (ZstdIOException e) {
            var unreadable = new ZipException("no zstd: " + e.getMessage());
            unreadable.initCause(e);
            throw unreadable;
        }
    }
}
