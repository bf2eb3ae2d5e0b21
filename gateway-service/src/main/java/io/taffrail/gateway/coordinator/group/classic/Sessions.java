package io.taffrail.gateway.coordinator.group.classic;

import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.classic.ClassicTimer.SessionEnds;

/** How long members live without a sign of life. */
final class Sessions {

    /**
     * A new member cannot send heartbeats before its first JoinGroup is answered. If it went away
     * meanwhile nobody would notice, and one that tries again and again would leave a trail of dead
     * members; so it has this long, whatever its session timeout. As in Kafka.
     */
    static final int NEW_MEMBER_MS = 5 * 60 * 1000;

    private Sessions() {}

    static void renew(ClassicGroup group, ClassicMember member, Turn<GroupEntry> turn) {
        turn.schedule(new SessionEnds(group.id(), member.id()), member.sessionTimeoutMs());
    }

    static void beginNew(ClassicGroup group, ClassicMember member, Turn<GroupEntry> turn) {
        turn.schedule(new SessionEnds(group.id(), member.id()), NEW_MEMBER_MS);
    }

    static void beginPromised(
            ClassicGroup group, String memberId, int sessionTimeoutMs, Turn<GroupEntry> turn) {
        turn.schedule(new SessionEnds(group.id(), memberId), sessionTimeoutMs);
    }

    static void end(ClassicGroup group, String memberId, Turn<GroupEntry> turn) {
        turn.cancel(new SessionEnds(group.id(), memberId));
    }
}
