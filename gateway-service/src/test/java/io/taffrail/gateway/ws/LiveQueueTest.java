package io.taffrail.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.kernel.runtime.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LiveQueueTest {

    private static final int FRAME_BYTES = 1 << 20;

    private final AtomicLong waitingBytesOfAll = new AtomicLong();

    @Test
    void framesLeaveInTheirOrder() {
        var client = new HeldClient();
        var queue = new LiveQueue(new Socket(client, Clock.system()), waitingBytesOfAll);
        client.reads.countDown();
        for (int i = 0; i < 200; i++) {
            queue.send(new JsonBytes(8).ascii("<" + i + ">"));
        }
        await().until(() -> client.text().contains("<199>"));
        for (int i = 1; i < 200; i++) {
            assertThat(client.text().indexOf("<" + i + ">"))
                    .isGreaterThan(client.text().indexOf("<" + (i - 1) + ">"));
        }
    }

    @Test
    void whoDoesNotReadGetsABoundedAmountAndIsToldToComeBackWhenItReadsAgain() {
        var client = new HeldClient();
        var socket = new Socket(client, Clock.system());
        var queue = new LiveQueue(socket, waitingBytesOfAll);
        byte[] large = new byte[FRAME_BYTES];
        for (int i = 0; i < 100; i++) {
            queue.send(new JsonBytes(1), large, new JsonBytes(1));
        }
        await().until(() -> client.isHeld);
        assertThat(socket.isClosed()).isFalse();

        client.reads.countDown();
        await().until(socket::isClosed);
        // What was being written is finished, and then comes the end.
        assertThat(client.sent().length).isLessThan(3 * FRAME_BYTES);
        assertThat(client.text()).endsWith("the dashboard did not read: connect again to go on");
        assertThat(client.closeCode()).isEqualTo(CloseCode.TRY_AGAIN_LATER);
        await().until(() -> waitingBytesOfAll.get() == 0);
    }

    @Test
    void whenAllTogetherLetTooMuchWaitWhoeverIsBehindIsTooSlow() {
        waitingBytesOfAll.set(LiveQueue.WAITING_BYTES_OF_ALL_MAX);
        var client = new HeldClient();
        var socket = new Socket(client, Clock.system());
        var queue = new LiveQueue(socket, waitingBytesOfAll);
        queue.send(new JsonBytes(8).ascii("<1>"));
        await().until(() -> client.isHeld);
        queue.send(new JsonBytes(8).ascii("<2>"));
        client.reads.countDown();
        await().until(socket::isClosed);
        assertThat(client.text()).contains("<1>").doesNotContain("<2>");
        await().until(() -> waitingBytesOfAll.get() == LiveQueue.WAITING_BYTES_OF_ALL_MAX);
    }

    @Test
    void whatWaitedForOneWhoIsGoneIsForgotten() {
        var client = new HeldClient();
        var socket = new Socket(client, Clock.system());
        var queue = new LiveQueue(socket, waitingBytesOfAll);
        for (int i = 0; i < 3; i++) {
            queue.send(new JsonBytes(1), new byte[FRAME_BYTES], new JsonBytes(1));
        }
        await().until(() -> client.isHeld);
        socket.disconnect();
        client.reads.countDown();
        await().until(() -> waitingBytesOfAll.get() == 0);
    }

    /** Takes nothing before it reads. */
    private static final class HeldClient implements SocketOutput {

        final CountDownLatch reads = new CountDownLatch(1);
        volatile boolean isHeld;
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            isHeld = true;
            try {
                reads.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            synchronized (sent) {
                sent.write(bytes, from, length);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void disconnect() {}

        byte[] sent() {
            synchronized (sent) {
                return sent.toByteArray();
            }
        }

        String text() {
            return new String(sent(), StandardCharsets.ISO_8859_1);
        }

        /** Of the last frame: two bytes before its reason. */
        int closeCode() {
            byte[] all = sent();
            int reasonBytes = "the dashboard did not read: connect again to go on".length();
            int at = all.length - reasonBytes - 2;
            return (all[at] & 0xff) << 8 | all[at + 1] & 0xff;
        }
    }
}
