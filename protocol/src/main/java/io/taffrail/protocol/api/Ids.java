package io.taffrail.protocol.api;

import java.util.UUID;
import org.apache.kafka.common.Uuid;

/** Topic ids as the wire writes them: the same 128 bits under another class. */
public final class Ids {

    private Ids() {}

    public static Uuid wire(UUID id) {
        return new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    public static UUID java(Uuid id) {
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }
}
