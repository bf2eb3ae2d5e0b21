package io.taffrail.controller.quorum;

/** Another set of controllers that vote; one comes or goes at a time. */
public sealed interface VoterChange {

    int id();

    /**
     * The controller must run already, and wait to be added. It votes once it has everything.
     *
     * @param peer where it listens for the other controllers
     */
    record Add(QuorumConfig.Peer peer) implements VoterChange {
        @Override
        public int id() {
            return peer.id();
        }
    }

    /** The controller votes no more; it may be the one that leads, which then leads no more. */
    record Remove(int id) implements VoterChange {}
}
