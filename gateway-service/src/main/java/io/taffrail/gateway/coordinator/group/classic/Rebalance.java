package io.taffrail.gateway.coordinator.group.classic;

import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.coordinator.group.classic.ClassicTimer.JoinPhaseEnds;
import io.taffrail.gateway.coordinator.group.classic.ClassicTimer.SyncPhaseEnds;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From one generation to the next: all members are asked to join, and when they have, or their time
 * is up, those who are there become the next generation.
 */
final class Rebalance {

    private static final Logger LOG = LoggerFactory.getLogger(Rebalance.class);

    private final Supplier<GroupSettings> settings;

    Rebalance(Supplier<GroupSettings> settings) {
        this.settings = settings;
    }

    /** Begins one, or brings the one that is under way to its end if nobody is missing any more. */
    void beginOrGoOn(ClassicGroup group, String reason, Turn<GroupEntry> turn) {
        if (group.is(ClassicState.PREPARING_REBALANCE)) {
            endIfComplete(group, turn);
        } else {
            begin(group, reason, turn);
        }
    }

    private void begin(ClassicGroup group, String reason, Turn<GroupEntry> turn) {
        LOG.info(
                "group {} rebalances after generation {}: {}",
                group.id(),
                group.generation(),
                reason);
        for (ClassicMember member : group.members()) {
            if (member.isAwaitingSync()) {
                Waiting.refuseSync(member, Standing.rebalancing(group), turn);
                // Its session was left alone while it waited, and may be over or all but over.
                Sessions.renew(group, member, turn);
            }
        }
        turn.cancel(new SyncPhaseEnds(group.id()));
        if (group.is(ClassicState.EMPTY)) {
            int delayMs = settings.get().initialRebalanceDelayMs();
            group.beginPreparing(
                    FirstRebalance.begin(delayMs, group.rebalanceTimeoutMs()), turn.nowMs());
            turn.schedule(new JoinPhaseEnds(group.id()), delayMs);
            return;
        }
        group.beginPreparing(null, turn.nowMs());
        if (group.haveAllJoined()) {
            end(group, turn);
        } else {
            turn.schedule(new JoinPhaseEnds(group.id()), group.rebalanceTimeoutMs());
        }
    }

    /** A first rebalance waits its whole delay, since nobody knows who else will come. */
    void endIfComplete(ClassicGroup group, Turn<GroupEntry> turn) {
        boolean canEnd =
                group.is(ClassicState.PREPARING_REBALANCE) && group.firstRebalance() == null;
        if (canEnd && group.haveAllJoined()) {
            end(group, turn);
        }
    }

    void onJoinPhaseEnds(ClassicGroup group, Turn<GroupEntry> turn) {
        if (!group.is(ClassicState.PREPARING_REBALANCE)) {
            return;
        }
        FirstRebalance first = group.firstRebalance();
        if (first != null && first.goesOn()) {
            FirstRebalance next = first.next(settings.get().initialRebalanceDelayMs());
            group.firstRebalance(next);
            turn.schedule(new JoinPhaseEnds(group.id()), next.delayMs());
        } else {
            end(group, turn);
        }
    }

    private void end(ClassicGroup group, Turn<GroupEntry> turn) {
        turn.cancel(new JoinPhaseEnds(group.id()));
        removeWhoDidNotJoin(group, turn);
        if (!group.hasMembers()) {
            LOG.info("group {} is empty after generation {}", group.id(), group.generation());
            turn.write(group.writtenEmpty(turn.nowMs()));
            return;
        }
        if (!electLeader(group)) {
            // Only static members are left, and none of them has joined: they are waited for until
            // they come or their sessions end.
            turn.schedule(new JoinPhaseEnds(group.id()), group.rebalanceTimeoutMs());
            return;
        }
        group.beginGeneration(turn.nowMs());
        LOG.info(
                "group {} begins generation {} with {} members, led by {}",
                group.id(),
                group.generation(),
                group.members().size(),
                group.leader());
        for (ClassicMember member : group.members()) {
            Waiting.grantJoin(member, Welcome.to(group, member), turn);
            member.isKnown();
            Sessions.renew(group, member, turn);
        }
        turn.schedule(new SyncPhaseEnds(group.id()), group.rebalanceTimeoutMs());
    }

    /** Static members stay as long as their sessions: they may only be restarting. */
    private static void removeWhoDidNotJoin(ClassicGroup group, Turn<GroupEntry> turn) {
        for (ClassicMember member : List.copyOf(group.members())) {
            if (!member.isAwaitingJoin() && !member.isStatic()) {
                LOG.info("group {} loses {}, which did not rejoin", group.id(), member.id());
                group.remove(member.id());
                Sessions.end(group, member.id(), turn);
            }
        }
    }

    /** The leader must be one who hears of it; false when nobody has joined. */
    private static boolean electLeader(ClassicGroup group) {
        String leader = group.leader();
        ClassicMember current = leader == null ? null : group.find(leader);
        if (current != null && current.isAwaitingJoin()) {
            return true;
        }
        for (ClassicMember member : group.members()) {
            if (member.isAwaitingJoin()) {
                group.lead(member.id());
                return true;
            }
        }
        return false;
    }
}
