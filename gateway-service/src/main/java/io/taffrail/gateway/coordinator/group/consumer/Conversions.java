package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.Reply;
import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.Membership;
import io.taffrail.gateway.coordinator.group.MigrationPolicy;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest;
import io.taffrail.gateway.coordinator.group.classic.JoinAnswer;
import io.taffrail.kernel.fault.Rejected;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a group with members changes its protocol; this package knows only when (KIP-848). */
public interface Conversions {

    /** Where there is no other protocol. */
    Conversions NONE =
            new Conversions() {
                @Override
                public MigrationPolicy policy() {
                    return MigrationPolicy.DISABLED;
                }

                @Override
                public @Nullable Rejected objectionToUpgrade(
                        String groupId, Membership other, Heartbeat joining) {
                    return Refusals.otherProtocol(groupId);
                }

                @Override
                public boolean upgrade(String groupId, Membership other, Turn<GroupEntry> turn) {
                    throw new IllegalStateException(groupId + " has no other protocol");
                }

                @Override
                public boolean canDowngrade(List<ConsumerMember> remaining) {
                    return false;
                }

                @Override
                public void downgrade(ConsumerGroup group, Turn<GroupEntry> turn) {
                    throw new IllegalStateException(group.id() + " has no other protocol");
                }

                @Override
                public void rejoin(
                        ClassicRequest.Join join, Reply<JoinAnswer> reply, Turn<GroupEntry> turn) {
                    throw new IllegalStateException(join.groupId() + " has no other protocol");
                }
            };

    MigrationPolicy policy();

    /** Why members of another protocol cannot become members of this one, or null. */
    @Nullable Rejected objectionToUpgrade(String groupId, Membership other, Heartbeat joining);

    /**
     * Replaces the members in the log by the same of this protocol.
     *
     * @return whether they were at rest, so that everybody has what is theirs
     */
    boolean upgrade(String groupId, Membership other, Turn<GroupEntry> turn);

    /**
     * @param remaining who stays in the group
     */
    boolean canDowngrade(List<ConsumerMember> remaining);

    /** Replaces the members, who all talk the classic protocol, and begins a rebalance. */
    void downgrade(ConsumerGroup group, Turn<GroupEntry> turn);

    /** Lets the classic protocol answer one who joins, and has just been taken over by it. */
    void rejoin(ClassicRequest.Join join, Reply<JoinAnswer> reply, Turn<GroupEntry> turn);
}
