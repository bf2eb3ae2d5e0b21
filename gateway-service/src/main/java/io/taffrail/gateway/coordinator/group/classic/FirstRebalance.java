package io.taffrail.gateway.coordinator.group.classic;

/**
 * The first rebalance of an empty group, which waits for more members than the one that began it
 * (KIP-134): group.initial.rebalance.delay.ms, and that again as long as somebody new comes, but
 * never longer than the first member's rebalance timeout.
 *
 * @param delayMs the wait that is under way
 * @param remainingMs how much may still be added after it
 * @param hasNewcomer somebody came since the wait began
 */
record FirstRebalance(int delayMs, int remainingMs, boolean hasNewcomer) {

    static FirstRebalance begin(int delayMs, int rebalanceTimeoutMs) {
        return new FirstRebalance(delayMs, Math.max(rebalanceTimeoutMs - delayMs, 0), false);
    }

    FirstRebalance withNewcomer() {
        return new FirstRebalance(delayMs, remainingMs, true);
    }

    boolean goesOn() {
        return hasNewcomer && remainingMs > 0;
    }

    FirstRebalance next(int initialDelayMs) {
        int nextMs = Math.min(initialDelayMs, remainingMs);
        return new FirstRebalance(nextMs, remainingMs - nextMs, false);
    }
}
