package io.taffrail.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, and a kill that can be heard: wakes whoever waits for records, and keeps the process
 * until it has cleaned up. A member that just died would keep its partitions until its session
 * ends.
 */
final class Interruption implements AutoCloseable {

    private static final long CLEANUP_MS_MAX = 5_000;

    private final CountDownLatch cleanedUp = new CountDownLatch(1);
    private final Thread hook;

    /**
     * @param wake called on another thread
     */
    Interruption(Runnable wake) {
        hook =
                new Thread(
                        () -> {
                            wake.run();
                            awaitCleanup();
                        },
                        "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void awaitCleanup() {
        try {
            boolean isClean = cleanedUp.await(CLEANUP_MS_MAX, TimeUnit.MILLISECONDS);
            if (!isClean) {
                System.err.println("taffrail: gave up leaving the group after 5 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All is cleaned up: the process may end. */
    @Override
    public void close() {
        cleanedUp.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException itIsRunning) {
            return;
        }
    }
}
