package io.taffrail.protocol.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the byte stream into frames. The length is checked before any memory is taken, and memory is
 * taken as bytes arrive, never on the word of a length alone: a peer that announces 100 MB and
 * sends nothing costs {@value #FIRST_CHUNK_BYTES} bytes.
 */
public final class FrameReader extends ChannelInboundHandlerAdapter {

    private static final int LENGTH_BYTES = 4;
    private static final int FIRST_CHUNK_BYTES = 64 * 1024;

    private final int frameBytesMin;
    private final int frameBytesMax;

    private int lengthBytesRead;
    private int length;
    private @Nullable ByteBuf frame;

    /**
     * @param frameBytesMin the smallest frame that can mean anything
     * @param frameBytesMax the largest frame that is taken
     */
    public FrameReader(int frameBytesMin, int frameBytesMax) {
        this.frameBytesMin = frameBytesMin;
        this.frameBytesMax = frameBytesMax;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            while (in.isReadable()) {
                readSome(context, in);
            }
        } finally {
            in.release();
        }
    }

    private void readSome(ChannelHandlerContext context, ByteBuf in) {
        while (lengthBytesRead < LENGTH_BYTES && in.isReadable()) {
            length = (length << 8) | in.readUnsignedByte();
            lengthBytesRead++;
        }
        if (lengthBytesRead < LENGTH_BYTES) {
            return;
        }
        if (length < frameBytesMin || length > frameBytesMax) {
            in.skipBytes(in.readableBytes());
            throw new MalformedFrame(
                    "a frame of "
                            + length
                            + " bytes is outside of "
                            + frameBytesMin
                            + " to "
                            + frameBytesMax);
        }
        ByteBuf current = frame;
        if (current == null) {
            int firstBytes = Math.min(length, Math.max(FIRST_CHUNK_BYTES, in.readableBytes()));
            current = context.alloc().directBuffer(firstBytes, length);
            frame = current;
        }
        int takeBytes = Math.min(in.readableBytes(), length - current.writerIndex());
        if (current.writableBytes() < takeBytes) {
            // Doubling keeps the copying linear while memory follows what has really arrived.
            long wantedBytes = Math.max(2L * current.capacity(), current.writerIndex() + takeBytes);
            current.capacity((int) Math.min(length, wantedBytes));
        }
        current.writeBytes(in, takeBytes);
        if (current.writerIndex() == length) {
            frame = null;
            lengthBytesRead = 0;
            length = 0;
            context.fireChannelRead(current);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        releasePartialFrame();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        releasePartialFrame();
    }

    private void releasePartialFrame() {
        if (frame != null) {
            frame.release();
            frame = null;
        }
    }
}
