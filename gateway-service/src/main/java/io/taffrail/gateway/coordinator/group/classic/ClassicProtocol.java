package io.taffrail.gateway.coordinator.group.classic;

import io.taffrail.gateway.coordinator.Call;
import io.taffrail.gateway.coordinator.Reply;
import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.Group;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.coordinator.group.Groups;
import io.taffrail.gateway.coordinator.group.Membership;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroupWritten.Snapshot;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Describe;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Heartbeat;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Join;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Leave;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Sync;
import io.taffrail.gateway.coordinator.group.classic.ClassicTimer.JoinPhaseEnds;
import io.taffrail.gateway.coordinator.group.classic.ClassicTimer.SessionEnds;
import io.taffrail.gateway.coordinator.group.classic.ClassicTimer.SyncPhaseEnds;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataImage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The classic protocol as a whole: finds the group of each request, timer and entry, and hands it
 * to the one whose subject it is. Owned by the shard's loop.
 */
public final class ClassicProtocol {

    private final Groups groups;
    private final Supplier<GroupSettings> settings;
    private final Rebalance rebalance;
    private final Joining joining;
    private final Syncing syncing;
    private final Liveness liveness;
    private final Leaving leaving;

    public ClassicProtocol(Groups groups, Supplier<GroupSettings> settings) {
        this.groups = groups;
        this.settings = settings;
        this.rebalance = new Rebalance(settings);
        this.joining = new Joining(settings, rebalance);
        this.syncing = new Syncing(rebalance);
        this.liveness = new Liveness(rebalance);
        this.leaving = new Leaving(rebalance);
    }

    public void handle(Call<?> call, ClassicRequest<?> request, Turn<GroupEntry> turn) {
        switch (request) {
            case Join join -> join(join, call.replyTo(join), turn);
            case Sync sync -> sync(sync, call.replyTo(sync), turn);
            case Heartbeat beat -> heartbeat(beat, call.replyTo(beat), turn);
            case Leave leave -> leave(leave, call.replyTo(leave), turn);
            case Describe describe -> describe(describe, call.replyTo(describe), turn);
        }
        forgetIfNothing(request.groupId());
    }

    public void expire(ClassicTimer timer, Turn<GroupEntry> turn) {
        ClassicGroup group = find(timer.groupId());
        if (group == null) {
            return;
        }
        switch (timer) {
            case SessionEnds ends -> liveness.onSessionEnds(group, ends.memberId(), turn);
            case JoinPhaseEnds _ -> rebalance.onJoinPhaseEnds(group, turn);
            case SyncPhaseEnds _ -> syncing.onSyncPhaseEnds(group, turn);
        }
        forgetIfNothing(timer.groupId());
    }

    public void replay(ClassicEntry entry) {
        switch (entry) {
            case ClassicGroupWritten written -> replay(written);
        }
    }

    private void replay(ClassicGroupWritten written) {
        Snapshot value = written.value();
        ClassicGroup known = find(written.groupId());
        if (value == null) {
            if (known != null) {
                groups.getOrCreate(written.groupId()).membership(null);
            }
            groups.dropIfNothing(written.groupId());
            return;
        }
        ClassicGroup group =
                known != null ? known : new ClassicGroup(written.groupId(), value.stateSinceMs());
        group.become(value);
        groups.getOrCreate(written.groupId()).membership(group);
    }

    /** Nobody knows when the members were last heard of: their sessions begin anew. */
    public void onLoaded(Turn<GroupEntry> turn) {
        for (Group each : groups.all()) {
            if (!(each.membership() instanceof ClassicGroup group) || !group.hasMembers()) {
                continue;
            }
            for (ClassicMember member : group.members()) {
                Sessions.renew(group, member, turn);
            }
            if (group.members().size() > settings.get().maxSize()) {
                rebalance.beginOrGoOn(group, "it is larger than group.max.size", turn);
            } else if (group.leader() == null) {
                rebalance.beginOrGoOn(group, "nobody has led it yet", turn);
            }
        }
    }

    /**
     * Takes over members that lived by another protocol, and begins a rebalance.
     *
     * @param written without a leader: whoever reads it must begin that rebalance, too
     * @param offers what each member can do besides the protocol that was written
     */
    public void adopt(
            ClassicGroupWritten written,
            Map<String, List<OfferedProtocol>> offers,
            Turn<GroupEntry> turn) {
        turn.write(written);
        ClassicGroup group = Objects.requireNonNull(find(written.groupId()), "it was written");
        offers.forEach((memberId, protocols) -> {
            ClassicMember member = group.find(memberId);
            if (member != null) {
                adopted(group, member, protocols, turn);
            }
        });
        rebalance.beginOrGoOn(group, "nobody speaks the consumer protocol any more", turn);
    }

    private static void adopted(
            ClassicGroup group,
            ClassicMember member,
            List<OfferedProtocol> protocols,
            Turn<GroupEntry> turn) {
        member.offer(protocols);
        Sessions.renew(group, member, turn);
    }

    /** Topics are the leader's business: it sees new partitions, and joins again. */
    public void onMetadata(MetadataImage before, Turn<GroupEntry> turn) {}

    /** Answers a join, now or when its generation begins. */
    public void join(Join join, Reply<JoinAnswer> reply, Turn<GroupEntry> turn) {
        Rejected wrong = nameless(join.groupId());
        if (wrong == null) {
            wrong = joining.judge(join);
        }
        if (wrong == null) {
            wrong = judgeOtherProtocol(join);
        }
        if (wrong != null) {
            turn.refuse(reply, wrong);
            return;
        }
        ClassicGroup group = find(join.groupId());
        if (group == null && !join.memberId().isEmpty()) {
            turn.refuse(reply, Standing.unknown(join.groupId(), "member " + join.memberId()));
            return;
        }
        if (group == null) {
            group = create(join.groupId(), turn);
        }
        joining.handle(group, join, reply, turn);
    }

    private void sync(Sync sync, Reply<Assigned> reply, Turn<GroupEntry> turn) {
        ClassicGroup group = find(sync.groupId());
        if (group != null) {
            syncing.handle(group, sync, reply, turn);
        } else {
            turn.refuse(reply, noMember(sync.groupId(), sync.memberId()));
        }
    }

    private void heartbeat(Heartbeat beat, Reply<Alive> reply, Turn<GroupEntry> turn) {
        ClassicGroup group = find(beat.groupId());
        if (group != null) {
            liveness.handle(group, beat, reply, turn);
        } else {
            turn.refuse(reply, noMember(beat.groupId(), beat.memberId()));
        }
    }

    private void leave(Leave leave, Reply<List<Left>> reply, Turn<GroupEntry> turn) {
        Rejected wrong = nameless(leave.groupId());
        ClassicGroup group = find(leave.groupId());
        if (wrong != null) {
            turn.refuse(reply, wrong);
        } else if (group != null) {
            leaving.handle(group, leave, reply, turn);
        } else {
            turn.grant(reply, Leaving.ofNothing(leave));
        }
    }

    private void describe(Describe describe, Reply<GroupDescription> reply, Turn<GroupEntry> turn) {
        Group group = groups.find(describe.groupId());
        if (group == null) {
            turn.refuse(
                    reply,
                    Rejection.GROUP_ID_NOT_FOUND,
                    "Group " + describe.groupId() + " not found.");
        } else if (group.membership() instanceof ClassicGroup classic) {
            turn.grant(reply, Descriptions.of(classic));
        } else if (group.membership() == null) {
            turn.grant(reply, Descriptions.OF_NO_MEMBERS);
        } else {
            turn.refuse(
                    reply,
                    Rejection.GROUP_ID_NOT_FOUND,
                    "Group " + describe.groupId() + " is not a classic group.");
        }
    }

    private @Nullable ClassicGroup find(String groupId) {
        Group group = groups.find(groupId);
        return group != null && group.membership() instanceof ClassicGroup classic ? classic : null;
    }

    /** Replaces what an empty group of another protocol left in the log. */
    private ClassicGroup create(String groupId, Turn<GroupEntry> turn) {
        Group before = groups.find(groupId);
        Membership other = before == null ? null : before.membership();
        if (other != null) {
            other.erase(turn);
        }
        var group = new ClassicGroup(groupId, turn.nowMs());
        groups.getOrCreate(groupId).membership(group);
        return group;
    }

    private @Nullable Rejected judgeOtherProtocol(Join join) {
        Group group = groups.find(join.groupId());
        Membership membership = group == null ? null : group.membership();
        if (membership == null || membership instanceof ClassicGroup || !membership.hasMembers()) {
            return null;
        }
        return new Rejected(
                Rejection.INCONSISTENT_GROUP_PROTOCOL,
                "group %s has members of group.protocol %s: set group.protocol=%s, or stop them first"
                        .formatted(
                                join.groupId(),
                                membership.type().wireName(),
                                membership.type().wireName()));
    }

    private static Rejected noMember(String groupId, String memberId) {
        Rejected wrong = nameless(groupId);
        return wrong != null ? wrong : Standing.unknown(groupId, "member " + memberId);
    }

    private static @Nullable Rejected nameless(String groupId) {
        return groupId.isEmpty()
                ? new Rejected(
                        Rejection.INVALID_GROUP_ID,
                        "a group with members needs a name: set group.id")
                : null;
    }

    private void forgetIfNothing(String groupId) {
        ClassicGroup group = find(groupId);
        if (group != null && group.isNothing()) {
            groups.getOrCreate(groupId).membership(null);
            groups.dropIfNothing(groupId);
        }
    }
}
