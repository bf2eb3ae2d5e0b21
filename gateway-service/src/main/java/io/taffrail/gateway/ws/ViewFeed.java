package io.taffrail.gateway.ws;

import io.taffrail.gateway.dashboard.Channel;
import io.taffrail.gateway.dashboard.Dashboard;
import io.taffrail.gateway.dashboard.Update;
import io.taffrail.gateway.link.Answer;
import io.taffrail.kernel.fault.Rejected;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One view of the dashboard for all who watch the same: it is made once, compared once, and what
 * has changed is written once. Who comes later gets what the others have.
 */
final class ViewFeed implements LiveFeed {

    private static final Logger LOG = LoggerFactory.getLogger(ViewFeed.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Channel channel;
    private final Dashboard dashboard;
    private final AtomicBoolean isUnderWay = new AtomicBoolean();

    // With the feed's lock.
    private final Map<Viewer, Boolean> viewers = new LinkedHashMap<>();
    private @Nullable JsonNode newest;

    ViewFeed(Channel channel, Dashboard dashboard) {
        this.channel = channel;
        this.dashboard = dashboard;
    }

    @Override
    public synchronized void join(Viewer viewer) {
        JsonNode known = newest;
        viewers.put(viewer, known != null);
        if (known != null) {
            viewer.update("snapshot", JSON.writeValueAsBytes(known));
        }
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
    public void refresh() {
        if (isUnderWay.compareAndSet(false, true)) {
            Thread.ofVirtual().name("live").start(this::look);
        }
    }

    private void look() {
        try {
            dashboard
                    .view(channel)
                    .whenCompleteAsync((answer, failure) -> {
                        try {
                            take(answer, failure);
                        } finally {
                            isUnderWay.set(false);
                        }
                    });
        } catch (RuntimeException failure) {
            isUnderWay.set(false);
            LOG.error("the dashboard failed at {}", channel, failure);
        }
    }

    private synchronized void take(@Nullable Answer<?> answer, @Nullable Throwable failure) {
        switch (answer) {
            case null -> LOG.error("the dashboard failed at {}", channel, failure);
            case Answer.Given<?> given -> publish(JSON.valueToTree(given.value()));
            case Answer.Refused<?> refused -> refuse(refused.rejected());
        }
    }

    private void publish(JsonNode now) {
        JsonNode before = newest;
        newest = now;
        List<Update> updates = before == null ? List.of() : Update.between(channel, before, now);
        byte[] whole = null;
        for (Update update : updates) {
            byte[] json = JSON.writeValueAsBytes(update.data());
            viewers.forEach((viewer, hasSeen) -> {
                if (hasSeen) {
                    viewer.update(update.type(), json);
                }
            });
        }
        for (Map.Entry<Viewer, Boolean> entry : viewers.entrySet()) {
            if (!entry.getValue()) {
                whole = whole == null ? JSON.writeValueAsBytes(now) : whole;
                entry.getKey().update("snapshot", whole);
                entry.setValue(true);
            }
        }
    }

    /** Who has seen something goes on seeing it, unless it is gone for good. */
    private void refuse(Rejected why) {
        boolean isGone =
                switch (why.reason()) {
                    case UNKNOWN_TOPIC_OR_PARTITION, GROUP_ID_NOT_FOUND -> true;
                    default -> false;
                };
        List<Viewer> ended = new ArrayList<>();
        viewers.forEach((viewer, hasSeen) -> {
            if (isGone || !hasSeen) {
                ended.add(viewer);
            }
        });
        if (isGone) {
            newest = null;
        }
        ended.forEach(viewer -> {
            viewers.remove(viewer);
            viewer.end(why);
        });
    }
}
