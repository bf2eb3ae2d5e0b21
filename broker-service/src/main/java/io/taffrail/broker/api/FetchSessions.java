package io.taffrail.broker.api;

import io.taffrail.broker.api.FetchSession.Key;
import io.taffrail.kernel.runtime.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The fetch sessions of a broker, at most so many. When the places are taken, a session that nobody
 * has used for two minutes makes room; otherwise the client is served without one.
 */
final class FetchSessions {

    static final int NO_SESSION = 0;
    private static final int FINAL_EPOCH = -1;
    private static final int INITIAL_EPOCH = 0;
    private static final long EVICTABLE_AFTER_MS = 120_000;

    private final int sessionsMax;
    private final Clock clock;
    private final RandomGenerator random;
    private final Map<Integer, FetchSession> sessions = new HashMap<>();

    /**
     * What a request is to be answered from: an error, or a session, or neither for a request that
     * stands for itself.
     *
     * @param incremental only what is new is answered
     */
    record Lookup(Errors error, @Nullable FetchSession session, boolean incremental) {}

    FetchSessions(int sessionsMax, Clock clock, RandomGenerator random) {
        this.sessionsMax = sessionsMax;
        this.clock = clock;
        this.random = random;
    }

    synchronized Lookup begin(
            int sessionId, int epoch, Map<Key, FetchPartition> asked, List<Key> forgotten) {
        boolean isFull = epoch == FINAL_EPOCH || epoch == INITIAL_EPOCH;
        if (isFull) {
            close(sessions.remove(sessionId));
            FetchSession created = epoch == INITIAL_EPOCH ? create() : null;
            if (created != null) {
                created.update(asked, List.of());
            }
            return new Lookup(Errors.NONE, created, false);
        }
        FetchSession session = sessions.get(sessionId);
        if (session == null) {
            return new Lookup(Errors.FETCH_SESSION_ID_NOT_FOUND, null, true);
        }
        if (session.nextEpoch() != epoch) {
            return new Lookup(Errors.INVALID_FETCH_SESSION_EPOCH, null, true);
        }
        synchronized (session) {
            session.advance(clock.nowMs());
            session.update(asked, forgotten);
        }
        return new Lookup(Errors.NONE, session, true);
    }

    synchronized int size() {
        return sessions.size();
    }

    private @Nullable FetchSession create() {
        if (sessions.size() >= sessionsMax && !evictOne()) {
            return null;
        }
        int id = random.nextInt(1, Integer.MAX_VALUE);
        while (sessions.containsKey(id)) {
            id = random.nextInt(1, Integer.MAX_VALUE);
        }
        var session = new FetchSession(id, clock.nowMs());
        sessions.put(id, session);
        return session;
    }

    private boolean evictOne() {
        long evictableMs = clock.nowMs() - EVICTABLE_AFTER_MS;
        Map<Integer, Long> stale = new HashMap<>();
        for (FetchSession session : sessions.values()) {
            if (session.usedMs() <= evictableMs) {
                stale.put(session.id(), session.usedMs());
            }
        }
        var oldest = stale.entrySet().stream().min(Map.Entry.comparingByValue());
        oldest.ifPresent(entry -> close(sessions.remove(entry.getKey())));
        return oldest.isPresent();
    }

    private static void close(@Nullable FetchSession session) {
        if (session != null) {
            synchronized (session) {
                session.close();
            }
        }
    }
}
