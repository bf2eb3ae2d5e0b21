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
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that makes the logs of a directory durable, so that loops never wait for a disk. While
 * it is at it, appends gather, and what waits then is done at once, through the {@link Journal}
 * where that pays: the busier the disk, the more appends share a sync. Each loop is told of many
 * logs at once: waking it for each takes as much of a processor as a sync.
 *
 * <p>The queue needs no bound of its own, since each log has at most one sync under way.
 */
public final class GroupCommit implements AutoCloseable {

    private static final long FULL_DISK_RETRY_MS = 1000;

    private final LinkedBlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private final Thread thread;
    private final Journal journal;
    private final JournalSettler settler;
    private final CommitPlan plan;
    private final CommitPace pace = new CommitPace();
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
     * @param observer told how long each sync took
     */
    public GroupCommit(LogDirectory directory, Clock clock, DiskObserver observer) {
        this.clock = clock;
        this.observer = observer;
        journal = directory.journal();
        plan = new CommitPlan(journal.roomBytes());
        String name = String.valueOf(directory.path().getFileName());
        settler = new JournalSettler(name, journal, directory::fail);
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
        List<Job> waiting = new ArrayList<>();
        boolean isOver = false;
        while (!isOver) {
            try {
                waiting.add(jobs.take());
            } catch (InterruptedException e) {
                // Nobody interrupts this thread: it would close the file that is being synced.
                return;
            }
            LockSupport.parkNanos(pace.waitNs(clock.nanoTime()));
            jobs.drainTo(waiting);
            isOver = waiting.removeIf(Stop.class::isInstance);
            if (!waiting.isEmpty()) {
                List<Sync> syncs = waiting.stream().map(Sync.class::cast).toList();
                plan.steps(syncs, Sync::task).forEach(this::take);
            }
            waiting.clear();
        }
    }

    /** Makes the logs durable, and then tells each loop what became of its own. */
    private void take(CommitPlan.Step<Sync> step) {
        List<Sync> syncs = step.syncs();
        List<Runnable> outcomes = step.isShared() ? shared(syncs) : alone(syncs);
        Map<Loop, List<Runnable>> told = new LinkedHashMap<>();
        for (int i = 0; i < outcomes.size(); i++) {
            told.computeIfAbsent(syncs.get(i).loop, loop -> new ArrayList<>()).add(outcomes.get(i));
        }
        told.forEach((loop, those) -> loop.execute(() -> those.forEach(Runnable::run)));
    }

    private List<Runnable> alone(List<Sync> syncs) {
        return syncs.stream().map(this::outcome).toList();
    }

    /** What the loops have to do after one sync for all of them. */
    private List<Runnable> shared(List<Sync> syncs) {
        try {
            long beganNs = clock.nanoTime();
            long bytes = journal.commit(syncs.stream().map(Sync::task).toList());
            if (bytes == 0) {
                return alone(syncs);
            }
            pace.began(beganNs, bytes);
            observer.onSynced(clock.nanoTime() - beganNs);
            settler.afterCommit();
            return syncs.stream().<Runnable>map(sync -> () -> complete(sync)).toList();
        } catch (IOException e) {
            return syncs.stream()
                    .<Runnable>map(sync -> () -> sync.log.failSync(sync.task, e))
                    .toList();
        } catch (RuntimeException | Error bug) {
            return List.of(thrown(bug));
        }
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
            return () -> job.log.failSync(job.task, e);
        } catch (RuntimeException | Error bug) {
            return thrown(bug);
        }
    }

    /** Not to end the thread, where nobody would hear of it and all logs would wait for ever. */
    private static Runnable thrown(Throwable bug) {
        return () -> {
            switch (bug) {
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalStateException(bug);
            }
        };
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
        settler.close();
    }
}
