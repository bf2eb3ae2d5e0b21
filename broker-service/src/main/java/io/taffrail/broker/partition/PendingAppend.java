package io.taffrail.broker.partition;

import io.taffrail.broker.storage.AppendRequest;
import io.taffrail.broker.storage.AppendResult;
import java.util.function.Consumer;

/**
 * A produce request's share for one partition, from its arrival until it is acknowledged.
 *
 * @param request the bytes, which live until {@code release} is called
 * @param requiresAllReplicas acknowledged when every in-sync replica has it durably, and otherwise
 *     when the leader's log has it
 * @param deadlineNs on the clock's stopwatch; after it the answer is a timeout
 * @param release called once on the partition's loop, when the bytes are no longer needed
 * @param answer called once on the partition's loop
 */
public record PendingAppend(
        AppendRequest request,
        boolean requiresAllReplicas,
        long deadlineNs,
        Runnable release,
        Consumer<AppendResult> answer) {

    /** The record bytes as they came, in bytes. */
    public int sizeInBytes() {
        return request.batches().remaining();
    }
}
