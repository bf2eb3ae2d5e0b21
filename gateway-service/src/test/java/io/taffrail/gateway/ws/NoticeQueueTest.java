package io.taffrail.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.kernel.runtime.Clock;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NoticeQueueTest {

    private final Wire wire = new Wire();
    private final Socket socket = new Socket(wire, Clock.system());
    private final NoticeQueue notices = new NoticeQueue(socket);

    @Test
    void noticesLeaveInTheOrderInWhichTheyCame() {
        wire.reading.countDown();
        for (int i = 0; i < 500; i++) {
            notices.send(new JsonBytes(8).ascii("<" + i + ">"));
        }

        String all =
                IntStream.range(0, 500).mapToObj(i -> "<" + i + ">").collect(Collectors.joining());
        await().untilAsserted(() -> assertThat(wire.heard()).isEqualTo(all));
    }

    @Test
    void aClientThatReadsNothingIsHungUpOn() {
        for (int i = 0; i <= 1_000; i++) {
            notices.send(new JsonBytes(8).ascii("<>"));
        }

        assertThat(socket.isClosed()).isTrue();
        wire.reading.countDown();
    }

    /** Takes nothing before it is read from; keeps payloads and leaves the headers out. */
    private static final class Wire implements SocketOutput {
        private final CountDownLatch reading = new CountDownLatch(1);
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(byte[] source, int from, int length) {
            try {
                reading.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (source[from] == '<') {
                synchronized (bytes) {
                    bytes.write(source, from, length);
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public void disconnect() {}

        String heard() {
            synchronized (bytes) {
                return bytes.toString(StandardCharsets.US_ASCII);
            }
        }
    }
}
