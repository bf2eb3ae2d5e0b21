package io.taffrail.broker.storage;

import io.taffrail.broker.storage.ReadResult.LogSlice;
import io.taffrail.kernel.disk.Disk;
import io.taffrail.protocol.records.BatchHeader;
import io.taffrail.protocol.records.BatchWriter;
import io.taffrail.protocol.records.Compression;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A log in a directory of its own, and the few things that every test does with one. */
final class LogFixture {

    static final long NOW_MS = 1_700_000_000_000L;

    final Path directory;
    final List<IOException> failures = new ArrayList<>();
    LogConfig config = LogConfig.DEFAULT;
    long recoveryPoint;
    long logStartOffset;
    PartitionLog log;

    LogFixture(Path directory) {
        this.directory = directory;
    }

    PartitionLog open() throws IOException {
        return open(false);
    }

    PartitionLog open(boolean isClean) throws IOException {
        return openOn(Disk.real(), isClean);
    }

    PartitionLog openOn(Disk disk, boolean isClean) throws IOException {
        var start =
                new LogRecovery.Start(
                        disk,
                        directory,
                        config,
                        recoveryPoint,
                        logStartOffset,
                        isClean,
                        offset -> recoveryPoint = Math.min(recoveryPoint, offset));
        log = PartitionLog.open(start, new BatchValidator(), (at, cause) -> failures.add(cause));
        return log;
    }

    static ByteBuffer batch(int records) {
        return batch(records, NOW_MS);
    }

    static ByteBuffer batch(int records, long timestampMs) {
        var writer = new BatchWriter(Compression.NONE, 1 << 20);
        for (int i = 0; i < records; i++) {
            writer.append(timestampMs + i, new byte[] {1}, new byte[100], List.of());
        }
        return writer.build();
    }

    static ByteBuffer idempotent(long producerId, int epoch, int sequence, int records) {
        var writer =
                new BatchWriter(Compression.NONE, 1 << 20)
                        .producer(producerId, (short) epoch, sequence);
        for (int i = 0; i < records; i++) {
            writer.append(NOW_MS, new byte[] {1}, new byte[20], List.of());
        }
        return writer.build();
    }

    AppendResult append(ByteBuffer batch) {
        return append(batch, 0);
    }

    AppendResult append(ByteBuffer batch, int leaderEpoch) {
        return log.append(new AppendRequest(batch, AppendOrigin.CLIENT), leaderEpoch, NOW_MS);
    }

    void sync() throws IOException {
        SyncTask task = log.beginSync();
        if (task != null) {
            task.run();
            log.completeSync(task);
            recoveryPoint = log.view().syncedOffset();
        }
    }

    /** The base offsets of the batches that a read gives. */
    List<Long> read(long startOffset, int maxBytes, long upToOffset, boolean minOneBatch)
            throws IOException {
        var slice = (LogSlice) log.view().read(startOffset, maxBytes, upToOffset, minOneBatch);
        return baseOffsets(slice);
    }

    static List<Long> baseOffsets(LogSlice slice) throws IOException {
        var offsets = new ArrayList<Long>();
        if (slice.isEmpty()) {
            return offsets;
        }
        var bytes = ByteBuffer.allocate(slice.sizeInBytes());
        slice.file().read(bytes, slice.position());
        var header = new BatchHeader();
        for (int at = 0; at < bytes.limit(); at += header.sizeInBytes()) {
            header.wrap(bytes, at);
            offsets.add(header.baseOffset());
        }
        return offsets;
    }

    /** Every batch from the start to the end, read segment by segment. */
    List<Long> readAll() throws IOException {
        var all = new ArrayList<Long>();
        long offset = log.view().logStartOffset();
        while (offset < log.view().endOffset()) {
            List<Long> some = read(offset, Integer.MAX_VALUE, Long.MAX_VALUE, true);
            all.addAll(some);
            var slice = (LogSlice) log.view().read(offset, Integer.MAX_VALUE, Long.MAX_VALUE, true);
            var bytes = ByteBuffer.allocate(slice.sizeInBytes());
            slice.file().read(bytes, slice.position());
            var header = new BatchHeader();
            for (int at = 0; at < bytes.limit(); at += header.sizeInBytes()) {
                offset = header.wrap(bytes, at).nextOffset();
            }
        }
        return all;
    }

    Path file(String name) {
        return directory.resolve(name);
    }
}
