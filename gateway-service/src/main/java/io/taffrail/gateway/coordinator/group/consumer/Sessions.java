package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerTimer.RevocationTimer;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerTimer.SessionTimer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long members may be silent, and how long they may take to give partitions up. Timers are not
 * in the log: after loading, everybody has all of the time again.
 */
final class Sessions {

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private final Supplier<GroupSettings> settings;

    Sessions(Supplier<GroupSettings> settings) {
        this.settings = settings;
    }

    void renew(String groupId, String memberId, Turn<GroupEntry> turn) {
        turn.schedule(
                new SessionTimer(groupId, memberId), settings.get().consumerSessionTimeoutMs());
    }

    void awaitRevocation(ConsumerGroup group, ConsumerMember member, Turn<GroupEntry> turn) {
        turn.schedule(
                new RevocationTimer(group.id(), member.id()),
                Math.max(0, member.subscription().rebalanceTimeoutMs()));
    }

    void onLoaded(ConsumerGroup group, Turn<GroupEntry> turn) {
        for (ConsumerMember member : group.members()) {
            renew(group.id(), member.id(), turn);
            if (member.assignment().state() == MemberState.UNREVOKED_PARTITIONS) {
                awaitRevocation(group, member, turn);
            }
        }
    }

    static void expire(ConsumerGroup group, ConsumerTimer timer, Turn<GroupEntry> turn) {
        ConsumerMember member = group.member(timer.memberId());
        if (member == null) {
            return;
        }
        boolean isGone =
                switch (timer) {
                    case SessionTimer _ -> true;
                    case RevocationTimer _ ->
                            member.assignment().state() == MemberState.UNREVOKED_PARTITIONS;
                };
        if (isGone) {
            LOG.info(
                    "group {} goes on without member {} of epoch {}: {}",
                    group.id(),
                    member.id(),
                    member.epoch(),
                    timer instanceof RevocationTimer
                            ? "it did not give partitions up in time"
                            : "it gave no sign of life");
            Departures.remove(group, member, turn);
        }
    }
}
