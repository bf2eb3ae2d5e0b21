package io.taffrail.protocol.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.Writable;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;

/**
 * Turns a header and a message into what the socket takes: buffers, and between them regions of
 * files that are never read into memory.
 */
public final class FrameWriter implements Writable {

    /**
     * Below this a read into the frame's buffer costs less than a system call of its own, and keeps
     * header and records in one packet.
     */
    private static final int COPY_BELOW_BYTES = 32 * 1024;

    /** What one frame may copy, so that a fetch of a thousand partitions stays small in memory. */
    private static final int COPIED_BYTES_MAX = 1024 * 1024;

    private final ByteBufAllocator allocator;
    private final List<Object> parts = new ArrayList<>(2);
    private ByteBuf buffer;

    private FrameWriter(ByteBufAllocator allocator, int bufferBytes) {
        this.allocator = allocator;
        this.buffer = allocator.directBuffer(bufferBytes);
    }

    /** The parts of a response frame, in order: each a ByteBuf or a file region. */
    public static List<Object> response(
            ByteBufAllocator allocator,
            Api api,
            short version,
            int correlationId,
            ApiMessage response) {
        var header = new ResponseHeaderData().setCorrelationId(correlationId);
        return frame(allocator, header, api.responseHeaderVersion(version), response, version);
    }

    /** The parts of a request frame, in order: each a ByteBuf or a file region. */
    public static List<Object> request(
            ByteBufAllocator allocator,
            Api api,
            short version,
            int correlationId,
            String clientId,
            ApiMessage request) {
        var header =
                new RequestHeaderData()
                        .setRequestApiKey(api.key())
                        .setRequestApiVersion(version)
                        .setCorrelationId(correlationId)
                        .setClientId(clientId);
        return frame(allocator, header, api.requestHeaderVersion(version), request, version);
    }

    private static List<Object> frame(
            ByteBufAllocator allocator,
            Message header,
            short headerVersion,
            Message body,
            short version) {
        var cache = new ObjectSerializationCache();
        var size = new MessageSizeAccumulator();
        header.addSize(size, cache, headerVersion);
        body.addSize(size, cache, version);
        var writer = new FrameWriter(allocator, 4 + size.sizeExcludingZeroCopy());
        try {
            writer.buffer.writeInt(size.totalSize());
            header.write(writer, cache, headerVersion);
            body.write(writer, cache, version);
            writer.finishBuffer();
            return writer.parts;
        } catch (RuntimeException | Error failure) {
            writer.releaseAll();
            throw failure;
        }
    }

    private void finishBuffer() {
        if (buffer.isReadable()) {
            parts.add(buffer);
        } else {
            buffer.release();
        }
    }

    private void releaseAll() {
        buffer.release();
        for (Object part : parts) {
            ReferenceCountUtil.release(part);
        }
    }

    @Override
    public void writeRecords(BaseRecords records) {
        switch (records) {
            case RegionRecords region when isWorthCopying(region) -> copyRegion(region);
            case RegionRecords region -> {
                finishBuffer();
                parts.add(new SharedFileRegion(region));
                buffer = allocator.directBuffer(256);
            }
            case MemoryRecords memory -> buffer.writeBytes(memory.buffer().duplicate());
            default ->
                    throw new IllegalArgumentException(
                            "records of " + records.getClass() + " cannot be sent");
        }
    }

    private boolean isWorthCopying(RegionRecords region) {
        return region.sizeInBytes() <= COPY_BELOW_BYTES && buffer.writerIndex() <= COPIED_BYTES_MAX;
    }

    private void copyRegion(RegionRecords region) {
        try {
            int left = region.sizeInBytes();
            long position = region.position();
            buffer.ensureWritable(left);
            while (left > 0) {
                int read = buffer.writeBytes(region.channel(), position, left);
                if (read <= 0) {
                    throw new IOException(
                            "the segment ends at " + position + ", " + left + " bytes too early");
                }
                position += read;
                left -= read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void writeByte(byte value) {
        buffer.writeByte(value);
    }

    @Override
    public void writeShort(short value) {
        buffer.writeShort(value);
    }

    @Override
    public void writeInt(int value) {
        buffer.writeInt(value);
    }

    @Override
    public void writeLong(long value) {
        buffer.writeLong(value);
    }

    @Override
    public void writeDouble(double value) {
        buffer.writeDouble(value);
    }

    @Override
    public void writeByteArray(byte[] bytes) {
        buffer.writeBytes(bytes);
    }

    @Override
    public void writeByteBuffer(ByteBuffer bytes) {
        buffer.writeBytes(bytes.duplicate());
    }

    @Override
    public void writeUnsignedVarint(int value) {
        int left = value;
        while ((left & ~0x7f) != 0) {
            buffer.writeByte((left & 0x7f) | 0x80);
            left >>>= 7;
        }
        buffer.writeByte(left);
    }

    @Override
    public void writeVarint(int value) {
        writeUnsignedVarint((value << 1) ^ (value >> 31));
    }

    @Override
    public void writeVarlong(long value) {
        long left = (value << 1) ^ (value >> 63);
        while ((left & ~0x7fL) != 0) {
            buffer.writeByte((int) (left & 0x7f) | 0x80);
            left >>>= 7;
        }
        buffer.writeByte((int) left);
    }
}
