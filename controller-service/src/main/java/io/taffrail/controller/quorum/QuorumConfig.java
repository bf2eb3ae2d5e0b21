package io.taffrail.controller.quorum;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who takes part in the metadata log, and where this controller keeps it.
 *
 * @param nodeId this controller's id, which is one of the peers'
 * @param peers every controller, this one too; one peer makes a quorum of one that opens no port
 * @param directory where the log and its snapshots live
 * @param electionTimeoutMs how long followers wait for a leader before they elect another; unused
 *     by a quorum of one
 * @param snapshotEntries after how many commands a snapshot replaces the log before it
 * @param auditMs how often a leader asks the other voters what they really have; unused by a quorum
 *     of one
 */
public record QuorumConfig(
        int nodeId,
        List<Peer> peers,
        Path directory,
        int electionTimeoutMs,
        long snapshotEntries,
        int auditMs) {

    private static final int AUDIT_MS = 5_000;

    /** Where a controller listens for the others. */
    public record Peer(int id, String host, int port) {

        /**
         * @param text as in {@code 2@controller-2.example:9094}
         */
        public static Peer parse(String text) {
            int at = text.indexOf('@');
            int colon = text.lastIndexOf(':');
            try {
                if (at > 0 && colon > at + 1) {
                    return new Peer(
                            Integer.parseInt(text.substring(0, at)),
                            text.substring(at + 1, colon),
                            Integer.parseInt(text.substring(colon + 1)));
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(notAPeer(text), e);
            }
            throw new IllegalArgumentException(notAPeer(text));
        }

        private static String notAPeer(String text) {
            return "controller peer '" + text + "' is not readable: write id@host:port";
        }
    }

    public QuorumConfig {
        peers = List.copyOf(peers);
        Set<Integer> ids = new HashSet<>();
        for (Peer peer : peers) {
            if (!ids.add(peer.id())) {
                throw new IllegalArgumentException(
                        "controller peers name id " + peer.id() + " twice: give each its own");
            }
        }
        if (!ids.contains(nodeId)) {
            throw new IllegalArgumentException(
                    "controller id %d is not among the peers %s: add it there"
                            .formatted(nodeId, ids));
        }
        if (electionTimeoutMs < 100) {
            throw new IllegalArgumentException(
                    "election timeout of %d ms is below 100: raise it, or pauses look like deaths"
                            .formatted(electionTimeoutMs));
        }
        if (snapshotEntries < 1) {
            throw new IllegalArgumentException(
                    "snapshot every %d entries is below 1: raise it".formatted(snapshotEntries));
        }
        if (auditMs < 1) {
            throw new IllegalArgumentException(
                    "audit every %d ms is below 1: raise it".formatted(auditMs));
        }
    }

    public QuorumConfig(
            int nodeId,
            List<Peer> peers,
            Path directory,
            int electionTimeoutMs,
            long snapshotEntries) {
        this(nodeId, peers, directory, electionTimeoutMs, snapshotEntries, AUDIT_MS);
    }

    /** A quorum of one. */
    public static QuorumConfig alone(int nodeId, Path directory) {
        return new QuorumConfig(
                nodeId, List.of(new Peer(nodeId, "localhost", 0)), directory, 1_000, 10_000);
    }

    boolean isAlone() {
        return peers.size() == 1;
    }
}
