package io.taffrail.simulation.storage;

import io.taffrail.broker.storage.AppendOrigin;
import io.taffrail.broker.storage.AppendRequest;
import io.taffrail.broker.storage.AppendResult;
import io.taffrail.broker.storage.AppendResult.Appended;
import io.taffrail.broker.storage.AppendResult.Refused;
import io.taffrail.broker.storage.BatchValidator;
import io.taffrail.broker.storage.LogConfig;
import io.taffrail.broker.storage.LogDirectory;
import io.taffrail.broker.storage.LogView;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.broker.storage.PartitionName;
import io.taffrail.broker.storage.ReadResult.LogSlice;
import io.taffrail.broker.storage.ReadResult.OutOfRange;
import io.taffrail.broker.storage.SyncTask;
import io.taffrail.kernel.disk.DiskFullException;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.records.BatchHeader;
import io.taffrail.protocol.records.BatchWriter;
import io.taffrail.protocol.records.Compression;
import io.taffrail.simulation.disk.SimDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One partition log on a simulated disk, driven by a seed through appends, syncs, crashes, full
 * disks, failing syncs, truncation and retention, next to a model that is a plain list of batches.
 * After each step, and above all after each recovery, the log must be what the model allows.
 */
final class StorageSimulation {

    /** Paths that a swarm must have taken to have tested anything. */
    enum Mark {
        CRASH,
        KILLED,
        FILE_LOST,
        FOLLOWED,
        FOLLOWED_A_CUT_BATCH,
        RECORDS_DELETED,
        STARTED_ANEW,
        TORN_TAIL_CUT,
        UNSYNCED_LOST,
        UNSYNCED_KEPT,
        DUPLICATE_ANSWERED,
        DUPLICATE_ANSWERED_AFTER_RECOVERY,
        DISK_FULL,
        APPEND_AFTER_FULL,
        SYNC_FAILED,
        RETENTION_DELETED,
        TRUNCATED,
        CLEAN_RESTART,
        SEGMENT_ROLLED,
        APPEND_DURING_SYNC
    }

    /** What the model calls broken. */
    static final class Violation extends AssertionError {
        private static final long serialVersionUID = 1L;

        Violation(String message) {
            super(message);
        }
    }

    /** A batch as the log stored it. */
    private record Stored(
            long firstOffset,
            long lastOffset,
            byte[] bytes,
            long producerId,
            int firstSequence,
            int lastSequence,
            long maxTimestamp) {}

    private static final Path ROOT = Path.of("/data");
    private static final PartitionName PARTITION = new PartitionName("orders", 0);
    private static final UUID TOPIC_ID = new UUID(1, 2);
    private static final int PRODUCERS = 3;
    private static final int STEPS = 120;

    private final Random random;
    private final SimDisk disk;
    private final LogConfig config;
    private final BatchValidator validator = new BatchValidator();
    private final Map<Mark, Integer> marks = new EnumMap<>(Mark.class);
    private final boolean hasFullDisks;
    private final boolean hasFailingSyncs;
    private final boolean hasTruncation;
    private final boolean hasRetention;

    private LogDirectory directory;
    private PartitionLog log;
    private @Nullable SyncTask running;
    private boolean isTaskDone;
    private boolean isDiskFull;
    private int leaderEpoch;
    private long nowMs = 1_000_000;

    // The model: everything that was ever appended and neither lost nor cut, in order.
    private final ArrayList<Stored> model = new ArrayList<>();
    private long modelSynced;

    /** Where the log began when it was last emptied. */
    private long modelBase;

    /** No record before it may ever be shown again. */
    private long durableStart;

    /** Refused with their bytes perhaps on the disk already: these may come back after a crash. */
    private final ArrayList<Stored> takenBack = new ArrayList<>();

    private final int[] nextSequence = new int[PRODUCERS];

    StorageSimulation(long seed, Function<Random, SimDisk> disks) throws IOException {
        random = new Random(seed);
        disk = disks.apply(new Random(seed ^ 0x5DEECE66DL));
        hasFullDisks = random.nextBoolean();
        hasFailingSyncs = random.nextInt(4) == 0;
        hasTruncation = random.nextInt(3) == 0;
        hasRetention = random.nextBoolean();
        config =
                LogConfig.DEFAULT
                        .withSegmentBytes(1500 + random.nextInt(6000))
                        .withIndexIntervalBytes(64 + random.nextInt(600))
                        .withRetention(hasRetention ? 400_000 : -1, hasRetention ? 12_000 : -1);
        open();
    }

    Map<Mark, Integer> run() throws IOException {
        for (int step = 0; step < STEPS; step++) {
            step();
            checkBounds();
        }
        isDiskFull = false;
        disk.capacityBytes(Long.MAX_VALUE);
        crash();
        append();
        syncAll();
        checkWhole();
        return marks;
    }

    private void step() throws IOException {
        nowMs += random.nextInt(5000);
        disk.nowMs(nowMs);
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4 -> append();
            case 5 -> appendAsFollower();
            case 6 -> deleteRecords();
            case 7, 8 -> beginSync();
            case 9, 10 -> runSync();
            case 11, 12 -> completeSync();
            case 13 -> retryOldBatch();
            case 14 -> checkRead();
            case 15 -> checkTimestampLookup();
            case 16 -> checkpoint();
            case 17 -> disturbDisk();
            case 18 -> crashOrRestart();
            default -> trim();
        }
    }

    private void mark(Mark mark) {
        marks.merge(mark, 1, Integer::sum);
    }

    private void open() throws IOException {
        directory = LogDirectory.open(disk, ROOT, 1, "sim", this::newId, failed -> {});
        log = directory.openLog(PARTITION, TOPIC_ID, config, validator);
        running = null;
    }

    private UUID newId() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    // --- appending

    private void append() throws IOException {
        if (random.nextInt(10) == 0) {
            leaderEpoch++;
        }
        int count = 1 + random.nextInt(4);
        var requests = new ArrayList<AppendRequest>();
        int[] producers = new int[count];
        int[] recordCounts = new int[count];
        int[] sequencesBefore = nextSequence.clone();
        for (int i = 0; i < count; i++) {
            producers[i] = random.nextInt(PRODUCERS + 1) - 1;
            recordCounts[i] = 1 + random.nextInt(5);
            requests.add(
                    new AppendRequest(batch(producers[i], recordCounts[i]), AppendOrigin.CLIENT));
        }
        if (running != null && !isTaskDone) {
            mark(Mark.APPEND_DURING_SYNC);
        }
        int segmentsBefore = log.view().segmentCount();
        AppendResult[] results = log.appendAll(requests, leaderEpoch, nowMs);
        boolean isRefused = false;
        for (int i = 0; i < count; i++) {
            isRefused |= results[i] instanceof Refused;
            settle(results[i], requests.get(i).batches());
        }
        if (isRefused) {
            // The producers would find out; here they go on from what the log has.
            System.arraycopy(sequencesBefore, 0, nextSequence, 0, PRODUCERS);
            recallSequences();
        } else if (marks.containsKey(Mark.DISK_FULL)) {
            mark(Mark.APPEND_AFTER_FULL);
        }
        if (log.view().segmentCount() > segmentsBefore) {
            mark(Mark.SEGMENT_ROLLED);
        }
    }

    /** As it comes from a leader: numbered, several at once, and the last perhaps cut off. */
    private void appendAsFollower() throws IOException {
        if (log.failure() != null) {
            return;
        }
        offerWhatAFollowerMustRefuse();
        if (random.nextInt(5) == 0) {
            leaderEpoch++;
        }
        int[] sequencesBefore = nextSequence.clone();
        var batches = new ArrayList<ByteBuffer>();
        var fetched = ByteBuffer.allocate(64 * 1024);
        long offset = modelEnd();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            int recordCount = 1 + random.nextInt(5);
            ByteBuffer batch = batch(random.nextInt(PRODUCERS + 1) - 1, recordCount);
            var header = new BatchHeader().wrap(batch, 0);
            header.baseOffset(offset);
            header.partitionLeaderEpoch(leaderEpoch);
            offset += recordCount;
            batches.add(batch);
            fetched.put(batch.duplicate());
        }
        if (random.nextInt(3) == 0) {
            fetched.position(fetched.position() - 1 - random.nextInt(50));
            batches.removeLast();
            mark(Mark.FOLLOWED_A_CUT_BATCH);
        }
        AppendResult result = log.appendAsFollower(fetched.flip(), nowMs);
        long end = log.view().endOffset();
        for (ByteBuffer batch : batches) {
            Stored sent = stored(Arrays.copyOf(batch.array(), batch.limit()));
            // On a full disk the first ones may have gone in before a roll, and the rest not.
            if (sent.lastOffset < end) {
                model.add(sent);
            } else {
                takenBack.add(sent);
            }
        }
        require(end == modelEnd(), "a follower's log ends at " + end + ", not at " + modelEnd());
        if (result instanceof Refused refused) {
            require(isDiskFull || log.failure() != null, "a follower was refused: " + refused);
        } else {
            require(batches.isEmpty() || end > batchOffset(batches), "nothing was taken");
            mark(Mark.FOLLOWED);
        }
        System.arraycopy(sequencesBefore, 0, nextSequence, 0, PRODUCERS);
        recallSequences();
    }

    /** What it has already, or bytes that were damaged on their way. */
    private void offerWhatAFollowerMustRefuse() {
        if (model.isEmpty()) {
            return;
        }
        byte[] bytes = model.getLast().bytes.clone();
        boolean isDamaged = random.nextBoolean();
        if (isDamaged) {
            bytes[bytes.length - 1] ^= 1;
        }
        long end = log.view().endOffset();
        AppendResult result = log.appendAsFollower(ByteBuffer.wrap(bytes), nowMs);
        Rejection expected = isDamaged ? Rejection.CORRUPT_MESSAGE : Rejection.OFFSET_OUT_OF_RANGE;
        require(
                result instanceof Refused refused && refused.rejected().reason() == expected,
                "a follower was given what it must refuse, and said " + result);
        require(log.view().endOffset() == end, "a follower took what it refused");
    }

    private static long batchOffset(List<ByteBuffer> batches) {
        return new BatchHeader().wrap(batches.getLast(), 0).baseOffset();
    }

    private ByteBuffer batch(int producer, int recordCount) {
        Compression compression =
                random.nextInt(6) == 0 ? Compression.values()[random.nextInt(5)] : Compression.NONE;
        var writer = new BatchWriter(compression, 1 << 20);
        if (producer >= 0) {
            writer.producer(producer, (short) 0, nextSequence[producer]);
            nextSequence[producer] += recordCount;
        }
        for (int i = 0; i < recordCount; i++) {
            byte[] value = new byte[random.nextInt(200)];
            random.nextBytes(value);
            long timestamp = nowMs - random.nextInt(20_000);
            writer.append(timestamp, new byte[] {(byte) producer}, value, List.of());
        }
        return writer.build();
    }

    private void settle(AppendResult result, ByteBuffer batch) {
        switch (result) {
            case Appended appended -> {
                require(!appended.isDuplicate(), "a new batch was taken for a duplicate");
                require(
                        appended.firstOffset() == modelEnd(),
                        "appended at " + appended.firstOffset() + ", not at " + modelEnd());
                remember(Arrays.copyOf(batch.array(), batch.limit()));
            }
            case Refused refused -> {
                Rejection reason = refused.rejected().reason();
                boolean isFailed = log.failure() != null;
                boolean isFollowUp = reason == Rejection.OUT_OF_ORDER_SEQUENCE_NUMBER;
                require(
                        isFailed
                                || isDiskFull
                                        && (reason == Rejection.KAFKA_STORAGE_ERROR || isFollowUp),
                        "refused on a healthy disk: " + refused);
                if (!isFailed) {
                    mark(Mark.DISK_FULL);
                }
                // The client has an error, not a promise: a crash may bring the batch back.
                takenBack.add(stored(Arrays.copyOf(batch.array(), batch.limit())));
            }
        }
    }

    private void remember(byte[] bytes) {
        Stored added = stored(bytes);
        for (int i = model.size() - 1; i >= 0 && added.producerId >= 0; i--) {
            if (model.get(i).producerId == added.producerId) {
                // A log that has deleted all of a producer's records may have forgotten it.
                boolean isRemembered = model.get(i).firstOffset >= log.view().logStartOffset();
                require(
                        !isRemembered || added.firstSequence == model.get(i).lastSequence + 1,
                        "sequence "
                                + added.firstSequence
                                + " was taken after "
                                + model.get(i).lastSequence);
                break;
            }
        }
        model.add(added);
    }

    private static Stored stored(byte[] bytes) {
        var header = new BatchHeader().wrap(ByteBuffer.wrap(bytes), 0);
        return new Stored(
                header.baseOffset(),
                header.lastOffset(),
                bytes,
                header.producerId(),
                header.baseSequence(),
                header.lastSequence(),
                header.maxTimestamp());
    }

    private long modelEnd() {
        return model.isEmpty() ? modelBase : model.get(model.size() - 1).lastOffset + 1;
    }

    private void recallSequences() {
        for (int producer = 0; producer < PRODUCERS; producer++) {
            nextSequence[producer] = 0;
            for (Stored stored : model) {
                if (stored.producerId == producer) {
                    nextSequence[producer] = stored.lastSequence + 1;
                }
            }
        }
    }

    /** One of the producer's last five batches again: the log must know it. */
    private void retryOldBatch() {
        retry(random.nextInt(PRODUCERS), false);
    }

    private void retry(int producer, boolean isAfterRecovery) {
        List<Stored> mine = model.stream().filter(each -> each.producerId == producer).toList();
        if (mine.isEmpty() || log.failure() != null) {
            return;
        }
        int back = random.nextInt(Math.min(5, mine.size()));
        Stored old = mine.get(mine.size() - 1 - back);
        if (old.firstOffset < log.view().logStartOffset()) {
            return;
        }
        var request = new AppendRequest(ByteBuffer.wrap(old.bytes.clone()), AppendOrigin.CLIENT);
        AppendResult result = log.append(request, leaderEpoch, nowMs);
        require(
                result instanceof Appended again
                        && again.isDuplicate()
                        && again.firstOffset() == old.firstOffset
                        && again.lastOffset() == old.lastOffset,
                "a retry of offsets "
                        + old.firstOffset
                        + " to "
                        + old.lastOffset
                        + " gave "
                        + result);
        mark(isAfterRecovery ? Mark.DUPLICATE_ANSWERED_AFTER_RECOVERY : Mark.DUPLICATE_ANSWERED);
    }

    // --- syncing

    private void beginSync() {
        if (running == null) {
            running = log.beginSync();
            isTaskDone = false;
        }
    }

    private void runSync() {
        if (running != null && !isTaskDone) {
            try {
                running.run();
                isTaskDone = true;
            } catch (DiskFullException e) {
                log.abandonSync(running);
                running = null;
            } catch (IOException e) {
                log.fail(e);
                running = null;
                mark(Mark.SYNC_FAILED);
            }
        }
    }

    private void completeSync() {
        if (running != null && isTaskDone && log.failure() == null) {
            log.completeSync(running);
            running = null;
            modelSynced = Math.max(modelSynced, log.view().syncedOffset());
        }
    }

    private void syncAll() {
        runSync();
        completeSync();
        beginSync();
        runSync();
        completeSync();
    }

    private void checkpoint() {
        try {
            directory.checkpoint(name -> -1);
            boolean isWritten = !isDiskFull && !directory.isOffline();
            durableStart = isWritten ? log.view().logStartOffset() : durableStart;
        } catch (IOException e) {
            require(directory.isOffline(), "a checkpoint failed and the directory serves on");
            log.fail(e);
            running = null;
            mark(Mark.SYNC_FAILED);
        }
    }

    // --- disturbing

    private void disturbDisk() {
        if (isDiskFull) {
            isDiskFull = false;
            disk.capacityBytes(Long.MAX_VALUE);
        } else if (hasFullDisks) {
            isDiskFull = true;
            disk.capacityBytes(disk.usedBytes() + random.nextInt(2000));
        }
        if (hasFailingSyncs && random.nextInt(3) == 0) {
            disk.failSyncAfter(random.nextInt(4));
        }
    }

    private void crashOrRestart() throws IOException {
        if (random.nextInt(3) == 0 && log.failure() == null && running == null && !isDiskFull) {
            restartCleanly();
        } else if (random.nextInt(2) == 0 || log.failure() != null) {
            crash();
        }
    }

    private void restartCleanly() throws IOException {
        disk.failSyncAfter(-1);
        directory.closeLog(PARTITION);
        directory.close(name -> -1);
        if (random.nextBoolean()) {
            disk.crash();
        }
        loseAFile();
        long end = modelEnd();
        open();
        require(log.recoveryReport().wasClean(), "a clean close was not seen as one");
        require(log.view().endOffset() == end, "a clean restart ends at " + log.view().endOffset());
        modelSynced = end;
        mark(Mark.CLEAN_RESTART);
        checkRecovered();
    }

    /** Power is lost, or only the process is killed and the page cache survives it. */
    private void crash() throws IOException {
        isDiskFull = false;
        disk.capacityBytes(Long.MAX_VALUE);
        boolean isKill = log.failure() == null && random.nextInt(3) == 0;
        if (isKill) {
            disk.failSyncAfter(-1);
            mark(Mark.KILLED);
        } else {
            disk.crash();
            mark(Mark.CRASH);
        }
        loseAFile();
        long endBefore = modelEnd();
        open();
        if (log.recoveryReport().bytesCut() > 0) {
            mark(Mark.TORN_TAIL_CUT);
        }
        long end = log.view().endOffset();
        require(
                !isKill || end >= endBefore,
                "a kill took what was written after " + end + " up to " + endBefore);
        require(
                end >= modelSynced,
                "recovered to "
                        + end
                        + ", and "
                        + modelSynced
                        + " was synced; "
                        + log.recoveryReport().describe());
        if (end < endBefore) {
            mark(Mark.UNSYNCED_LOST);
        } else if (modelSynced < end) {
            mark(Mark.UNSYNCED_KEPT);
        }
        adoptTail(modelSynced, end);
        if (model.isEmpty()) {
            // A fresh start whose sync failed has taken effect all the same, or has not.
            modelBase = end;
        }
        if (!isKill) {
            // What came back is in the model now, and the rest is gone from the disk.
            takenBack.clear();
        }
        modelSynced = end;
        checkRecovered();
    }

    /** Somebody deletes an index or the epochs, which the batches can tell again. */
    private void loseAFile() throws IOException {
        List<Path> derived =
                disk.allFiles().stream()
                        .filter(each ->
                                each.toString().endsWith("index")
                                        || each.endsWith("leader-epoch-checkpoint"))
                        .toList();
        if (random.nextInt(4) == 0 && !derived.isEmpty()) {
            disk.delete(derived.get(random.nextInt(derived.size())));
            mark(Mark.FILE_LOST);
        }
    }

    /** Beyond what was synced, each batch must be one that was written or one that was refused. */
    private void adoptTail(long from, long end) throws IOException {
        var written = List.copyOf(model);
        model.removeIf(stored -> stored.firstOffset >= from);
        long offset = Math.max(from, log.view().logStartOffset());
        while (offset < end) {
            byte[] bytes = batchAt(offset);
            Stored found = stored(bytes);
            boolean isKnown =
                    written.stream().anyMatch(each -> Arrays.equals(each.bytes, bytes))
                            || takenBack.stream()
                                    .anyMatch(each -> Arrays.equals(each.bytes, bytes));
            require(isKnown, "offset " + offset + " has a batch that nobody sent");
            require(found.firstOffset == offset, "a gap at offset " + offset);
            model.add(found);
            offset = found.lastOffset + 1;
        }
    }

    private byte[] batchAt(long offset) throws IOException {
        if (log.view().read(offset, 1, Long.MAX_VALUE, true) instanceof LogSlice slice
                && slice.file() != null) {
            byte[] bytes = new byte[slice.sizeInBytes()];
            slice.file().read(ByteBuffer.wrap(bytes), slice.position());
            return bytes;
        }
        throw new Violation("nothing to read at offset " + offset);
    }

    private void checkRecovered() throws IOException {
        long start = log.view().logStartOffset();
        require(start >= durableStart, "starts at " + start + ", which was deleted for good");
        recallSequences();
        checkWhole();
        for (int producer = 0; producer < PRODUCERS; producer++) {
            retry(producer, true);
        }
    }

    private void trim() throws IOException {
        if (log.failure() != null) {
            return;
        }
        if (hasTruncation && random.nextInt(2) == 0 && !model.isEmpty() && !isDiskFull) {
            if (random.nextInt(4) == 0) {
                startAnew();
            } else {
                truncate();
            }
        } else if (hasRetention) {
            long startBefore = log.view().logStartOffset();
            log.maintain(log.view().syncedOffset(), Long.MAX_VALUE, nowMs);
            if (log.view().logStartOffset() > startBefore) {
                mark(Mark.RETENTION_DELETED);
            }
        }
    }

    /** As DeleteRecords asks, at a boundary of batches. */
    private void deleteRecords() {
        long start = log.view().logStartOffset();
        List<Stored> durable =
                model.stream()
                        .filter(each -> each.firstOffset > start && each.firstOffset <= modelSynced)
                        .toList();
        if (log.failure() != null || durable.isEmpty() || random.nextInt(3) != 0) {
            return;
        }
        long offset = durable.get(random.nextInt(durable.size())).firstOffset;
        log.deleteRecordsBefore(offset);
        require(log.view().logStartOffset() == offset, "the log did not begin at " + offset);
        mark(Mark.RECORDS_DELETED);
    }

    /** A follower that was away for so long that its leader has nothing older to give. */
    private void startAnew() throws IOException {
        syncAll();
        if (log.failure() != null) {
            return;
        }
        takenBack.addAll(model);
        long offset = modelEnd() + random.nextInt(1000);
        try {
            log.truncateFullyAndStartAt(offset, nowMs);
        } catch (IOException e) {
            require(log.failure() != null, "a cut failed and the log goes on");
            modelSynced = 0;
            mark(Mark.SYNC_FAILED);
            return;
        }
        model.clear();
        modelBase = offset;
        modelSynced = offset;
        recallSequences();
        leaderEpoch++;
        mark(Mark.STARTED_ANEW);
        checkBounds();
        require(log.view().logStartOffset() == offset, "the log did not begin at " + offset);
    }

    private void truncate() throws IOException {
        syncAll();
        if (log.failure() != null) {
            return;
        }
        long start = log.view().logStartOffset();
        long offset = start + random.nextInt((int) (modelEnd() - start) + 1);
        // A crash before the cut is synced brings the old tail back, which replication expects.
        takenBack.addAll(model);
        boolean isCut = true;
        try {
            log.truncateTo(offset, nowMs);
        } catch (IOException e) {
            require(log.failure() != null, "a cut failed and the log goes on");
            isCut = false;
        }
        model.removeIf(stored -> stored.lastOffset >= offset);
        modelSynced = Math.min(modelSynced, modelEnd());
        if (!isCut) {
            mark(Mark.SYNC_FAILED);
            return;
        }
        recallSequences();
        leaderEpoch++;
        mark(Mark.TRUNCATED);
        checkBounds();
        if (random.nextBoolean()) {
            syncAll();
        }
    }

    // --- checking

    private void checkBounds() {
        LogView view = log.view();
        if (log.failure() == null) {
            require(
                    view.endOffset() == modelEnd(),
                    "the view ends at " + view.endOffset() + ", the model at " + modelEnd());
        }
        require(view.syncedOffset() <= view.endOffset(), "synced beyond the end");
    }

    private void checkRead() throws IOException {
        if (log.failure() != null) {
            return;
        }
        LogView view = log.view();
        long span = view.endOffset() - view.logStartOffset();
        long from = view.logStartOffset() + (span == 0 ? 0 : random.nextInt((int) span));
        long upTo = from + (span == 0 ? 0 : random.nextInt((int) span + 1));
        int maxBytes = 1 + random.nextInt(3000);
        if (view.read(from, maxBytes, upTo, random.nextBoolean()) instanceof LogSlice slice) {
            if (!slice.isEmpty()) {
                checkSlice(slice, from, upTo, maxBytes);
            }
        } else {
            throw new Violation("reading offset " + from + " within the log is out of range");
        }
        require(
                view.read(view.endOffset() + 1, 10, Long.MAX_VALUE, true) instanceof OutOfRange,
                "reading beyond the end is not out of range");
    }

    private long checkSlice(LogSlice slice, long from, long upTo, int maxBytes) throws IOException {
        var bytes = ByteBuffer.allocate(slice.sizeInBytes());
        slice.file().read(bytes, slice.position());
        bytes.flip();
        require(bytes.limit() == slice.sizeInBytes(), "a slice reaches beyond its file");
        var header = new BatchHeader();
        int count = 0;
        long next = -1;
        for (int at = 0; at < bytes.limit(); at += header.sizeInBytes()) {
            header.wrap(bytes, at);
            Stored stored = storedAt(header.baseOffset());
            byte[] read = new byte[header.sizeInBytes()];
            bytes.get(at, read);
            require(
                    Arrays.equals(read, stored.bytes),
                    "the batch at offset " + stored.firstOffset + " has other bytes");
            require(stored.lastOffset < upTo, "read " + stored.lastOffset + " beyond " + upTo);
            require(
                    count > 0 || stored.firstOffset <= from && from <= stored.lastOffset,
                    "reading " + from + " began at " + stored.firstOffset);
            require(count == 0 || stored.firstOffset == next, "a gap before " + stored.firstOffset);
            next = stored.lastOffset + 1;
            count++;
        }
        require(count == 1 || slice.sizeInBytes() <= maxBytes, "more than was asked for");
        return next;
    }

    private Stored storedAt(long firstOffset) {
        for (Stored stored : model) {
            if (stored.firstOffset == firstOffset) {
                return stored;
            }
        }
        throw new Violation("the log has a batch at offset " + firstOffset + " that nobody wrote");
    }

    /** Every batch of the model from the log's start on must be there. */
    private void checkWhole() throws IOException {
        LogView view = log.view();
        long offset = view.logStartOffset();
        while (offset < view.endOffset()) {
            if (view.read(offset, 1 + random.nextInt(4000), view.endOffset(), true)
                            instanceof LogSlice slice
                    && !slice.isEmpty()) {
                offset = checkSlice(slice, offset, view.endOffset(), Integer.MAX_VALUE);
            } else {
                throw new Violation("nothing to read at offset " + offset + " of a whole log");
            }
        }
        require(offset == modelEnd(), "the log ends at " + offset);
        checkEpochs(view);
        checkTimestampLookup();
    }

    private void checkEpochs(LogView view) {
        for (Stored stored : model) {
            if (stored.firstOffset >= view.logStartOffset()) {
                int epoch =
                        new BatchHeader()
                                .wrap(ByteBuffer.wrap(stored.bytes), 0)
                                .partitionLeaderEpoch();
                require(
                        view.leaderEpochs().epochOf(stored.firstOffset) == epoch,
                        "offset "
                                + stored.firstOffset
                                + " is of epoch "
                                + epoch
                                + ", and the log says "
                                + view.leaderEpochs());
            }
        }
    }

    private void checkTimestampLookup() throws IOException {
        if (log.failure() != null) {
            return;
        }
        LogView view = log.view();
        long timestamp = nowMs - random.nextInt(400_000);
        var found = view.lookupByTimestamp(timestamp);
        Stored expected = null;
        for (Stored stored : model) {
            if (stored.maxTimestamp >= timestamp && stored.firstOffset >= view.logStartOffset()) {
                expected = stored;
                break;
            }
        }
        if (expected == null) {
            require(found == null, "found " + found + " for a time after all records");
        } else {
            require(
                    found != null
                            && found.timestamp() >= timestamp
                            && found.offset() >= expected.firstOffset
                            && found.offset() <= expected.lastOffset,
                    "time "
                            + timestamp
                            + " gave "
                            + found
                            + ", not a record of "
                            + expected.firstOffset
                            + " to "
                            + expected.lastOffset);
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new Violation(message);
        }
    }
}
