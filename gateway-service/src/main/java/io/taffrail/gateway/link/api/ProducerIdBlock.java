package io.taffrail.gateway.link.api;

import org.jspecify.annotations.Nullable;

/** The producer ids that the controller gave this gateway and nobody has taken yet. */
final class ProducerIdBlock {

    private long next;
    private long end;

    synchronized @Nullable Long take() {
        return next < end ? next++ : null;
    }

    /** Takes in a new block, and its first id out at once. */
    synchronized long refill(long first, int count) {
        next = first + 1;
        end = first + count;
        return first;
    }
}
