package io.taffrail.broker.partition;

import io.taffrail.broker.replication.Deposition;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When this broker last heard from those who know who leads: the controllers and its followers. One
 * reading for each broker and none for each partition: whoever is fenced leads nothing, so that a
 * follower that knows it fetches nothing at all from it.
 *
 * <p>Time is counted in beats, so it stands still while the process does: a broker that was paused
 * has not listened meanwhile, and must not take that for silence. {@link #beat} belongs to one
 * thread; the rest is safe on any.
 */
public final class Contacts {

    private static final Logger LOG = LoggerFactory.getLogger(Contacts.class);

    /** Between two looks of all leaders, of which there may be ten thousand. */
    private static final long LOOK_MS = 500;

    private final Deposition rule;
    private final long beatMs;
    private final Map<Integer, Long> fetchedMs = new ConcurrentHashMap<>();
    private volatile long nowMs;
    private volatile long servedMs;

    // Owned by the thread that beats.
    private boolean wasPossible;
    private long lookedMs;

    /**
     * @param beatMs the time between two beats
     */
    public Contacts(Deposition rule, long beatMs) {
        this.rule = rule;
        this.beatMs = beatMs;
    }

    /** A controller has answered that this broker may serve. */
    public void toldToServe() {
        servedMs = nowMs;
    }

    /** That broker follows this one. */
    public void fetchedBy(int replicaId) {
        fetchedMs.put(replicaId, nowMs);
    }

    /**
     * @return whether each leader is to look whether it has been deposed: now and then while the
     *     controllers are silent, and once when they are heard again
     */
    public boolean beat() {
        long now = nowMs + beatMs;
        nowMs = now;
        long silenceMs = now - servedMs;
        boolean isPossible = rule.isPossible(silenceMs);
        boolean isTurn = isPossible != wasPossible;
        if (isTurn && servedMs > 0) {
            tell(isPossible, silenceMs);
        }
        wasPossible = isPossible;
        boolean isDue = isTurn || isPossible && now - lookedMs >= LOOK_MS;
        if (isDue) {
            lookedMs = now;
        }
        return isDue;
    }

    private static void tell(boolean isPossible, long silenceMs) {
        if (isPossible) {
            LOG.warn(
                    "no controller has let this broker serve for {} ms: clients are sent away from"
                            + " what it leads where the followers are silent too",
                    silenceMs);
        } else {
            LOG.info("a controller lets this broker serve again");
        }
    }

    /** Whether a leader with that ISR is likely to be none any more. */
    boolean isLikelyDeposed(int leader, List<Integer> isr) {
        long now = nowMs;
        return rule.isLikely(
                now - servedMs, leader, isr, id -> now - fetchedMs.getOrDefault(id, 0L));
    }
}
