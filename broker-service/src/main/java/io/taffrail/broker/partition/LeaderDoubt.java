package io.taffrail.broker.partition;

import io.taffrail.broker.partition.Role.Leader;
import io.taffrail.broker.replication.LeaderState;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.runtime.Loop;
import org.jspecify.annotations.Nullable;

/**
 * Why a leader answers no client though nobody has told it that another leads: the broker was
 * paused, or it is cut off. It changes neither the log nor the epoch, and followers are served all
 * along. On the partition's loop.
 */
final class LeaderDoubt {

    private final PartitionId id;
    private final PartitionPorts ports;
    private final Loop loop;
    private boolean isCutOff;

    LeaderDoubt(PartitionId id, PartitionPorts ports, Loop loop) {
        this.id = id;
        this.ports = ports;
        this.loop = loop;
    }

    /** Whether it was found to be cut off when it looked last. */
    boolean isCutOff() {
        return isCutOff;
    }

    /**
     * Looks at who has been heard.
     *
     * @return whether it is another answer than before
     */
    boolean look(Role role) {
        boolean before = isCutOff;
        isCutOff = role instanceof Leader leader && isCutOff(leader.state());
        return isCutOff != before;
    }

    private boolean isCutOff(LeaderState state) {
        return ports.contacts().isLikelyDeposed(ports.localId(), state.isr());
    }

    /** What is said to clients, who look for the leader and try again; null when all is well. */
    @Nullable Rejected refusal() {
        if (!ports.vigil().isTrusted(loop)) {
            return Vigil.refusal(id);
        }
        return isCutOff
                ? new Rejected(
                        Rejection.NOT_LEADER_OR_FOLLOWER,
                        "this broker hears neither from a controller nor from a follower in the ISR"
                                + " of "
                                + id
                                + ": another is likely to lead by now, which the other brokers know")
                : null;
    }
}
