package io.taffrail.protocol.link;

import io.taffrail.protocol.client.NodeAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The controllers in the order in which a node tries them, and for how many heartbeats it waits for
 * each. On the link's loop, but for {@link #current}.
 */
final class ControllerRota {

    /**
     * A controller that owes a serving node an answer for so long is given up. Its successor gives
     * each node a session, four heartbeats from when it begins to lead, to be found.
     */
    private static final int TO_ANSWER = 3;

    /** It would hold a serving node up each time that it comes round. */
    private static final int OF_THE_SILENT = 1;

    /**
     * To let a node in or out, a controller agrees with the others first, and may have thousands of
     * partitions to change. Nobody misses the node meanwhile.
     */
    private static final int TO_DECIDE = 10;

    private final List<NodeAddress> all;

    /** Those that have not answered when they were asked last. */
    private final Set<NodeAddress> silent = new HashSet<>();

    private int turn;
    private volatile NodeAddress current;

    ControllerRota(List<NodeAddress> all) {
        this.all = all;
        this.current = all.getFirst();
    }

    /** The one that is asked now, or was asked last. Any thread. */
    NodeAddress current() {
        return current;
    }

    /** Begins to ask the one whose turn it is. */
    void begin() {
        current = all.get(Math.floorMod(turn, all.size()));
    }

    /** The one after it has its turn when somebody begins to ask again. */
    void pass() {
        turn++;
    }

    /** Notes whether the present one has answered. */
    void note(boolean hasAnswered) {
        if (hasAnswered) {
            silent.remove(current);
        } else {
            silent.add(current);
        }
    }

    /**
     * @param isServing whether the node was let serve when a controller answered last
     */
    int heartbeatsToRegister(boolean isServing) {
        return isServing && silent.contains(current) ? OF_THE_SILENT : TO_DECIDE;
    }

    /**
     * @param mayWait whether the node waits to be let in or out
     */
    static int heartbeatsToAnswer(boolean mayWait) {
        return mayWait ? TO_DECIDE : TO_ANSWER;
    }
}
