package io.taffrail.broker.partition;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work that many may ask for and that is done once for all who ask meanwhile: a loop that is slow
 * with it would otherwise gather one task for each time that somebody looks again. Any thread.
 */
public final class Joined<T> {

    private final AtomicReference<@Nullable CompletableFuture<T>> underWay =
            new AtomicReference<>();

    /**
     * @param begin begins the work; called only when none is under way
     */
    public CompletableFuture<T> join(Supplier<CompletableFuture<T>> begin) {
        var mine = new CompletableFuture<T>();
        CompletableFuture<T> present = underWay.compareAndExchange(null, mine);
        if (present != null) {
            return present;
        }
        begin.get()
                .whenComplete((result, failure) -> {
                    // First, so that who asks because of the outcome begins anew.
                    underWay.set(null);
                    if (failure == null) {
                        mine.complete(result);
                    } else {
                        mine.completeExceptionally(failure);
                    }
                });
        return mine;
    }
}
