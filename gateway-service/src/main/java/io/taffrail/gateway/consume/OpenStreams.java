package io.taffrail.gateway.consume;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The streams of groups that have not left yet. A gateway that stops ends them and waits until they
 * have left, or the others of their groups would wait for it. Any thread.
 */
public final class OpenStreams {

    private final Map<CompletableFuture<Void>, Runnable> open = new ConcurrentHashMap<>();
    private volatile boolean isEnding;

    /**
     * A stream begins; it completes what it gets when it has left its group.
     *
     * @param stop has it end soon
     */
    CompletableFuture<Void> opened(Runnable stop) {
        var left = new CompletableFuture<Void>();
        open.put(left, stop);
        left.whenComplete((_, _) -> open.remove(left));
        if (isEnding) {
            stop.run();
        }
        return left;
    }

    /** Ends all, also those that begin later, and waits until they have left, or for that long. */
    public void endAll(long timeoutMs) {
        isEnding = true;
        open.values().forEach(Runnable::run);
        CompletableFuture.allOf(open.keySet().toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, timeoutMs, TimeUnit.MILLISECONDS)
                .join();
    }
}
