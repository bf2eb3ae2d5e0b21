package io.taffrail.gateway.canary;

/** Told what the canary finds; called on any thread, so it must be quick. */
public interface CanaryObserver {

    /** A record was read that had been written so long ago. */
    void onCame(long tookNs);

    /** For so much longer no record has come through. */
    void onLost(long ns);
}
