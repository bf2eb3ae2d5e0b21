package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerTimer.JoinTimer;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerTimer.RevocationTimer;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerTimer.SessionTimer;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerTimer.SyncTimer;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long members may be silent, and how long they may take to give partitions up, to rejoin and
 * to sync. Timers are not in the log: after loading, everybody has all of the time again.
 */
final class Sessions {

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private final Supplier<GroupSettings> settings;
    private final Departures departures;

    Sessions(Supplier<GroupSettings> settings, Departures departures) {
        this.settings = settings;
        this.departures = departures;
    }

    void renew(ConsumerGroup group, ConsumerMember member, Turn<GroupEntry> turn) {
        ClassicSide classic = member.subscription().classic();
        turn.schedule(
                new SessionTimer(group.id(), member.id()),
                classic == null
                        ? settings.get().consumerSessionTimeoutMs()
                        : classic.sessionTimeoutMs());
    }

    void awaitRevocation(ConsumerGroup group, ConsumerMember member, Turn<GroupEntry> turn) {
        turn.schedule(new RevocationTimer(group.id(), member.id()), rebalanceTimeoutMs(member));
    }

    /** The time runs from the first time that it was told, however often it asks. */
    void awaitJoin(ConsumerGroup group, ConsumerMember member, Turn<GroupEntry> turn) {
        if (group.beginAwaitingJoin(member.id())) {
            turn.schedule(new JoinTimer(group.id(), member.id()), rebalanceTimeoutMs(member));
        }
    }

    void awaitSync(ConsumerGroup group, ConsumerMember member, Turn<GroupEntry> turn) {
        group.endAwaitingJoin(member.id());
        turn.cancel(new JoinTimer(group.id(), member.id()));
        turn.schedule(new SyncTimer(group.id(), member.id()), rebalanceTimeoutMs(member));
    }

    static void hasSynced(ConsumerGroup group, ConsumerMember member, Turn<GroupEntry> turn) {
        turn.cancel(new SyncTimer(group.id(), member.id()));
    }

    static void endAll(ConsumerGroup group, ConsumerMember member, Turn<GroupEntry> turn) {
        ConsumerGroup.endTimers(group.id(), member.id(), turn);
    }

    private static int rebalanceTimeoutMs(ConsumerMember member) {
        return Math.max(0, member.subscription().rebalanceTimeoutMs());
    }

    void onLoaded(ConsumerGroup group, Turn<GroupEntry> turn) {
        for (ConsumerMember member : group.members()) {
            renew(group, member, turn);
            if (member.assignment().state() == MemberState.UNREVOKED_PARTITIONS) {
                awaitRevocation(group, member, turn);
            }
        }
    }

    void expire(ConsumerGroup group, ConsumerTimer timer, Turn<GroupEntry> turn) {
        ConsumerMember member = group.member(timer.memberId());
        if (member == null) {
            return;
        }
        boolean isGone =
                switch (timer) {
                    case SessionTimer _ -> true;
                    case RevocationTimer _ ->
                            member.assignment().state() == MemberState.UNREVOKED_PARTITIONS;
                    case JoinTimer _, SyncTimer _ -> member.speaksClassic();
                };
        if (isGone) {
            LOG.info(
                    "group {} goes on without member {} of epoch {}: {}",
                    group.id(),
                    member.id(),
                    member.epoch(),
                    switch (timer) {
                        case SessionTimer _ -> "it gave no sign of life";
                        case RevocationTimer _ -> "it did not give partitions up in time";
                        case JoinTimer _ -> "it did not rejoin in time";
                        case SyncTimer _ -> "it did not sync in time";
                    });
            departures.remove(group, List.of(member), turn);
        }
    }
}
