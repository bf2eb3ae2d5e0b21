package io.taffrail.gateway.ws;

import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.lag.LagWatch;
import io.taffrail.gateway.lag.LagWatcher;
import io.taffrail.gateway.lag.LagWatcher.Seen;
import io.taffrail.gateway.lag.WatchedGroup;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The lags that one socket watches: a frame for each group at once, and then for each whose numbers
 * are others than those that were sent. Each watch has its own thread, which waits for the client
 * where that is slow; it then gets the newest numbers, and none of those between.
 */
final class LagStreams {

    private final Socket socket;
    private final LagWatch watch;
    private final ConcurrentHashMap<String, LagWatcher> running = new ConcurrentHashMap<>();

    LagStreams(Socket socket, LagWatch watch) {
        this.socket = socket;
        this.watch = watch;
    }

    boolean has(String id) {
        return running.containsKey(id);
    }

    int size() {
        return running.size();
    }

    /**
     * @param group null for all
     */
    void start(String id, @Nullable String group) {
        LagWatcher watcher = watch.watch(group);
        running.put(id, watcher);
        Thread.ofVirtual().name("lag").start(() -> run(id, watcher));
        if (socket.isClosed()) {
            watcher.close();
        }
    }

    /** Whether there was one of that name. */
    boolean stop(String id) {
        LagWatcher watcher = running.remove(id);
        if (watcher != null) {
            watcher.close();
        }
        return watcher != null;
    }

    void stopAll() {
        running.values().forEach(LagWatcher::close);
    }

    private void run(String id, LagWatcher watcher) {
        Map<String, JsonBytes> sent = new HashMap<>();
        boolean isFirst = watcher.group() == null;
        try {
            for (Seen seen = watcher.take(); seen != null; seen = watcher.take()) {
                switch (seen) {
                    case Seen.Groups groups -> send(id, watcher, groups, sent);
                    case Seen.Nothing nothing -> {
                        running.remove(id, watcher);
                        socket.send(Answers.error(id, nothing.why()));
                        return;
                    }
                }
                if (isFirst) {
                    // There may be no group at all, and then nothing else would be said.
                    isFirst = false;
                    socket.send(Answers.caughtUp(id));
                }
            }
        } catch (IOException e) {
            socket.disconnect();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watcher.close();
            // Only its own: after unsubscribe the id may name something else already.
            running.remove(id, watcher);
        }
    }

    private void send(String id, LagWatcher watcher, Seen.Groups seen, Map<String, JsonBytes> sent)
            throws IOException {
        boolean isOfAll = watcher.group() == null;
        for (WatchedGroup group : seen.groups().values()) {
            JsonBytes frame = LagFrame.of(id, group, !isOfAll);
            JsonBytes before = sent.put(group.group(), frame);
            if (before == null || !LagFrame.isSame(before, frame)) {
                socket.send(frame);
            }
        }
        for (String name : List.copyOf(sent.keySet())) {
            if (!seen.groups().containsKey(name) && !seen.silent().contains(name)) {
                sent.remove(name);
                socket.send(LagFrame.gone(id, name));
            }
        }
    }
}
