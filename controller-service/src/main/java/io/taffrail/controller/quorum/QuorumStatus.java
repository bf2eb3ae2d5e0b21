package io.taffrail.controller.quorum;

import java.util.List;

/**
 * How the metadata log stands, as one controller sees it. Indexes name entries, from 1 on.
 *
 * @param leaderId the controller that leads, or -1 while there is none
 * @param term Raft's term, which rises with each election
 * @param appliedIndex the last entry that a majority has and that this controller has applied
 * @param voters every controller that votes
 */
public record QuorumStatus(int leaderId, long term, long appliedIndex, List<Voter> voters) {

    public static final long UNKNOWN = -1;

    public QuorumStatus {
        voters = List.copyOf(voters);
    }

    /**
     * @param host where it listens for the other controllers
     * @param port its port there; 0 for a controller that is alone and opens none
     * @param lastIndex the last entry that it is known to have, or {@link #UNKNOWN}: the leader
     *     knows of all that follow it, the others of themselves
     * @param silentMs since when the leader has not heard from it; 0 for the one that tells, {@link
     *     #UNKNOWN} for whom it does not know
     */
    public record Voter(int id, String host, int port, long lastIndex, long silentMs) {}
}
