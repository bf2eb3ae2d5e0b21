package io.taffrail.gateway.coordinator.group;

import io.taffrail.gateway.coordinator.group.offsets.OffsetTable;
import org.jspecify.annotations.Nullable;

/** One group of a shard: what it committed, and its members if it ever had any. */
public final class Group {

    private final String id;
    private final OffsetTable offsets = new OffsetTable();
    private @Nullable Membership membership;

    Group(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }

    public OffsetTable offsets() {
        return offsets;
    }

    /** Null in a group that only commits (a simple consumer), or of which nothing is left. */
    public @Nullable Membership membership() {
        return membership;
    }

    /** Replaces the members, also by those of another protocol. */
    public void membership(@Nullable Membership now) {
        membership = now;
    }

    public boolean hasMembers() {
        return membership != null && membership.hasMembers();
    }

    boolean isNothing() {
        return membership == null && offsets.isEmpty();
    }
}
