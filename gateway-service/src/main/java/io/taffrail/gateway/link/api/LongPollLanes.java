package io.taffrail.gateway.link.api;

import java.util.BitSet;

/**
 * Connections for fetches that wait. A node answers the requests of one connection in their order,
 * so a fetch that waits for records must have one to itself for so long; which one is free is known
 * here.
 */
final class LongPollLanes {

    private final int firstLane;
    private final BitSet taken = new BitSet();

    LongPollLanes(int firstLane) {
        this.firstLane = firstLane;
    }

    synchronized int take() {
        int free = taken.nextClearBit(0);
        taken.set(free);
        return firstLane + free;
    }

    synchronized void giveBack(int lane) {
        taken.clear(lane - firstLane);
    }
}
