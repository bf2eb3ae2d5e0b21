package io.taffrail.gateway.coordinator;

import io.taffrail.kernel.runtime.Loop;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The timers of a shard, by their value: one that is set again replaces the one before. */
final class ShardTimers {

    private final Loop loop;
    private final Consumer<Object> onExpired;
    private final Map<Object, Loop.Timer> running = new HashMap<>();

    ShardTimers(Loop loop, Consumer<Object> onExpired) {
        this.loop = loop;
        this.onExpired = onExpired;
    }

    void schedule(Object timer, long delayMs) {
        var set = new Loop.Timer[1];
        set[0] =
                loop.schedule(
                        delayMs,
                        () -> {
                            if (running.remove(timer, set[0])) {
                                onExpired.accept(timer);
                            }
                        });
        Loop.Timer before = running.put(timer, set[0]);
        if (before != null) {
            before.cancel();
        }
    }

    void cancel(Object timer) {
        Loop.Timer before = running.remove(timer);
        if (before != null) {
            before.cancel();
        }
    }

    void cancelAll() {
        running.values().forEach(Loop.Timer::cancel);
        running.clear();
    }
}
