package io.taffrail.gateway.coordinator.group.classic;

/** What can run out of time. */
public sealed interface ClassicTimer {

    String groupId();

    /** A member, or one who was given an id and did not come again, gave no sign of life. */
    record SessionEnds(String groupId, String memberId) implements ClassicTimer {}

    /** Who has not joined by now is not in the next generation. */
    record JoinPhaseEnds(String groupId) implements ClassicTimer {}

    /** Who has not synced by now is lost. */
    record SyncPhaseEnds(String groupId) implements ClassicTimer {}
}
