package io.taffrail.broker.partition;

/** Told which partitions this broker follows, and whom; fetches for them. Any thread. */
public interface Followings {

    /** From now on, and until the next word, the partition follows that broker in that epoch. */
    void follow(Partition partition, int leaderId, int leaderEpoch);

    /** The partition follows nobody. */
    void unfollow(Partition partition);
}
