package io.taffrail.gateway.consume;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The streams of groups that have not left yet. A gateway that stops waits for them, or the others
 * of their groups would wait until their sessions end. Any thread.
 */
public final class OpenStreams {

    private final Set<CompletableFuture<Void>> open = ConcurrentHashMap.newKeySet();

    /** A stream begins; it completes what it gets when it has left its group. */
    CompletableFuture<Void> opened() {
        var left = new CompletableFuture<Void>();
        open.add(left);
        left.whenComplete((_, _) -> open.remove(left));
        return left;
    }

    /** Waits until all have left, or for that long. */
    public void awaitNone(long timeoutMs) {
        CompletableFuture.allOf(open.toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, timeoutMs, TimeUnit.MILLISECONDS)
                .join();
    }
}
