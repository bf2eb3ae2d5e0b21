package io.taffrail.broker.partition;

import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.Loop;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether this broker may go by what it knows. A process that was stopped for a while wakes up with
 * requests in its sockets and leaderships in its memory that may be others' by now; until it has
 * asked the controller it acknowledges nothing. A beat that is late tells that time has passed
 * unseen, whoever looks first after waking.
 *
 * <p>Trust comes back loop by loop, behind the changes that the controller has told: what was in a
 * loop's mailbox before them is still refused.
 */
public final class Vigil {

    private final Clock clock;
    private final long silenceMaxNs;
    private final AtomicInteger suspicions = new AtomicInteger();
    private final Map<Loop, Integer> assured = new ConcurrentHashMap<>();
    private volatile long lastBeatNs;

    /**
     * @param silenceMaxMs how late a beat may be; well below the time after which the controller
     *     gives a silent node's leaderships away
     */
    public Vigil(Clock clock, long silenceMaxMs) {
        this.clock = clock;
        this.silenceMaxNs = silenceMaxMs * 1_000_000;
        this.lastBeatNs = clock.nanoTime();
    }

    /**
     * To be called several times in each time of silence that is allowed.
     *
     * @return whether trust is lost and the controller is to be asked
     */
    public boolean beat() {
        notice();
        lastBeatNs = clock.nanoTime();
        return suspicions.get() > 0 && !isAssuredEverywhere();
    }

    private boolean isAssuredEverywhere() {
        int now = suspicions.get();
        return !assured.isEmpty() && assured.values().stream().allMatch(each -> each == now);
    }

    private void notice() {
        long last = lastBeatNs;
        boolean isLate = clock.nanoTime() - last > silenceMaxNs;
        if (isLate) {
            synchronized (this) {
                // Of all who notice the same silence, one counts it.
                if (lastBeatNs == last) {
                    suspicions.incrementAndGet();
                    lastBeatNs = clock.nanoTime();
                }
            }
        }
    }

    /** On the loop: whether it may acknowledge. */
    boolean isTrusted(Loop loop) {
        notice();
        return assured.getOrDefault(loop, 0) == suspicions.get();
    }

    /** What is said to whoever asks meanwhile; clients look for the leader and try again. */
    static Rejected refusal(PartitionId id) {
        return new Rejected(
                Rejection.NOT_LEADER_OR_FOLLOWER,
                "this broker was paused, and asks the controller whether it still leads " + id);
    }

    /** How often trust was lost; to be read before the controller is asked. */
    public int suspicions() {
        return suspicions.get();
    }

    /**
     * The controller has told everything up to now, and the loops have it in their mailboxes.
     *
     * @param asOf {@link #suspicions} before it was asked: a later silence still counts
     */
    public void assure(Collection<Loop> loops, int asOf) {
        for (Loop loop : loops) {
            loop.execute(() -> assured.put(loop, asOf));
        }
    }
}
