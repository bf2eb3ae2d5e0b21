package io.taffrail.controller.api;

import java.util.UUID;
import org.apache.kafka.common.Uuid;

/** Between the ids of the kernel and those of Kafka's messages: the same bits. */
final class Ids {

    private Ids() {}

    static Uuid wire(UUID id) {
        return new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    static UUID kernel(Uuid id) {
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }
}
