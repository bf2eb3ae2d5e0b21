package io.taffrail.gateway.ws;

import io.taffrail.gateway.dashboard.Channel;
import io.taffrail.gateway.dashboard.Dashboard;
import io.taffrail.gateway.dashboard.series.SeriesBook.SeriesView;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Series for all who watch the same ones: the points that have come, and not the thousands before
 * them, which nobody keeps here.
 */
final class SeriesFeed implements LiveFeed {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Channel.Series channel;
    private final Dashboard dashboard;

    // With the feed's lock.
    private final Set<Viewer> viewers = new LinkedHashSet<>();
    private long endMs;

    /** The next point of each series. */
    private record Append(long endMs, Map<String, @Nullable Double> values) {}

    SeriesFeed(Channel.Series channel, Dashboard dashboard) {
        this.channel = channel;
        this.dashboard = dashboard;
    }

    @Override
    public synchronized void join(Viewer viewer) {
        SeriesView whole;
        do {
            // All are to have the same, though time goes on meanwhile.
            refresh();
            whole = dashboard.whole(channel);
        } while (!viewers.isEmpty() && whole.endMs() != endMs);
        endMs = whole.endMs();
        viewer.update("snapshot", JSON.writeValueAsBytes(whole));
        viewers.add(viewer);
    }

    @Override
    public synchronized void leave(Viewer viewer) {
        viewers.remove(viewer);
    }

    @Override
    public synchronized boolean isUnwatched() {
        return viewers.isEmpty();
    }

    @Override
    public synchronized void refresh() {
        if (viewers.isEmpty() || dashboard.endMs(channel) <= endMs) {
            return;
        }
        SeriesView more = dashboard.since(channel, endMs);
        long steps = (more.endMs() - endMs) / more.stepMs();
        for (int i = 0; i < steps; i++) {
            endMs += more.stepMs();
            Map<String, @Nullable Double> values = new LinkedHashMap<>();
            for (Map.Entry<String, List<@Nullable Double>> series : more.series().entrySet()) {
                List<@Nullable Double> points = series.getValue();
                // All have as many; fewer than steps only after a pause longer than the rings.
                int at = points.size() - (int) steps + i;
                values.put(series.getKey(), at < 0 ? null : points.get(at));
            }
            byte[] json = JSON.writeValueAsBytes(new Append(endMs, values));
            viewers.forEach(viewer -> viewer.update("append", json));
        }
    }
}
