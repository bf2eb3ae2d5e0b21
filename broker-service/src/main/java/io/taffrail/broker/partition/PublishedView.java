package io.taffrail.broker.partition;

import io.taffrail.broker.storage.LogView;
import org.jspecify.annotations.Nullable;

/**
 * What readers on other threads see of a partition, and those who wait to see more. The partition's
 * loop publishes; first there is the view, then whoever waits is woken, so nobody looks too early.
 */
final class PublishedView {

    private final PendingFetches consumers = new PendingFetches();
    private final PendingFetches followers = new PendingFetches();
    private volatile @Nullable PartitionView view;

    @Nullable PartitionView view() {
        return view;
    }

    /** Wait for records to be replicated. */
    PendingFetches consumers() {
        return consumers;
    }

    /** Wait for records to replicate. */
    PendingFetches followers() {
        return followers;
    }

    /**
     * @param followedHighWatermark what counts for a follower
     * @param isCutOff whether a leader is likely to be deposed
     */
    PartitionView publish(LogView log, Role role, long followedHighWatermark, boolean isCutOff) {
        PartitionView before = view;
        PartitionView next =
                switch (role) {
                    case Role.Leader leader ->
                            PartitionView.ofLeader(log, leader.state(), isCutOff);
                    case Role.Follower follower ->
                            PartitionView.ofFollower(
                                    log, followedHighWatermark, follower.leaderEpoch());
                    case Role.Offline _, Role.Unopened _ ->
                            PartitionView.offline(log, before == null ? 0 : before.highWatermark());
                };
        view = next;
        if (before == null || isNewRole(before, next)) {
            wakeAll();
            return next;
        }
        // Who waits does not look before it is woken, so all that a look tells counts here.
        boolean showsMore =
                before.highWatermark() < next.highWatermark()
                        || before.lastStableOffset() < next.lastStableOffset()
                        || before.log().logStartOffset() != next.log().logStartOffset();
        if (showsMore) {
            consumers.wakeAll();
        }
        if (before.log().endOffset() < next.log().endOffset()) {
            followers.wakeAll();
        }
        return next;
    }

    private static boolean isNewRole(PartitionView before, PartitionView next) {
        return before.isLeader() != next.isLeader()
                || before.leaderEpoch() != next.leaderEpoch()
                || before.isCutOff() != next.isCutOff();
    }

    void wakeAll() {
        consumers.wakeAll();
        followers.wakeAll();
    }
}
