package io.taffrail.gateway.coordinator.group;

/** The protocol by which a group's members keep together. */
public enum GroupType {
    CLASSIC("classic"),
    CONSUMER("consumer");

    private final String wireName;

    GroupType(String wireName) {
        this.wireName = wireName;
    }

    /** As ListGroups and its filter say it (KIP-848). */
    public String wireName() {
        return wireName;
    }
}
