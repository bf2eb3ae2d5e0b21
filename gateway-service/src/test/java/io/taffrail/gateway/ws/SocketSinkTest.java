package io.taffrail.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.stream.Framing;
import io.taffrail.kernel.runtime.Clock;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a subscriber hears who is too slow. */
class SocketSinkTest {

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final Counter dropped = Counter.builder("d").register(new SimpleMeterRegistry());
    private final Socket socket =
            new Socket(
                    new SocketOutput() {
                        @Override
                        public void write(byte[] bytes, int from, int length) {
                            sent.write(bytes, from, length);
                        }

                        @Override
                        public void flush() {}

                        @Override
                        public void disconnect() {}
                    },
                    Clock.system());
    private final SocketSink sink = new SocketSink(socket, "s", false, 0, Framing.ELEMENT, dropped);

    @Test
    void onSlowCloseClosesWith4410() {
        sink.tooSlow();
        ByteBuffer frame = ByteBuffer.wrap(sent.toByteArray());
        assertThat(Byte.toUnsignedInt(frame.get())).isEqualTo(0x88);
        assertThat(frame.get()).isEqualTo((byte) frame.remaining());
        assertThat(frame.getShort()).isEqualTo((short) CloseCode.SLOW_CONSUMER);
        assertThat(socket.isClosed()).isTrue();
    }

    @Test
    void onSlowSkipSaysHowManyWereSkippedAndCountsThem() throws Exception {
        sink.skipped(new TopicPartition("orders", 1), 42);
        assertThat(sent.toString(StandardCharsets.UTF_8))
                .endsWith(
                        "{\"type\":\"skipped\",\"id\":\"s\",\"topic\":\"orders\",\"partition\":1,"
                                + "\"count\":42}");
        assertThat(dropped.count()).isEqualTo(42);
    }
}
