package io.taffrail.bench.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameCounterTest {

    private static final int TEXT = 0x81;
    private static final int PING = 0x89;
    private static final int CLOSE = 0x88;

    private final FrameCounter counter = new FrameCounter((byte) '^');

    @Test
    void countsTheMarksInsideTextFrames() {
        counter.read(frame(TEXT, "{\"value\":\"^xx\"}"));
        counter.read(frame(TEXT, "[\"^\",\"^\"]"));

        assertThat(counter.records()).isEqualTo(3);
    }

    @Test
    void aLengthThatLooksLikeTheMarkIsNotARecord() {
        counter.read(frame(TEXT, "x".repeat('^')));
        counter.read(frame(TEXT, "x".repeat('^' << 8 | '^')));

        assertThat(counter.records()).isZero();
    }

    @Test
    void controlFramesAreNotCounted() {
        counter.read(frame(PING, "^"));

        assertThat(counter.records()).isZero();
        assertThat(counter.isClosed()).isFalse();
    }

    @Test
    void aCloseFrameIsSeen() {
        counter.read(frame(CLOSE, ""));

        assertThat(counter.isClosed()).isTrue();
    }

    @Test
    void framesMayBeCutAnywhere() {
        ByteBuffer stream = ByteBuffer.allocate(300_000);
        for (int length : new int[] {1, 125, 126, 65_535, 65_536, 90_000}) {
            stream.put(frame(TEXT, "^" + "x".repeat(length - 1)));
        }
        stream.flip();
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        while (stream.hasRemaining()) {
            int length = Math.min(stream.remaining(), 1 + random.nextInt(3_000));
            counter.read(stream.slice(stream.position(), length));
            stream.position(stream.position() + length);
        }

        assertThat(counter.records()).as("seed %d", seed).isEqualTo(6);
        assertThat(counter.bytes()).isEqualTo(stream.limit());
    }

    private static ByteBuffer frame(int firstByte, String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer frame = ByteBuffer.allocate(10 + bytes.length).put((byte) firstByte);
        if (bytes.length < 126) {
            frame.put((byte) bytes.length);
        } else if (bytes.length < 1 << 16) {
            frame.put((byte) 126).putShort((short) bytes.length);
        } else {
            frame.put((byte) 127).putLong(bytes.length);
        }
        return frame.put(bytes).flip();
    }
}
