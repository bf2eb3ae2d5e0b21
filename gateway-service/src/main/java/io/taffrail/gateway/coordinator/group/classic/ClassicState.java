package io.taffrail.gateway.coordinator.group.classic;

/**
 * Where a group stands. Kafka's fifth state, Dead, is a group that there is none of: it is only
 * ever described.
 */
enum ClassicState {
    /** Nobody is in; offsets and the last generation's number may be kept. */
    EMPTY("Empty"),
    /** Members are asked to (re)join; the answers to JoinGroup wait. */
    PREPARING_REBALANCE("PreparingRebalance"),
    /** A generation has begun, and waits for its leader's assignments. */
    COMPLETING_REBALANCE("CompletingRebalance"),
    /** Everybody has, or can have, their assignment. */
    STABLE("Stable");

    private final String wireName;

    ClassicState(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }
}
