package io.taffrail.controller.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BoundedCloseTest {

    @Test
    void waitsForWhatCloses() throws IOException {
        var closed = new CountDownLatch(1);

        assertThat(BoundedClose.close("log", closed::countDown, Duration.ofSeconds(10))).isTrue();

        assertThat(closed.getCount()).isZero();
    }

    @Test
    void goesOnWithoutWhatNeverComesBack() throws IOException {
        var never = new CountDownLatch(1);

        boolean isClosed =
                BoundedClose.close("log", () -> uninterruptibly(never), Duration.ofMillis(50));

        assertThat(isClosed).isFalse();
        never.countDown();
    }

    @Test
    void passesAFailureOn() {
        assertThatThrownBy(() ->
                        BoundedClose.close(
                                "log",
                                () -> {
                                    throw new IOException("no space left");
                                },
                                Duration.ofSeconds(10)))
                .hasMessageContaining("log closed with a failure")
                .hasRootCauseMessage("no space left");
    }

    private static void uninterruptibly(CountDownLatch latch) {
        boolean isDone = false;
        while (!isDone) {
            try {
                latch.await();
                isDone = true;
            } catch (InterruptedException e) {
                continue;
            }
        }
    }
}
