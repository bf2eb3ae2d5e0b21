package io.taffrail.broker.partition;

import io.taffrail.broker.replication.LeaderState;
import io.taffrail.kernel.fault.Rejected;

/** What this broker is to a partition, at one leader epoch. */
sealed interface Role {

    /** It takes appends and says what is replicated. */
    record Leader(LeaderState state) implements Role {}

    /** Another broker leads. */
    record Follower(int leaderId, int leaderEpoch) implements Role {}

    /** It can do nothing with the partition, for the reason given. */
    record Offline(Rejected reason) implements Role {}
}
