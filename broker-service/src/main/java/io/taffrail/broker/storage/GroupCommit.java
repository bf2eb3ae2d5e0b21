package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.DiskFullException;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.Loop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The thread that syncs the logs of a directory, so that loops never wait for a disk. While a log's
 * sync runs, its appends gather, and one further sync makes all of them durable: the busier the
 * disk, the more appends share a sync. Logs that wait are synced in rounds, and each loop is told
 * of a round at once: waking it for each log takes as much of a processor as the sync.
 *
 * <p>The queue needs no bound of its own, since each log has at most one sync under way.
 */
public final class GroupCommit implements AutoCloseable {

    private static final long FULL_DISK_RETRY_MS = 1000;

    /** The first of a round is told of with the last. */
    private static final int ROUND = 8;

    private final LinkedBlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private final Thread thread;
    private final Clock clock;
    private final DiskObserver observer;

    /** Guarded by this: what is begun after the thread was told to stop would never run. */
    private boolean closed;

    private sealed interface Job {}

    private record Sync(PartitionLog log, Loop loop, SyncTask task, Runnable onSynced)
            implements Job {}

    /** The last job; it comes after all that were asked for. */
    private record Stop() implements Job {}

    /**
     * @param name of the directory, for the name of the thread
     * @param observer told how long each sync took
     */
    public GroupCommit(String name, Clock clock, DiskObserver observer) {
        this.clock = clock;
        this.observer = observer;
        thread = Thread.ofPlatform().name("sync-" + name).daemon().start(this::run);
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
                jobs.add(new Sync(log, loop, task, onSynced));
            }
        }
    }

    private void run() {
        List<Job> round = new ArrayList<>(ROUND);
        boolean isOver = false;
        while (!isOver) {
            try {
                round.add(jobs.take());
            } catch (InterruptedException e) {
                // Nobody interrupts this thread: it would close the file that is being synced.
                return;
            }
            jobs.drainTo(round, ROUND - 1);
            isOver = sync(round);
            round.clear();
        }
    }

    /** Syncs, and then tells each loop what became of its logs. Whether the thread is to end. */
    private boolean sync(List<Job> round) {
        boolean isOver = false;
        Map<Loop, List<Runnable>> outcomes = new LinkedHashMap<>();
        for (Job job : round) {
            switch (job) {
                case Sync sync ->
                        outcomes.computeIfAbsent(sync.loop, loop -> new ArrayList<>(ROUND))
                                .add(outcome(sync));
                case Stop _ -> isOver = true;
            }
        }
        outcomes.forEach((loop, told) -> loop.execute(() -> told.forEach(Runnable::run)));
        return isOver;
    }

    /** Syncs one log; what its loop has to do then. */
    private Runnable outcome(Sync job) {
        try {
            long beganNs = clock.nanoTime();
            job.task.run();
            observer.onSynced(clock.nanoTime() - beganNs);
            return () -> complete(job);
        } catch (DiskFullException e) {
            return () -> tryLater(job);
        } catch (IOException e) {
            return () -> job.log.fail(e);
        } catch (RuntimeException | Error bug) {
            // Not to end here, where nobody would hear of it and all logs would wait for ever.
            return () -> {
                throw bug;
            };
        }
    }

    private void complete(Sync job) {
        job.log.completeSync(job.task);
        job.onSynced.run();
        boolean gatheredMore = job.log.config().isSyncedBeforeAck() && job.log.isDirty();
        if (gatheredMore) {
            request(job.log, job.loop, job.onSynced);
        }
    }

    /** Only names and epochs were left to write, and they will fit when somebody makes room. */
    private void tryLater(Sync job) {
        job.log.abandonSync(job.task);
        job.loop.schedule(FULL_DISK_RETRY_MS, () -> request(job.log, job.loop, job.onSynced));
    }

    /** Ends the thread once it has done every sync that was begun: its log waits for it. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            jobs.add(new Stop());
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
