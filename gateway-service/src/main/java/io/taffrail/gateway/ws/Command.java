package io.taffrail.gateway.ws;

import io.taffrail.gateway.consume.GroupOptions;
import io.taffrail.gateway.link.Acks;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.produce.NewRecord;
import io.taffrail.gateway.stream.StartPosition;
import io.taffrail.gateway.stream.SubscribeOptions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client asks for in one frame; {@code id} is its name for the operation, or empty. */
sealed interface Command {

    String id();

    /**
     * @param group null for one who reads alone
     * @param creditRecords {@link io.taffrail.gateway.stream.Credit#UNLIMITED} when not given
     */
    record Subscribe(
            String id,
            SubscribeOptions options,
            @Nullable GroupOptions group,
            long creditRecords,
            long creditBytes)
            implements Command {}

    /** The last record of each partition that was processed. */
    record Ack(String id, Map<TopicPartition, Long> lastOffsets) implements Command {}

    record Grant(String id, long records, long bytes) implements Command {}

    record Seek(String id, StartPosition from) implements Command {}

    record Pause(String id) implements Command {}

    record Resume(String id) implements Command {}

    record Unsubscribe(String id) implements Command {}

    record Produce(String id, String topic, Acks acks, List<NewRecord> records)
            implements Command {}

    /**
     * Watches how far a group is behind.
     *
     * @param group null for all groups
     */
    record WatchLag(String id, @Nullable String group) implements Command {}

    record Ping(String id) implements Command {}
}
