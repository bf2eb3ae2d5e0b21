package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.DiskFullException;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.Loop;
import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The threads that sync logs, so that loops never wait for a disk. While a log's sync runs, its
 * appends gather, and one further sync makes all of them durable: the busier the disk, the more
 * appends share a sync.
 *
 * <p>The queue needs no bound of its own, since each log has at most one sync under way.
 */
public final class GroupCommit implements AutoCloseable {

    private static final long FULL_DISK_RETRY_MS = 1000;

    /** The last job of a thread; it comes after all that were asked for. */
    private static final Runnable STOP = () -> {};

    private final LinkedBlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
    private final Thread[] threads;
    private final Clock clock;
    private final DiskObserver observer;

    /** Guarded by this: what is begun after the threads were told to stop would never run. */
    private boolean closed;

    private record Job(PartitionLog log, Loop loop, SyncTask task, Runnable onSynced) {}

    /**
     * @param name of the directory, for the names of the threads
     * @param threadCount how many logs are synced at once; 2 keep a disk's queue filled
     * @param observer told how long each sync took
     */
    public GroupCommit(String name, int threadCount, Clock clock, DiskObserver observer) {
        this.clock = clock;
        this.observer = observer;
        threads = new Thread[threadCount];
        for (int i = 0; i < threadCount; i++) {
            threads[i] =
                    Thread.ofPlatform().name("sync-" + name + "-" + i).daemon().start(this::run);
        }
    }

    /**
     * Asks for everything in the log to become durable. To be called on the log's loop after
     * appends, as often as convenient.
     *
     * @param onSynced runs on the loop each time that {@link LogView#syncedOffset} has moved
     */
    public void request(PartitionLog log, Loop loop, Runnable onSynced) {
        synchronized (this) {
            // Once closed, whoever closes the log makes it durable.
            SyncTask task = closed ? null : log.beginSync();
            if (task != null) {
                var job = new Job(log, loop, task, onSynced);
                jobs.add(() -> sync(job));
            }
        }
    }

    private void run() {
        while (true) {
            try {
                Runnable job = jobs.take();
                if (job == STOP) {
                    return;
                }
                job.run();
            } catch (InterruptedException e) {
                // Nobody interrupts these threads: it would close the file that is being synced.
                return;
            }
        }
    }

    private void sync(Job job) {
        try {
            long beganNs = clock.nanoTime();
            job.task.run();
            observer.onSynced(clock.nanoTime() - beganNs);
        } catch (DiskFullException e) {
            job.loop.execute(() -> tryLater(job));
            return;
        } catch (IOException e) {
            job.loop.execute(() -> job.log.fail(e));
            return;
        }
        job.loop.execute(() -> complete(job));
    }

    private void complete(Job job) {
        job.log.completeSync(job.task);
        job.onSynced.run();
        boolean gatheredMore = job.log.config().isSyncedBeforeAck() && job.log.isDirty();
        if (gatheredMore) {
            request(job.log, job.loop, job.onSynced);
        }
    }

    /** Only names and epochs were left to write, and they will fit when somebody makes room. */
    private void tryLater(Job job) {
        job.log.abandonSync(job.task);
        job.loop.schedule(FULL_DISK_RETRY_MS, () -> request(job.log, job.loop, job.onSynced));
    }

    /** Ends the threads once they have done every sync that was begun: its log waits for it. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            for (int i = 0; i < threads.length; i++) {
                jobs.add(STOP);
            }
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
