package io.taffrail.gateway.coordinator;

import io.taffrail.kernel.runtime.Clock;
import java.util.function.BooleanSupplier;

/**
 * How long this gateway knows that it is still a member of the cluster: the controller waits at
 * least a session after a heartbeat before it takes anything away, and the time since that
 * heartbeat was sent is longer than the time since it came. Written by the link's loop, read by any
 * thread. Its clock is a stopwatch, so that it holds when the time of day is set.
 */
public final class Lease implements BooleanSupplier {

    private final Clock clock;
    private final long validNs;
    private long sentNs;
    private volatile long takenNs;
    private volatile boolean hasBegun;

    /**
     * @param validMs below the controller's session timeout
     */
    public Lease(Clock clock, long validMs) {
        this.clock = clock;
        this.validNs = validMs * 1_000_000;
    }

    public void onHeartbeatSent() {
        sentNs = clock.nanoTime();
    }

    public void onHeartbeatTaken() {
        takenNs = sentNs;
        hasBegun = true;
    }

    @Override
    public boolean getAsBoolean() {
        return hasBegun && clock.nanoTime() - takenNs < validNs;
    }
}
