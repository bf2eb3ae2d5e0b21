package io.taffrail.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameReaderTest {

    private static final int MAX_BYTES = 1 << 20;

    private final EmbeddedChannel channel = new EmbeddedChannel(new FrameReader(8, MAX_BYTES));

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void cutsAStreamIntoFramesWhereverItIsTorn() {
        var random = new Random(7);
        byte[][] bodies = new byte[50][];
        ByteBuf stream = Unpooled.buffer();
        for (int i = 0; i < bodies.length; i++) {
            bodies[i] = new byte[8 + random.nextInt(200_000)];
            random.nextBytes(bodies[i]);
            stream.writeInt(bodies[i].length).writeBytes(bodies[i]);
        }
        while (stream.isReadable()) {
            int some = Math.min(stream.readableBytes(), 1 + random.nextInt(70_000));
            channel.writeInbound(stream.readBytes(some));
        }
        for (byte[] body : bodies) {
            ByteBuf frame = channel.readInbound();
            byte[] read = new byte[frame.readableBytes()];
            frame.readBytes(read);
            frame.release();
            assertThat(read).isEqualTo(body);
        }
        assertThat((Object) channel.readInbound()).isNull();
    }

    @Test
    void refusesALengthAboveTheBoundBeforeAnyOfTheFrameHasCome() {
        assertThatThrownBy(() ->
                        channel.writeInbound(
                                Unpooled.buffer().writeInt(MAX_BYTES + 1).writeByte(0)))
                .isInstanceOf(MalformedFrame.class)
                .hasMessageContaining("1048577")
                .hasMessageContaining("1048576");
    }

    @Test
    void refusesANegativeLengthAndOneTooSmallForAHeader() {
        assertThatThrownBy(() -> channel.writeInbound(Unpooled.buffer().writeInt(-5).writeByte(0)))
                .isInstanceOf(MalformedFrame.class);
        var other = new EmbeddedChannel(new FrameReader(8, MAX_BYTES));
        assertThatThrownBy(() -> other.writeInbound(Unpooled.buffer().writeInt(7).writeByte(0)))
                .isInstanceOf(MalformedFrame.class);
        other.finishAndReleaseAll();
    }

    @Test
    void takesNoMoreMemoryThanHasArrived() {
        var large = new EmbeddedChannel(new FrameReader(8, 100 << 20));
        long before = usedDirectBytes(large);
        large.writeInbound(Unpooled.buffer().writeInt(100 << 20).writeByte(1));
        assertThat(usedDirectBytes(large) - before).isLessThan(8 << 20);
        large.finishAndReleaseAll();
    }

    private static long usedDirectBytes(EmbeddedChannel of) {
        return ((io.netty.buffer.ByteBufAllocatorMetricProvider) of.alloc())
                .metric()
                .usedDirectMemory();
    }
}
