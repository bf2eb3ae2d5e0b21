package io.taffrail.gateway.coordinator.group.consumer;

/** What a group of this protocol waits for. */
public sealed interface ConsumerTimer {

    String groupId();

    String memberId();

    /** The member has not been heard of for the session timeout. */
    record SessionTimer(String groupId, String memberId) implements ConsumerTimer {}

    /** The member has not given partitions up within its rebalance timeout. */
    record RevocationTimer(String groupId, String memberId) implements ConsumerTimer {}

    /** A classic member was told to rejoin, and did not within its rebalance timeout. */
    record JoinTimer(String groupId, String memberId) implements ConsumerTimer {}

    /** A classic member has joined, and did not sync within its rebalance timeout. */
    record SyncTimer(String groupId, String memberId) implements ConsumerTimer {}
}
