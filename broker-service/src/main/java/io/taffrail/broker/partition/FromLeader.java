package io.taffrail.broker.partition;

import io.taffrail.broker.replication.Divergence.EpochEnd;
import io.taffrail.kernel.fault.Rejected;
import java.nio.ByteBuffer;

/** What a leader answered a follower for one partition. */
public sealed interface FromLeader {

    /**
     * The logs agree, and this comes next.
     *
     * @param batches as they stand in the leader's log; empty when there is nothing new
     */
    record Records(ByteBuffer batches, long highWatermark, long logStartOffset)
            implements FromLeader {}

    /** The follower's last epoch ended earlier in the leader's log. */
    record Diverges(EpochEnd leaders) implements FromLeader {}

    /** The leader's log does not reach to where the follower wants to go on. */
    record OutOfRange(long logStartOffset) implements FromLeader {}

    /** It cannot be had now. */
    record Refused(Rejected reason) implements FromLeader {}
}
