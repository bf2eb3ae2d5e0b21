package io.taffrail.simulation.cluster;

import io.taffrail.broker.partition.LogStore;
import io.taffrail.broker.partition.PartitionId;
import io.taffrail.broker.storage.BatchValidator;
import io.taffrail.broker.storage.Journal;
import io.taffrail.broker.storage.LogConfig;
import io.taffrail.broker.storage.LogDirectory;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.broker.storage.PartitionName;
import io.taffrail.broker.storage.SyncTask;
import io.taffrail.kernel.runtime.Loop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One log directory on a simulated disk. Syncs take a while, during which logs go on growing. */
final class SimLogStore implements LogStore {

    private static final Logger LOG = LoggerFactory.getLogger(SimLogStore.class);
    private static final long RETRY_DELETE_MS = 10;

    private final LogDirectory directory;
    private final Journal journal;
    private final SimProcess process;
    private final Random random;
    private final long syncNsMax;
    private final BatchValidator validator = new BatchValidator();
    private final List<Job> jobs = new ArrayList<>();

    private boolean isFinished;

    private record Job(PartitionLog log, Loop loop, SyncTask task, Runnable onSynced) {}

    SimLogStore(LogDirectory directory, SimProcess process, Random random, long syncNsMax) {
        this.directory = directory;
        this.journal = directory.journal();
        this.process = process;
        this.random = random;
        this.syncNsMax = syncNsMax;
    }

    @Override
    public PartitionLog open(PartitionId id, boolean isNewHere, LogConfig config, Loop loop)
            throws IOException {
        return directory.openLog(nameOf(id), id.topicId(), config, validator);
    }

    @Override
    public long checkpointedHighWatermark(PartitionId id) {
        return directory.checkpointedHighWatermark(nameOf(id));
    }

    @Override
    public void sync(PartitionLog log, Loop loop, Runnable onSynced) {
        // Whoever closes the log makes it durable.
        SyncTask task = isFinished ? null : log.beginSync();
        if (task != null) {
            var job = new Job(log, loop, task, onSynced);
            jobs.add(job);
            process.after(1 + random.nextLong(syncNsMax), () -> run(job));
        }
    }

    private void run(Job job) {
        if (!jobs.remove(job)) {
            return;
        }
        List<Job> together = random.nextBoolean() ? withOthers(job) : List.of(job);
        try {
            if (random.nextInt(4) == 0 || journal.commit(tasksOf(together)) == 0) {
                for (Job each : together) {
                    each.task.run();
                }
            }
            if (random.nextInt(8) == 0) {
                journal.settle();
            }
        } catch (IOException e) {
            together.forEach(each -> each.loop.execute(() -> each.log.failSync(each.task, e)));
            return;
        }
        together.forEach(each -> each.loop.execute(() -> complete(each)));
    }

    /** The others that wait take part. */
    private List<Job> withOthers(Job job) {
        var together = new ArrayList<>(jobs);
        jobs.clear();
        together.addFirst(job);
        return together;
    }

    private static List<SyncTask> tasksOf(List<Job> jobs) {
        return jobs.stream().map(Job::task).toList();
    }

    private void complete(Job job) {
        job.log.completeSync(job.task);
        job.onSynced.run();
        if (job.log.config().isSyncedBeforeAck() && job.log.isDirty()) {
            sync(job.log, job.loop, job.onSynced);
        }
    }

    /** Does at once what was begun, so that logs can be closed. */
    void finish() {
        isFinished = true;
        List.copyOf(jobs).forEach(this::run);
    }

    /** Writes how far logs are durable. */
    void checkpoint(ToLongFunction<PartitionName> highWatermarkOf) {
        try {
            directory.checkpoint(highWatermarkOf);
        } catch (IOException e) {
            LOG.info("the disk fails: {}", e.toString());
        }
    }

    @Override
    public void close(PartitionId id) {
        try {
            directory.closeLog(nameOf(id));
        } catch (IOException e) {
            LOG.info("the disk fails: {}", e.toString());
        }
    }

    @Override
    public void delete(PartitionId id, @Nullable PartitionLog open, Loop loop) {
        if (open != null && open.isSyncing()) {
            loop.schedule(RETRY_DELETE_MS, () -> delete(id, open, loop));
            return;
        }
        if (!id.topicId().equals(directory.topicId(nameOf(id)))) {
            return;
        }
        try {
            directory.deleteLog(nameOf(id));
        } catch (IOException e) {
            LOG.info("the disk fails: {}", e.toString());
        }
    }

    @Override
    public CompletableFuture<List<DirectoryUse>> directories() {
        return CompletableFuture.completedFuture(List.of());
    }

    private static PartitionName nameOf(PartitionId id) {
        return new PartitionName(id.topic(), id.partition());
    }
}
