package io.taffrail.protocol.records;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The codecs of a record batch, in the order of their numbers on the wire. Kafka's own streams do
 * the work, since snappy and lz4 are framed in ways that only Kafka uses.
 */
public enum Compression {
    NONE(CompressionType.NONE),
    GZIP(CompressionType.GZIP),
    SNAPPY(CompressionType.SNAPPY),
    LZ4(CompressionType.LZ4),
    ZSTD(CompressionType.ZSTD);

    private static final Compression[] BY_ID = values();

    private final org.apache.kafka.common.compress.Compression codec;

    Compression(CompressionType type) {
        this.codec = org.apache.kafka.common.compress.Compression.of(type).build();
    }

    /** The codec of that number, or null when nobody has defined one. */
    public static @Nullable Compression forId(int id) {
        return id >= 0 && id < BY_ID.length ? BY_ID[id] : null;
    }

    public int id() {
        return ordinal();
    }

    /**
     * A stream of the original bytes. Bad input shows as an {@link IOException} or an unchecked
     * exception of the codec, while it is opened or read.
     */
    InputStream decompress(ByteBuffer compressed, BufferSupplier buffers) throws IOException {
        return decompress(compressed, BatchHeader.MAGIC, buffers);
    }

    /**
     * @param magic of the message around: lz4 summed its frames differently in magic 0
     */
    InputStream decompress(ByteBuffer compressed, byte magic, BufferSupplier buffers)
            throws IOException {
        return codec.wrapForInput(compressed, magic, buffers);
    }

    OutputStream compress(ByteBufferOutputStream target) {
        return codec.wrapForOutput(target, BatchHeader.MAGIC);
    }

    /**
     * @param level in the codec's own scale, or 0 for its default; those without levels ignore it
     */
    OutputStream compress(ByteBufferOutputStream target, int level) {
        return level == 0
                ? compress(target)
                : withLevel(level).wrapForOutput(target, BatchHeader.MAGIC);
    }

    private org.apache.kafka.common.compress.Compression withLevel(int level) {
        return switch (this) {
            case NONE, SNAPPY -> codec;
            case GZIP -> org.apache.kafka.common.compress.Compression.gzip().level(level).build();
            case LZ4 -> org.apache.kafka.common.compress.Compression.lz4().level(level).build();
            case ZSTD -> org.apache.kafka.common.compress.Compression.zstd().level(level).build();
        };
    }
}
