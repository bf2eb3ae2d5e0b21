package io.taffrail.protocol.server;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table of handlers of one listener. Where several roles share it, the first one given wins.
 */
public final class ApiRouter {

    private final Map<Short, ApiHandler> handlers = new HashMap<>();

    /** Adds the handlers whose keys nobody has taken yet. */
    public ApiRouter add(Collection<? extends ApiHandler> more) {
        for (ApiHandler handler : more) {
            handlers.putIfAbsent(handler.range().key(), handler);
        }
        return this;
    }

    @Nullable ApiHandler find(short key) {
        return handlers.get(key);
    }

    /** What this listener answers, by key. */
    public List<ApiRange> ranges() {
        return handlers.values().stream()
                .map(ApiHandler::range)
                .sorted(Comparator.comparing(ApiRange::key))
                .toList();
    }
}
