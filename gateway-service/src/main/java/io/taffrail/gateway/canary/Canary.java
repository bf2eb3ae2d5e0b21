package io.taffrail.gateway.canary;

import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.runtime.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one small record with acks=all to a topic of its own and reads it back, again and again.
 * What it says is what a user feels: how long a record takes from its producer to a consumer, and
 * for how many seconds none came through. Apart from the nodes' own numbers, which are all well
 * while a cable is cut.
 *
 * <p>Time counts as lost from the last record that came through on, once it is later than {@link
 * #LATE_NS}; before the first one nothing is known and nothing is counted.
 */
public final class Canary {

    private static final Logger LOG = LoggerFactory.getLogger(Canary.class);

    /** A record a second, and a second more for it to come: less is no outage. */
    static final long LATE_NS = 2_000_000_000L;

    private static final long GIVEN_UP_NS = 10_000_000_000L;

    private final CanaryRecords records;
    private final Clock clock;
    private final CanaryObserver observer;

    // All guarded by this: ticks and answers come on different threads.
    private boolean hasComplained;
    private boolean isUnderWay;
    private long attempt;
    private long attemptBeganNs;
    private boolean hasEverCome;
    private long lastCameNs;
    private long countedUpToNs;

    public Canary(CanaryRecords records, Clock clock, CanaryObserver observer) {
        this.records = records;
        this.clock = clock;
        this.observer = observer;
    }

    /** To be called once a second. */
    public void tick() {
        long nowNs = clock.nanoTime();
        countLost(nowNs);
        Rejected obstacle = records.obstacle();
        if (obstacle == null) {
            send(nowNs);
        } else if (obstacle.reason() != Rejection.LEADER_NOT_AVAILABLE) {
            complain(obstacle.message());
        }
    }

    private synchronized void countLost(long nowNs) {
        if (hasEverCome && nowNs - lastCameNs > LATE_NS) {
            observer.onLost(nowNs - Math.max(lastCameNs, countedUpToNs));
            countedUpToNs = nowNs;
        }
    }

    private synchronized void complain(String message) {
        if (!hasComplained) {
            hasComplained = true;
            LOG.warn(message);
        }
    }

    private void send(long nowNs) {
        long mine;
        synchronized (this) {
            if (isUnderWay && nowNs - attemptBeganNs < GIVEN_UP_NS) {
                return;
            }
            isUnderWay = true;
            attemptBeganNs = nowNs;
            mine = ++attempt;
        }
        records.pass(mine).thenAccept(hasCome -> end(mine, nowNs, hasCome));
    }

    private synchronized void end(long which, long beganNs, boolean hasCome) {
        if (which == attempt) {
            isUnderWay = false;
        }
        if (hasCome) {
            long nowNs = clock.nanoTime();
            countLost(nowNs);
            hasEverCome = true;
            lastCameNs = nowNs;
            observer.onCame(nowNs - beganNs);
        }
    }
}
