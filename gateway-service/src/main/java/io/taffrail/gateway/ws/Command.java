package io.taffrail.gateway.ws;

import io.taffrail.gateway.link.Acks;
import io.taffrail.gateway.produce.NewRecord;
import io.taffrail.gateway.stream.StartPosition;
import io.taffrail.gateway.stream.SubscribeOptions;
import java.util.List;

/** What a client asks for in one frame; {@code id} is its name for the operation, or empty. */
sealed interface Command {

    String id();

    /**
     * @param creditRecords {@link io.taffrail.gateway.stream.Credit#UNLIMITED} when not given
     */
    record Subscribe(String id, SubscribeOptions options, long creditRecords, long creditBytes)
            implements Command {}

    record Grant(String id, long records, long bytes) implements Command {}

    record Seek(String id, StartPosition from) implements Command {}

    record Pause(String id) implements Command {}

    record Resume(String id) implements Command {}

    record Unsubscribe(String id) implements Command {}

    record Produce(String id, String topic, Acks acks, List<NewRecord> records)
            implements Command {}

    record Ping(String id) implements Command {}
}
