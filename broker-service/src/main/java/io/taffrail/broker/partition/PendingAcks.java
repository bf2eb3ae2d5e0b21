package io.taffrail.broker.partition;

import io.taffrail.broker.storage.AppendResult;
import io.taffrail.broker.storage.AppendResult.Appended;
import io.taffrail.broker.storage.AppendResult.Refused;
import io.taffrail.kernel.fault.Rejected;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Appends that wait for the high watermark to pass them, in the order of their offsets. How many
 * there can be is bounded by the requests that the listener holds unanswered.
 */
final class PendingAcks {

    private final Queue<Waiting> waiting = new ArrayDeque<>();

    private record Waiting(PendingAppend append, Appended result) {}

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void add(PendingAppend append, Appended result) {
        waiting.add(new Waiting(append, result));
    }

    /** Acknowledges what lies before the high watermark. */
    void onHighWatermark(long highWatermark) {
        while (!waiting.isEmpty() && waiting.peek().result().lastOffset() < highWatermark) {
            Waiting done = waiting.remove();
            done.append().answer().accept(done.result());
        }
    }

    /** Answers those whose time is up; what they appended stays in the log. */
    void expire(long nowNs, Rejected timeout) {
        // A duplicate may wait behind a later deadline, so order of arrival is not order of time.
        waiting.removeIf(entry -> {
            boolean isOver = entry.append().deadlineNs() - nowNs <= 0;
            if (isOver) {
                entry.append().answer().accept(new Refused(timeout));
            }
            return isOver;
        });
    }

    /** Answers all: whether what they appended survives is no longer ours to say. */
    void failAll(Rejected reason) {
        AppendResult refused = new Refused(reason);
        while (!waiting.isEmpty()) {
            waiting.remove().append().answer().accept(refused);
        }
    }
}
