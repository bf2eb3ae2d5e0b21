package io.taffrail.gateway.ws;

import io.taffrail.gateway.dashboard.Channel;
import io.taffrail.gateway.dashboard.Dashboard;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.runtime.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What sockets watch on the dashboard: a feed for each view that somebody watches, looked at once a
 * second. Nobody watching costs nothing.
 */
public final class LiveFeeds {

    /**
     * So many different views can be watched on one gateway. What was seen last is kept of each: 1
     * MB for the largest page of topics, 8 MB for a topic of 10,000 partitions.
     */
    static final int FEEDS_MAX = 200;

    private static final int TICKS_PER_BEAT = 5;

    private final Dashboard dashboard;
    private final Clock clock;
    private final Map<Channel, LiveFeed> feeds = new HashMap<>();
    private final Set<LiveSession> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicLong waitingBytes = new AtomicLong();
    private long ticks;

    public LiveFeeds(Dashboard dashboard, Clock clock) {
        this.dashboard = dashboard;
        this.clock = clock;
    }

    /** What waits for all who watch. */
    AtomicLong waitingBytes() {
        return waitingBytes;
    }

    void opened(LiveSession session) {
        sessions.add(session);
    }

    void closed(LiveSession session) {
        sessions.remove(session);
    }

    /** Watches until it leaves; refuses at once when too much is watched already. */
    void join(Channel channel, LiveFeed.Viewer viewer) {
        LiveFeed feed;
        boolean isNew;
        synchronized (feeds) {
            LiveFeed known = feeds.get(channel);
            isNew = known == null;
            if (isNew && feeds.size() >= FEEDS_MAX) {
                viewer.end(
                        new Rejected(
                                Rejection.THROTTLING_QUOTA_EXCEEDED,
                                FEEDS_MAX
                                        + " views are watched on this gateway, which is the limit:"
                                        + " try another one, or later"));
                return;
            }
            feed = known == null ? feed(channel) : known;
            feeds.put(channel, feed);
            // With the lock, or a tick could take the feed for one that nobody watches.
            feed.join(viewer);
        }
        if (isNew) {
            feed.refresh();
        }
    }

    private LiveFeed feed(Channel channel) {
        return channel instanceof Channel.Series series
                ? new SeriesFeed(series, dashboard)
                : new ViewFeed(channel, dashboard);
    }

    void leave(Channel channel, LiveFeed.Viewer viewer) {
        synchronized (feeds) {
            LiveFeed feed = feeds.get(channel);
            if (feed != null) {
                feed.leave(viewer);
            }
        }
    }

    /** Once a second, by one thread; waits for nobody. */
    public void tick() {
        List<LiveFeed> watched;
        synchronized (feeds) {
            feeds.values().removeIf(LiveFeed::isUnwatched);
            watched = List.copyOf(feeds.values());
        }
        watched.forEach(LiveFeed::refresh);
        if (++ticks % TICKS_PER_BEAT == 0) {
            long nowMs = clock.nowMs();
            sessions.forEach(session -> session.beat(nowMs));
        }
    }
}
