package io.taffrail.controller.projection;

import io.taffrail.controller.quorum.MetadataLog;
import io.taffrail.kernel.metadata.MetadataEntry;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.runtime.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/**
 * Carries the log into the database, on a thread of its own, so that a slow disk under the database
 * never slows the log. The queue between them is bounded by events; when it is full, what waits is
 * dropped and the database catches up from the image, and the history says so.
 */
public final class ProjectionTailer implements MetadataLog.Listener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProjectionTailer.class);
    private static final int BATCH_WEIGHT_MAX = 5_000;
    private static final long RETRY_MS = 1_000;

    /**
     * After a write the thread rests for so many times as long, within the bound: thousands of
     * partitions that change their leaders are for the brokers to follow first, and for people to
     * read about later. What changes twice meanwhile is written once.
     */
    private static final int REST_FACTOR = 4;

    private static final long REST_NS_MAX = 3_000_000_000L;

    private final ProjectionWriter writer;
    private final Clock clock;
    private final int queuedEventsMax;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Guarded by the lock.
    private final ArrayDeque<Change> queue = new ArrayDeque<>();
    private int queuedEvents;
    private boolean closed;
    private boolean busy;
    private int waiting;

    public ProjectionTailer(ProjectionWriter writer, Clock clock, int queuedEventsMax) {
        this.writer = writer;
        this.clock = clock;
        this.queuedEventsMax = queuedEventsMax;
        this.thread = Thread.ofPlatform().name("projection").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    @Override
    public void onApplied(MetadataEntry entry, MetadataImage before, MetadataImage after) {
        if (!entry.events().isEmpty()) {
            offer(new Change.Applied(entry, before, after));
        }
    }

    @Override
    public void onSnapshot(MetadataImage image) {
        offer(new Change.Replaced(image));
    }

    @Override
    public void onLeadership(boolean isLeader) {}

    /** Waits until everything told so far is in the database; false when that takes too long. */
    public boolean awaitCaughtUp(long timeoutMs) throws InterruptedException {
        long leftNs = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        lock.lockInterruptibly();
        waiting++;
        changed.signalAll();
        try {
            while (!queue.isEmpty() || busy) {
                if (leftNs <= 0) {
                    return false;
                }
                leftNs = changed.awaitNanos(leftNs);
            }
            return true;
        } finally {
            waiting--;
            lock.unlock();
        }
    }

    /** Writes what waits, within a bound, and stops. */
    @Override
    public void close() throws InterruptedException {
        if (thread.isAlive()) {
            awaitCaughtUp(5_000);
        }
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (thread.isAlive()) {
            thread.join(5_000);
        }
    }

    private void offer(Change change) {
        lock.lock();
        try {
            Change queued = change;
            if (queuedEvents + change.weight() > queuedEventsMax && !queue.isEmpty()) {
                LOG.warn(
                        "the projection is behind by more than {} events: it skips to index {}",
                        queuedEventsMax,
                        change.after().appliedIndex());
                queue.clear();
                queuedEvents = 0;
                queued = new Change.Replaced(change.after());
            }
            queue.addLast(queued);
            queuedEvents += queued.weight();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        List<Change> batch = take();
        while (batch != null) {
            long startedNs = clock.nanoTime();
            write(batch);
            rest(Math.min(REST_NS_MAX, REST_FACTOR * (clock.nanoTime() - startedNs)));
            batch = take();
        }
    }

    /** Not while somebody waits for what is queued. */
    private void rest(long restNs) {
        long leftNs = restNs;
        lock.lock();
        try {
            while (leftNs > 0 && !closed && waiting == 0) {
                leftNs = changed.awaitNanos(leftNs);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /**
     * A failed write is tried again for ever: the log goes on without us, and the queue is bounded.
     */
    private void write(List<Change> batch) {
        boolean written = false;
        boolean hasFailed = false;
        while (!written && !isClosed()) {
            try {
                writer.write(batch, clock.nowMs());
                written = true;
                if (hasFailed) {
                    LOG.info("the projection is written again");
                }
            } catch (RuntimeException failure) {
                if (!hasFailed) {
                    LOG.warn(
                            "the projection cannot be written, and is tried again every {} ms: {}",
                            RETRY_MS,
                            NestedExceptionUtils.getMostSpecificCause(failure).toString());
                }
                hasFailed = true;
                pause();
            }
        }
        lock.lock();
        try {
            busy = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable List<Change> take() {
        lock.lock();
        try {
            while (queue.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            if (closed) {
                return null;
            }
            var batch = new ArrayList<Change>();
            int weight = 0;
            while (!queue.isEmpty()
                    && (batch.isEmpty()
                            || weight + queue.getFirst().weight() <= BATCH_WEIGHT_MAX)) {
                Change change = queue.removeFirst();
                weight += change.weight();
                queuedEvents -= change.weight();
                batch.add(change);
            }
            busy = true;
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void pause() {
        long leftNs = TimeUnit.MILLISECONDS.toNanos(RETRY_MS);
        lock.lock();
        try {
            while (leftNs > 0 && !closed) {
                leftNs = changed.awaitNanos(leftNs);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
