package io.taffrail.gateway.coordinator.group.convert;

import io.taffrail.gateway.coordinator.Rehearsal.Asked;
import io.taffrail.gateway.coordinator.group.classic.Assigned;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Join;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Leave;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Sync;
import io.taffrail.gateway.coordinator.group.classic.JoinAnswer;
import io.taffrail.gateway.coordinator.group.classic.JoinAnswer.ComeAgain;
import io.taffrail.gateway.coordinator.group.classic.JoinAnswer.Joined;
import io.taffrail.gateway.coordinator.group.classic.JoinAnswer.Participant;
import io.taffrail.gateway.coordinator.group.classic.Leaver;
import io.taffrail.gateway.coordinator.group.classic.OfferedProtocol;
import io.taffrail.gateway.coordinator.group.classic.Opaque;
import io.taffrail.gateway.link.Answer;
import io.taffrail.kernel.fault.Rejection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A consumer of the classic protocol as clients behave, for one topic: it joins again when it is
 * told to, gives up all (eager) or what it lost (cooperative), and assigns when it leads.
 */
final class ClassicConsumer {

    private final MixedGroup group;
    final String name;
    private final boolean isCooperative;
    @Nullable String instanceId;
    String memberId = "";
    int generation = -1;
    int sessionTimeoutMs = 10_000;
    final TreeSet<Integer> owned = new TreeSet<>();
    @Nullable Asked<JoinAnswer> joining;
    private @Nullable Asked<Assigned> syncing;
    private boolean hasStarted;
    final List<Rejection> refusals = new ArrayList<>();

    ClassicConsumer(MixedGroup group, String name, boolean isCooperative) {
        this.group = group;
        this.name = name;
        this.isCooperative = isCooperative;
    }

    ClassicConsumer named(String instance) {
        instanceId = instance;
        return this;
    }

    private String protocol() {
        return isCooperative ? "cooperative-sticky" : "range";
    }

    void join() {
        hasStarted = true;
        joining = group.ask(request());
        go();
    }

    Join request() {
        return new Join(
                MixedGroup.GROUP,
                memberId,
                instanceId,
                name,
                "/127.0.0.1",
                sessionTimeoutMs,
                30_000,
                "consumer",
                List.of(new OfferedProtocol(protocol(), subscription())),
                true,
                true);
    }

    private Opaque subscription() {
        return new Opaque(
                bytes(
                        ConsumerProtocol.serializeSubscription(
                                new Subscription(
                                        List.of(MixedGroup.TOPIC),
                                        null,
                                        owned.stream().map(ClassicConsumer::partition).toList(),
                                        generation,
                                        Optional.empty()))));
    }

    private static TopicPartition partition(int number) {
        return new TopicPartition(MixedGroup.TOPIC, number);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    void beat() {
        if (hasStarted && joining == null && syncing == null) {
            took(group.ask(beatRequest()), () -> {});
        }
        go();
    }

    ClassicRequest.Heartbeat beatRequest() {
        return new ClassicRequest.Heartbeat(MixedGroup.GROUP, memberId, instanceId, generation);
    }

    Sync syncRequest() {
        return new Sync(
                MixedGroup.GROUP,
                memberId,
                instanceId,
                generation,
                "consumer",
                protocol(),
                Map.of());
    }

    /** What it syncs as the leader of the next generation, in which everybody gets nothing. */
    Sync syncOf(List<String> others) {
        Map<String, Opaque> nothing = new HashMap<>();
        Opaque empty =
                new Opaque(bytes(ConsumerProtocol.serializeAssignment(new Assignment(List.of()))));
        nothing.put(memberId, empty);
        others.forEach(id -> nothing.put(id, empty));
        return new Sync(
                MixedGroup.GROUP,
                memberId,
                instanceId,
                generation + 1,
                "consumer",
                protocol(),
                nothing);
    }

    void leave() {
        group.ask(
                        new Leave(
                                MixedGroup.GROUP,
                                List.of(new Leaver(memberId, instanceId, "it closes"))))
                .value();
        owned.clear();
    }

    /** Carries on as far as there are answers. */
    void go() {
        Asked<JoinAnswer> join = joining;
        if (join != null && !join.isOpen()) {
            joining = null;
            took(
                    join,
                    () -> {
                        switch (join.value()) {
                            case ComeAgain again -> {
                                memberId = again.memberId();
                                join();
                            }
                            case Joined joined -> onJoined(joined);
                        }
                    });
        }
        Asked<Assigned> sync = syncing;
        if (sync != null && !sync.isOpen()) {
            syncing = null;
            took(sync, () -> onAssigned(sync.value().assignment()));
        }
    }

    private <R> void took(Asked<R> asked, Runnable onGiven) {
        if (asked.future().join() instanceof Answer.Given<R>) {
            onGiven.run();
            return;
        }
        Rejection refusal = asked.refusal();
        refusals.add(refusal);
        switch (refusal) {
            case REBALANCE_IN_PROGRESS -> rejoin();
            case ILLEGAL_GENERATION -> lose(memberId);
            case UNKNOWN_MEMBER_ID -> lose("");
            default -> throw new AssertionError(name + " is refused: " + asked.future().join());
        }
    }

    private void rejoin() {
        if (!isCooperative) {
            owned.clear();
        }
        join();
    }

    private void lose(String id) {
        memberId = id;
        generation = -1;
        owned.clear();
        join();
    }

    private void onJoined(Joined joined) {
        memberId = joined.memberId();
        generation = joined.generation();
        syncing =
                group.ask(
                        new Sync(
                                MixedGroup.GROUP,
                                memberId,
                                instanceId,
                                generation,
                                "consumer",
                                protocol(),
                                assign(joined.members())));
        go();
    }

    /** Evenly, in the order of the ids; cooperative leaders leave out what others still read. */
    private Map<String, Opaque> assign(List<Participant> members) {
        Map<String, List<TopicPartition>> given = new HashMap<>();
        List<String> ids = members.stream().map(Participant::memberId).sorted().toList();
        ids.forEach(id -> given.put(id, new ArrayList<>()));
        for (int p = 0; p < MixedGroup.PARTITIONS && !ids.isEmpty(); p++) {
            String target = ids.get(p % ids.size());
            TopicPartition partition = partition(p);
            boolean isReadByAnother =
                    isCooperative
                            && members.stream()
                                    .filter(each -> !each.memberId().equals(target))
                                    .anyMatch(each -> owned(each).contains(partition));
            if (!isReadByAnother) {
                given.computeIfAbsent(target, _ -> new ArrayList<>()).add(partition);
            }
        }
        Map<String, Opaque> written = new HashMap<>();
        given.forEach((id, partitions) ->
                written.put(
                        id,
                        new Opaque(
                                bytes(
                                        ConsumerProtocol.serializeAssignment(
                                                new Assignment(partitions))))));
        return written;
    }

    private static List<TopicPartition> owned(Participant member) {
        return ConsumerProtocol.deserializeSubscription(ByteBuffer.wrap(member.metadata().bytes()))
                .ownedPartitions();
    }

    private void onAssigned(Opaque assignment) {
        var assigned = new TreeSet<Integer>();
        if (assignment.bytes().length > 0) {
            ConsumerProtocol.deserializeAssignment(ByteBuffer.wrap(assignment.bytes()))
                    .partitions()
                    .forEach(partition -> assigned.add(partition.partition()));
        }
        boolean hasLost = !assigned.containsAll(owned);
        owned.clear();
        owned.addAll(assigned);
        if (isCooperative && hasLost) {
            join();
        }
    }

    @Override
    public String toString() {
        return name + "@" + generation + owned;
    }
}
