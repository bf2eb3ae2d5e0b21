package io.taffrail.simulation.storage;

import io.taffrail.protocol.records.BatchWriter;
import io.taffrail.protocol.records.Compression;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

/** Those who write: a few idempotent producers, numbered from 0, and some without a number (-1). */
final class Producers {

    static final int COUNT = 3;

    private final Random random;
    private final int[] nextSequence = new int[COUNT];

    Producers(Random random) {
        this.random = random;
    }

    int any() {
        return random.nextInt(COUNT);
    }

    int anyOrNone() {
        return random.nextInt(COUNT + 1) - 1;
    }

    ByteBuffer batch(int producer, int recordCount, long nowMs) {
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

    /** They would find out what was refused or lost; here they go on from what the log has. */
    void recall(LogModel model) {
        for (int producer = 0; producer < COUNT; producer++) {
            nextSequence[producer] = 0;
            for (Stored stored : model.batches()) {
                if (stored.producerId() == producer) {
                    nextSequence[producer] = stored.lastSequence() + 1;
                }
            }
        }
    }
}
