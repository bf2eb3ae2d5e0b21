package io.taffrail.gateway.coordinator.group.convert;

import io.taffrail.gateway.coordinator.Reply;
import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.coordinator.group.Groups;
import io.taffrail.gateway.coordinator.group.Membership;
import io.taffrail.gateway.coordinator.group.MigrationPolicy;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroup;
import io.taffrail.gateway.coordinator.group.classic.ClassicProtocol;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest;
import io.taffrail.gateway.coordinator.group.classic.JoinAnswer;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerGroup;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerMember;
import io.taffrail.gateway.coordinator.group.consumer.Conversions;
import io.taffrail.gateway.coordinator.group.consumer.Heartbeat;
import io.taffrail.kernel.fault.Rejected;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The conversions between the two protocols of a shard. */
public final class OnlineMigration implements Conversions {

    private final ClassicProtocol classic;
    private final Supplier<GroupSettings> settings;
    private final Upgrade upgrade;

    /**
     * @param groups of the shard
     * @param classic the protocol that groups come from, and go back to
     */
    public OnlineMigration(
            Groups groups, ClassicProtocol classic, Supplier<GroupSettings> settings) {
        this.classic = classic;
        this.settings = settings;
        this.upgrade = new Upgrade(groups, settings);
    }

    @Override
    public MigrationPolicy policy() {
        return settings.get().migrationPolicy();
    }

    @Override
    public @Nullable Rejected objectionToUpgrade(
            String groupId, Membership other, Heartbeat joining) {
        return upgrade.objection(classic(groupId, other), joining);
    }

    @Override
    public boolean upgrade(String groupId, Membership other, Turn<GroupEntry> turn) {
        return upgrade.convert(classic(groupId, other), turn);
    }

    private static ClassicGroup classic(String groupId, Membership membership) {
        if (membership instanceof ClassicGroup group) {
            return group;
        }
        throw new IllegalStateException(
                "group %s is of %s: there is no way from there"
                        .formatted(groupId, membership.type()));
    }

    @Override
    public boolean canDowngrade(List<ConsumerMember> remaining) {
        return Downgrade.isPossible(remaining, settings.get());
    }

    @Override
    public void downgrade(ConsumerGroup group, Turn<GroupEntry> turn) {
        Downgrade.convert(group, classic, turn);
    }

    @Override
    public void rejoin(ClassicRequest.Join join, Reply<JoinAnswer> reply, Turn<GroupEntry> turn) {
        classic.join(join, reply, turn);
    }
}
