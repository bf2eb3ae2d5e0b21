package io.taffrail.gateway.coordinator.group;

import java.util.Locale;

/**
 * Whether groups that have members may change between the classic protocol and that of KIP-848;
 * group.consumer.migration.policy. A group without members always takes the protocol of whoever
 * comes next.
 */
public enum MigrationPolicy {
    BIDIRECTIONAL,
    UPGRADE,
    DOWNGRADE,
    DISABLED;

    /**
     * @param name as in the setting, in any case
     * @throws IllegalArgumentException for a name that is none of these
     */
    public static MigrationPolicy of(String name) {
        return valueOf(name.strip().toUpperCase(Locale.ROOT));
    }

    /** From the classic protocol to KIP-848. */
    public boolean allowsUpgrade() {
        return this == BIDIRECTIONAL || this == UPGRADE;
    }

    /** From KIP-848 to the classic protocol. */
    public boolean allowsDowngrade() {
        return this == BIDIRECTIONAL || this == DOWNGRADE;
    }
}
