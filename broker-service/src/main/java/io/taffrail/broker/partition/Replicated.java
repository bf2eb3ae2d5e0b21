package io.taffrail.broker.partition;

import io.taffrail.broker.replication.ReplicaPosition;

/** What became of a leader's answer, and so when the follower asks again. */
public sealed interface Replicated {

    /** It is on the disk; go on from there. */
    record UpTo(ReplicaPosition next) implements Replicated {}

    /** It could not be used: ask again from there, after a while. */
    record TryLater(ReplicaPosition next, String why) implements Replicated {}

    /** This broker does not follow in that epoch: not yet, or no longer. */
    record NotFollowing() implements Replicated {}

    /** The log cannot be written any more. */
    record Broken(String why) implements Replicated {}
}
