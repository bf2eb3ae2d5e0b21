package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberAssigned;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerTimer.RevocationTimer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes a member's next step towards its target, whichever protocol it asks in. */
final class Reconciler {

    private final Sessions sessions;

    Reconciler(Sessions sessions) {
        this.sessions = sessions;
    }

    /**
     * @param owned what the member says that it reads, or null when it did not say
     */
    CurrentAssignment step(
            ConsumerGroup group,
            String memberId,
            @Nullable PartitionSet owned,
            Turn<GroupEntry> turn) {
        ConsumerMember member =
                Objects.requireNonNull(group.member(memberId), "it has just subscribed");
        CurrentAssignment now = member.assignment();
        CurrentAssignment next =
                new Reconciliation(
                                group.targetEpoch(),
                                group.target(memberId),
                                owned,
                                (topicId, p) -> group.isFreeFor(memberId, topicId, p))
                        .next(now);
        if (!next.equals(now)) {
            turn.write(new MemberAssigned(group.id(), memberId, next));
            if (next.state() == MemberState.UNREVOKED_PARTITIONS) {
                sessions.awaitRevocation(group, member, turn);
            } else {
                turn.cancel(new RevocationTimer(group.id(), memberId));
            }
        }
        return next;
    }
}
