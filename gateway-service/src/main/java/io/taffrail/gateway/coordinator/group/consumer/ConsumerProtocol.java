package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.Call;
import io.taffrail.gateway.coordinator.Reply;
import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.Group;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.coordinator.group.Groups;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataImage;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The protocol of KIP-848 for the groups of one shard. Single-threaded, as its machine is. */
public final class ConsumerProtocol {

    private final Groups groups;
    private final Heartbeats heartbeats;
    private final Sessions sessions;
    private final Departures departures;
    private final Residents residents;
    private final ClassicJoins classicJoins;
    private final ClassicSigns classicSigns;
    private final Replay replay;
    private final Regexes regexes = new Regexes();

    /**
     * @param groups of the shard, shared with the other protocol
     */
    public ConsumerProtocol(Groups groups, Supplier<GroupSettings> settings) {
        this(groups, settings, Conversions.NONE);
    }

    /**
     * @param groups of the shard, shared with the other protocol
     * @param conversions from and to the other protocol
     */
    public ConsumerProtocol(
            Groups groups, Supplier<GroupSettings> settings, Conversions conversions) {
        this.groups = groups;
        this.departures = new Departures(conversions);
        this.residents = new Residents(departures);
        this.sessions = new Sessions(settings, departures);
        var epochs = new Epochs(regexes);
        var reconciler = new Reconciler(sessions);
        this.heartbeats =
                new Heartbeats(
                        groups, settings, epochs, sessions, departures, reconciler, conversions);
        this.classicJoins =
                new ClassicJoins(settings, epochs, sessions, departures, reconciler, conversions);
        this.classicSigns = new ClassicSigns(epochs, sessions, departures);
        this.replay = new Replay(groups, regexes);
    }

    /** Whether what classic members ask of that group is answered here. */
    public boolean serves(String groupId) {
        ConsumerGroup group = find(groupId);
        return group != null && group.hasMembers();
    }

    /**
     * Answers a member that talks the classic protocol.
     *
     * @param request of a group that {@link #serves} tells of
     */
    public void handleClassic(Call<?> call, ClassicRequest<?> request, Turn<GroupEntry> turn) {
        ConsumerGroup group =
                Objects.requireNonNull(find(request.groupId()), "a group that is served");
        switch (request) {
            case ClassicRequest.Join join ->
                    classicJoins.handle(group, join, call.replyTo(join), turn);
            case ClassicRequest.Sync sync ->
                    classicSigns.sync(group, sync, call.replyTo(sync), turn);
            case ClassicRequest.Heartbeat beat ->
                    classicSigns.heartbeat(group, beat, call.replyTo(beat), turn);
            case ClassicRequest.Leave leave ->
                    classicSigns.leave(group, leave, call.replyTo(leave), turn);
            case ClassicRequest.Describe describe ->
                    turn.refuse(
                            call.replyTo(describe),
                            Rejection.GROUP_ID_NOT_FOUND,
                            "Group " + describe.groupId() + " is not a classic group.");
        }
    }

    public void handle(Call<? extends ConsumerRequest<?>> call, Turn<GroupEntry> turn) {
        switch (call.request()) {
            case Heartbeat heartbeat -> handle(heartbeat, call.replyTo(heartbeat), turn);
            case DescribeConsumerGroup asked -> {
                Reply<ConsumerGroupDescription> reply = call.replyTo(asked);
                ConsumerGroup group = find(asked.groupId());
                if (group == null) {
                    turn.refuse(reply, absence(asked.groupId()));
                } else {
                    turn.grant(reply, Descriptions.of(group));
                }
            }
        }
    }

    private void handle(Heartbeat asked, Reply<HeartbeatAnswer> reply, Turn<GroupEntry> turn) {
        Rejected objection = HeartbeatChecks.objection(asked);
        if (objection == null) {
            objection = Residents.objection(asked, turn.image());
        }
        if (objection != null) {
            turn.refuse(reply, objection);
            return;
        }
        Heartbeat heartbeat =
                asked.memberId().isEmpty() ? asked.withMemberId(newMemberId(turn.newId())) : asked;
        if (!heartbeat.isLeave()) {
            heartbeats.take(heartbeat, reply, turn);
            return;
        }
        ConsumerGroup group = find(heartbeat.groupId());
        if (group == null) {
            turn.refuse(reply, absence(heartbeat.groupId()));
        } else {
            departures.leave(group, heartbeat, reply, turn);
        }
    }

    /** In the form of Kafka's ids: base64 for URLs, without padding. */
    private static String newMemberId(UUID id) {
        ByteBuffer bytes =
                ByteBuffer.allocate(16)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    public void expire(ConsumerTimer timer, Turn<GroupEntry> turn) {
        ConsumerGroup group = find(timer.groupId());
        if (group != null) {
            sessions.expire(group, timer, turn);
        }
    }

    public void replay(ConsumerEntry entry) {
        replay.take(entry);
    }

    public void onLoaded(Turn<GroupEntry> turn) {
        for (Group group : groups.all()) {
            if (group.membership() instanceof ConsumerGroup ours) {
                sessions.onLoaded(ours, turn);
                residents.onLoaded(ours, turn);
            }
        }
    }

    /**
     * A group's epoch follows at its next heartbeat, which then gets the new assignment. Members
     * that ended with their gateway are let go at once.
     */
    public void onMetadata(MetadataImage before, Turn<GroupEntry> turn) {
        regexes.onMetadata(before, turn.image());
        residents.onMetadata(groups, before, turn);
    }

    private @Nullable ConsumerGroup find(String groupId) {
        Group group = groups.find(groupId);
        return group != null && group.membership() instanceof ConsumerGroup ours ? ours : null;
    }

    private Rejected absence(String groupId) {
        Group group = groups.find(groupId);
        return group == null || group.membership() == null
                ? Refusals.unknownGroup(groupId)
                : Refusals.otherProtocol(groupId);
    }
}
