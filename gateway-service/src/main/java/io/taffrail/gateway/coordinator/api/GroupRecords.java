package io.taffrail.gateway.coordinator.api;

import io.taffrail.gateway.coordinator.EntryCodec;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.classic.ClassicEntry;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry;
import io.taffrail.gateway.coordinator.group.offsets.OffsetCommitted;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The records of {@code __consumer_offsets} in Kafka's own schemas: a key is its type (int16) and
 * the key message, a value its version (int16) and the value message. Types of other protocols are
 * left alone.
 */
public final class GroupRecords implements EntryCodec<GroupEntry> {

    @Override
    public ByteBuffer key(GroupEntry entry) {
        return switch (entry) {
            case OffsetCommitted offset -> OffsetRecords.key(offset);
            case ClassicEntry classic -> ClassicRecords.key(classic);
            case ConsumerEntry consumer -> ConsumerRecords.key(consumer);
            default -> throw new IllegalArgumentException("no record says " + entry);
        };
    }

    @Override
    public @Nullable ByteBuffer value(GroupEntry entry) {
        return switch (entry) {
            case OffsetCommitted offset -> OffsetRecords.value(offset);
            case ClassicEntry classic -> ClassicRecords.value(classic);
            case ConsumerEntry consumer -> ConsumerRecords.value(consumer);
            default -> throw new IllegalArgumentException("no record says " + entry);
        };
    }

    @Override
    public @Nullable GroupEntry read(ByteBuffer key, @Nullable ByteBuffer value) {
        short type = key.getShort();
        return switch (type) {
            case OffsetRecords.OLD_TYPE, OffsetRecords.TYPE -> OffsetRecords.read(key, value);
            case ClassicRecords.TYPE -> ClassicRecords.read(key, value);
            default -> ConsumerRecords.has(type) ? ConsumerRecords.read(type, key, value) : null;
        };
    }
}
