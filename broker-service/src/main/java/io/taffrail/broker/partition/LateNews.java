package io.taffrail.broker.partition;

import io.taffrail.kernel.runtime.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Appends that are here before the news that this broker leads. Who led before tells its clients at
 * once who does now (KIP-951), so they may come first; refused, they would wait for their retry. So
 * the controller is asked for news before an append is refused for want of the lead.
 *
 * <p>On the partition's loop.
 */
final class LateNews {

    /** As a producer waits before it tries again; one that is wrong loses no more. */
    private static final long ASK_MS_MAX = 100;

    private final Supplier<CompletableFuture<Boolean>> news;
    private final Loop loop;
    private final Consumer<List<PendingAppend>> onHeard;

    private List<PendingAppend> held = new ArrayList<>();
    private boolean isHeard;

    /**
     * @param news completes when the partitions have been told what there is
     * @param onHeard given what was held, in its order
     */
    LateNews(
            Supplier<CompletableFuture<Boolean>> news,
            Loop loop,
            Consumer<List<PendingAppend>> onHeard) {
        this.news = news;
        this.loop = loop;
        this.onHeard = onHeard;
    }

    /** Whether appends wait for an answer: what comes now comes after them. */
    boolean isAwaited() {
        return !held.isEmpty();
    }

    /** Whether these are the ones that waited, and what can be known is known. */
    boolean isHeard() {
        return isHeard;
    }

    void hold(List<PendingAppend> batch) {
        boolean isAsked = isAwaited();
        held.addAll(batch);
        if (!isAsked) {
            Loop.Timer limit = loop.schedule(ASK_MS_MAX, this::letGo);
            news.get()
                    .whenComplete((_, _) ->
                            loop.execute(() -> {
                                limit.cancel();
                                letGo();
                            }));
        }
    }

    private void letGo() {
        if (isAwaited()) {
            List<PendingAppend> batch = held;
            held = new ArrayList<>();
            isHeard = true;
            onHeard.accept(batch);
            isHeard = false;
        }
    }
}
