package io.taffrail.gateway.coordinator.group.classic;

/** What a member is told whose heartbeat found nothing new. */
public enum Alive {
    AND_WELL
}
