package io.taffrail.gateway.link;

import io.taffrail.protocol.wire.HistoryLine;
import io.taffrail.protocol.wire.HistoryQuery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A history in memory, to which the test adds. */
public final class MemoryHistory implements ClusterHistory {

    private final List<HistoryLine> lines = new ArrayList<>();

    /** The next line; its id is its number, from 1 on. */
    public synchronized void add(
            String kind,
            String resourceType,
            String resource,
            @Nullable String reason,
            @Nullable String before,
            @Nullable String after) {
        long id = lines.size() + 1;
        lines.add(
                new HistoryLine(
                        id,
                        1_000 * id,
                        kind,
                        resourceType,
                        resource,
                        "User:test",
                        reason,
                        before,
                        after));
    }

    @Override
    public synchronized CompletableFuture<Answer<List<HistoryLine>>> lines(HistoryQuery query) {
        return CompletableFuture.completedFuture(
                Answer.of(
                        lines.reversed().stream()
                                .filter(line -> fits(line, query))
                                .limit(query.limit())
                                .toList()));
    }

    private static boolean fits(HistoryLine line, HistoryQuery query) {
        String kinds = query.kind();
        String text = query.text();
        return line.id() < query.beforeId()
                && line.id() > query.afterId()
                && (kinds == null || Arrays.asList(kinds.split(",")).contains(line.kind()))
                && (text == null || line.resourceName().contains(text))
                && line.timeMs() >= query.fromMs()
                && line.timeMs() < query.toMs();
    }
}
