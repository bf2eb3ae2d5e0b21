package io.taffrail.broker.partition;

import io.taffrail.broker.storage.BatchValidator;
import io.taffrail.broker.storage.LogConfig;
import io.taffrail.broker.storage.LogDirectory;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.broker.storage.PartitionName;
import io.taffrail.kernel.disk.Disk;
import io.taffrail.protocol.records.BatchHeader;
import io.taffrail.protocol.records.BatchWriter;
import io.taffrail.protocol.records.Compression;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** A log in a directory of its own, and the batches that tests put there. */
final class TestLog {

    static final long NOW_MS = 1_700_000_000_000L;

    private TestLog() {}

    static PartitionLog open(Path root) throws IOException {
        return LogDirectory.open(Disk.real(), root, 1, "c", UUID::randomUUID, failed -> {})
                .openLog(
                        new PartitionName("orders", 0),
                        UUID.randomUUID(),
                        LogConfig.DEFAULT,
                        new BatchValidator());
    }

    /** As a client sends it. */
    static ByteBuffer batch(int records) {
        var writer = new BatchWriter(Compression.NONE, 1 << 20);
        for (int i = 0; i < records; i++) {
            writer.append(NOW_MS, new byte[1], new byte[10], List.of());
        }
        return writer.build();
    }

    /** One record as an idempotent producer sends it in its first epoch. */
    static ByteBuffer idempotentBatch(long producerId, int sequence) {
        var writer =
                new BatchWriter(Compression.NONE, 1 << 20)
                        .producer(producerId, (short) 0, sequence);
        writer.append(NOW_MS, new byte[1], new byte[10], List.of());
        return writer.build();
    }

    /** As a leader of that epoch numbered it. */
    static ByteBuffer batch(long firstOffset, int records, int leaderEpoch) {
        ByteBuffer batch = batch(records);
        var header = new BatchHeader().wrap(batch, 0);
        header.baseOffset(firstOffset);
        header.partitionLeaderEpoch(leaderEpoch);
        return batch;
    }
}
