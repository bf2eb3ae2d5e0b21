package io.taffrail.gateway.coordinator;

import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.link.HeartbeatListener;
import java.util.function.BooleanSupplier;

/**
 * How long this gateway knows that it is still a member of the cluster: the controller waits at
 * least a session after a heartbeat before it takes anything away, and the time since that
 * heartbeat was sent is longer than the time since it came. Written by the link's loop, read by any
 * thread. Its clock is a stopwatch, so that it holds when the time of day is set.
 */
public final class Lease implements BooleanSupplier, HeartbeatListener {

    private final Clock clock;
    private final long validNs;
    private long sentNs;
    private volatile long takenNs;
    private volatile boolean isHeld;

    /**
     * @param validMs below the controller's session timeout
     */
    public Lease(Clock clock, long validMs) {
        this.clock = clock;
        this.validNs = validMs * 1_000_000;
    }

    @Override
    public void onSent() {
        sentNs = clock.nanoTime();
    }

    @Override
    public void onTaken() {
        takenNs = sentNs;
        isHeld = true;
    }

    @Override
    public void onLost() {
        isHeld = false;
    }

    @Override
    public boolean getAsBoolean() {
        return isHeld && clock.nanoTime() - takenNs < validNs;
    }
}
