package io.taffrail.simulation.storage;

import io.taffrail.broker.storage.BatchValidator;
import io.taffrail.broker.storage.Journal;
import io.taffrail.broker.storage.LogConfig;
import io.taffrail.broker.storage.LogDirectory;
import io.taffrail.broker.storage.LogView;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.broker.storage.PartitionName;
import io.taffrail.simulation.disk.SimDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;

/**
 * What all parts of a run share: the log, the disk below it, the clock, the chance, the model and
 * the marks. A part draws from {@link #random} in an order that is part of what a seed means.
 */
final class Stage {

    static final PartitionName PARTITION = new PartitionName("orders", 0);

    /** So small that it goes round within a run. */
    private static final Journal.Size JOURNAL = new Journal.Size(3, 8 << 10, 8 << 10);

    private static final Path ROOT = Path.of("/data");
    private static final UUID TOPIC_ID = new UUID(1, 2);

    final Random random;
    final SimDisk disk;
    final LogModel model = new LogModel();
    final Producers producers;
    final boolean hasFullDisks;
    final boolean hasFailingSyncs;
    final boolean hasTruncation;
    final boolean hasRetention;

    /** Syncs come one after the other and segments are long, so that the journal fills up. */
    final boolean isSteady;

    private final LogConfig config;
    private final BatchValidator validator = new BatchValidator();
    private final Map<Mark, Integer> marks = new EnumMap<>(Mark.class);

    private LogDirectory directory;
    private PartitionLog log;
    private boolean isDiskFull;
    private int leaderEpoch;
    private long nowMs = 1_000_000;

    Stage(long seed, Function<Random, SimDisk> disks) throws IOException {
        random = new Random(seed);
        disk = disks.apply(new Random(seed ^ 0x5DEECE66DL));
        producers = new Producers(random);
        hasFullDisks = random.nextBoolean();
        hasFailingSyncs = random.nextInt(4) == 0;
        hasTruncation = random.nextInt(3) == 0;
        hasRetention = random.nextBoolean();
        isSteady = random.nextBoolean();
        config =
                LogConfig.DEFAULT
                        .withSegmentBytes((isSteady ? 15_000 : 1500) + random.nextInt(6000))
                        .withIndexIntervalBytes(64 + random.nextInt(600))
                        .withRetention(hasRetention ? 400_000 : -1, hasRetention ? 12_000 : -1);
        open();
    }

    /** As a process does that starts on what the disk has. */
    void open() throws IOException {
        directory = LogDirectory.open(disk, ROOT, 1, "sim", this::newId, failed -> {}, JOURNAL);
        if (directory.replayed().bytes() > 0) {
            mark(Mark.PUT_BACK);
        }
        log = directory.openLog(PARTITION, TOPIC_ID, config, validator);
    }

    private UUID newId() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    LogDirectory directory() {
        return directory;
    }

    PartitionLog log() {
        return log;
    }

    LogView view() {
        return log.view();
    }

    boolean hasFailed() {
        return log.failure() != null;
    }

    long nowMs() {
        return nowMs;
    }

    void passTime() {
        nowMs += random.nextInt(5000);
        disk.nowMs(nowMs);
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    void electLeader() {
        leaderEpoch++;
    }

    boolean isDiskFull() {
        return isDiskFull;
    }

    void fillDisk() {
        isDiskFull = true;
        disk.capacityBytes(disk.usedBytes() + random.nextInt(2000));
    }

    void freeDisk() {
        isDiskFull = false;
        disk.capacityBytes(Long.MAX_VALUE);
    }

    void mark(Mark mark) {
        marks.merge(mark, 1, Integer::sum);
    }

    boolean has(Mark mark) {
        return marks.containsKey(mark);
    }

    Map<Mark, Integer> marks() {
        return marks;
    }
}
