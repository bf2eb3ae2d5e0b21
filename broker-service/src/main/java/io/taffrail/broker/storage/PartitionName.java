package io.taffrail.broker.storage;

import org.jspecify.annotations.Nullable;

/** A topic and a partition, which together name a directory: {@code orders-0}. */
public record PartitionName(String topic, int partition) {

    public String directoryName() {
        return topic + "-" + partition;
    }

    /** The partition that a directory belongs to, or null when it is none of a partition. */
    public static @Nullable PartitionName ofDirectory(String name) {
        int dash = name.lastIndexOf('-');
        if (dash <= 0) {
            return null;
        }
        try {
            int partition = Integer.parseInt(name, dash + 1, name.length(), 10);
            return partition < 0 ? null : new PartitionName(name.substring(0, dash), partition);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return directoryName();
    }
}
