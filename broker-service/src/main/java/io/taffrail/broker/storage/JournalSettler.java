package io.taffrail.broker.storage;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** The thread that settles a journal's full files, so that commits seldom wait for that. */
final class JournalSettler implements AutoCloseable {

    private final Journal journal;
    private final Consumer<IOException> onFailure;
    private final Semaphore work = new Semaphore(0);
    private final Thread thread;
    private volatile boolean isClosed;

    /**
     * @param name of the directory, for the name of the thread
     * @param onFailure told when the disk fails, on this thread
     */
    JournalSettler(String name, Journal journal, Consumer<IOException> onFailure) {
        this.journal = journal;
        this.onFailure = onFailure;
        thread = Thread.ofPlatform().name("settle-" + name).daemon().start(this::run);
    }

    /** To be called after each commit. */
    void afterCommit() {
        if (journal.isToBeSettled()) {
            work.release();
        }
    }

    private void run() {
        while (!isClosed) {
            work.acquireUninterruptibly();
            work.drainPermits();
            if (!isClosed) {
                try {
                    journal.settle();
                } catch (IOException e) {
                    onFailure.accept(e);
                }
            }
        }
    }

    @Override
    public void close() {
        isClosed = true;
        work.release();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
