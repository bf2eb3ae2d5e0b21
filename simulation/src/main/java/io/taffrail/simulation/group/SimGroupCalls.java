package io.taffrail.simulation.group;

import io.taffrail.gateway.coordinator.group.GroupRequest;
import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import io.taffrail.gateway.coordinator.group.consumer.HeartbeatAnswer;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Commit;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Fetch;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Found;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Offset;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Results;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.GroupCalls;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.simulation.cluster.SimNetwork;
import io.taffrail.simulation.cluster.SimProcess;
import io.taffrail.simulation.cluster.SimScheduler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A member's way to the gateway that coordinates its group, as far as it knows. */
final class SimGroupCalls implements GroupCalls {

    private static final long MS = 1_000_000;
    private static final long TIMEOUT_MS = 1_500;

    private final int address;
    private final String clientId;
    private final SimProcess process;
    private final SimScheduler scheduler;
    private final SimNetwork network;
    private final Supplier<MetadataImage> image;
    private final Function<Integer, @Nullable SimGateway> gateways;
    private @Nullable SimConnection last;

    SimGroupCalls(
            int address,
            String clientId,
            SimProcess process,
            SimScheduler scheduler,
            SimNetwork network,
            Supplier<MetadataImage> image,
            Function<Integer, @Nullable SimGateway> gateways) {
        this.address = address;
        this.clientId = clientId;
        this.process = process;
        this.scheduler = scheduler;
        this.network = network;
        this.image = image;
        this.gateways = gateways;
    }

    @Override
    public CompletableFuture<Answer<Beat>> heartbeat(Heartbeat heartbeat) {
        boolean isFull = heartbeat.owned() != null;
        var request =
                new io.taffrail.gateway.coordinator.group.consumer.Heartbeat(
                        heartbeat.group(),
                        heartbeat.memberId(),
                        heartbeat.memberEpoch(),
                        null,
                        null,
                        isFull ? heartbeat.rebalanceTimeoutMs() : -1,
                        isFull ? heartbeat.topics() : null,
                        null,
                        null,
                        set(heartbeat.owned()),
                        clientId,
                        "/host",
                        true);
        return ask(request).thenApply(answer -> answer.map(this::beat));
    }

    private Beat beat(HeartbeatAnswer answer) {
        PartitionSet assignment = answer.assignment();
        Set<TopicPartition> assigned = null;
        if (assignment != null) {
            var partitions = new HashSet<TopicPartition>();
            assignment.forEach(
                    (_, p) -> partitions.add(new TopicPartition(SimOwnership.ORDERS, p)));
            assigned = partitions;
        }
        return new Beat(answer.memberEpoch(), answer.heartbeatIntervalMs(), assigned);
    }

    private static @Nullable PartitionSet set(@Nullable Set<TopicPartition> owned) {
        if (owned == null) {
            return null;
        }
        List<Integer> partitions = owned.stream().map(TopicPartition::partition).toList();
        return PartitionSet.of(Map.of(SimOwnership.ORDERS_ID, partitions));
    }

    @Override
    public CompletableFuture<Answer<Committed>> commit(
            String group,
            String memberId,
            int memberEpoch,
            Map<TopicPartition, Long> nextOffsets,
            Map<TopicPartition, String> notes) {
        var offsets = new ArrayList<Offset>();
        nextOffsets.forEach((partition, next) ->
                offsets.add(
                        new Offset(
                                partition,
                                SimOwnership.ORDERS_ID,
                                next,
                                -1,
                                notes.get(partition))));
        var commit =
                new Commit(
                        group,
                        memberId,
                        null,
                        memberEpoch,
                        -1,
                        Rejection.GROUP_ID_NOT_FOUND,
                        offsets);
        return ask(TIMEOUT_MS, (gateway, connection) -> commit(commit, gateway, connection))
                .thenApply(SimGroupCalls::committed);
    }

    /** As the handler of commits does it: one that is refused for good ends its connection. */
    private static CompletableFuture<Answer<Results>> commit(
            Commit commit, SimGateway gateway, SimConnection connection) {
        return gateway.askInOrder(commit, connection.acceptedNs())
                .whenComplete((answer, _) -> {
                    if (isOfAnother(answer)) {
                        connection.closeByGateway();
                    }
                });
    }

    private static boolean isOfAnother(Answer<?> answer) {
        return answer instanceof Answer.Refused<?> refused
                && refused.rejected().reason() == Rejection.NOT_COORDINATOR;
    }

    private static Answer<Committed> committed(Answer<Results> answer) {
        return switch (answer) {
            case Answer.Refused<Results> refused -> Answer.refused(refused.rejected());
            case Answer.Given<Results> given -> {
                Rejected first = given.value().refusals().getFirst();
                yield first == null ? Answer.of(Committed.DONE) : Answer.refused(first);
            }
        };
    }

    @Override
    public CompletableFuture<Answer<Map<TopicPartition, Position>>> positions(
            String group, List<TopicPartition> partitions) {
        return ask(new Fetch(group, null, -1, partitions))
                .thenApply(answer -> answer.map(SimGroupCalls::known));
    }

    private static Map<TopicPartition, Position> known(List<Found> found) {
        var known = new HashMap<TopicPartition, Position>();
        for (Found each : found) {
            if (each.offset() != null) {
                known.put(
                        each.partition(),
                        new Position(each.offset().offset(), each.offset().metadata()));
            }
        }
        return known;
    }

    <R> CompletableFuture<Answer<R>> ask(GroupRequest<R> request) {
        return ask(request, TIMEOUT_MS);
    }

    /**
     * @param timeoutMs after which the member gives the answer up, and the connection with it
     */
    <R> CompletableFuture<Answer<R>> ask(GroupRequest<R> request, long timeoutMs) {
        return ask(timeoutMs, (gateway, _) -> gateway.ask(request));
    }

    private <R> CompletableFuture<Answer<R>> ask(
            long timeoutMs,
            BiFunction<SimGateway, SimConnection, CompletableFuture<Answer<R>>> question) {
        var answer = new CompletableFuture<Answer<R>>();
        MetadataImage known = image.get();
        int owner = known == MetadataImage.EMPTY ? -1 : SimOwnership.shard(known).coordinator();
        SimGateway gateway = gateways.apply(owner);
        if (gateway == null) {
            return CompletableFuture.completedFuture(
                    Answer.refused(Rejection.COORDINATOR_NOT_AVAILABLE, "nobody coordinates"));
        }
        SimConnection connection = connect(gateway);
        connection.send(() ->
                question.apply(gateway, connection)
                        .thenAccept(given ->
                                connection.answer(() -> {
                                    if (isOfAnother(given)) {
                                        connection.giveUp();
                                    }
                                    answer.complete(given);
                                })));
        process.after(
                timeoutMs * MS,
                () -> {
                    if (!answer.isDone()) {
                        connection.giveUp();
                        answer.complete(Answer.refused(Rejection.NETWORK_EXCEPTION, "no answer"));
                    }
                });
        return answer;
    }

    /** Whoever hears of another coordinator has nothing more to say to the one before. */
    private SimConnection connect(SimGateway gateway) {
        SimConnection known = last;
        if (known != null) {
            if (known.isOpenTo(gateway)) {
                return known;
            }
            known.giveUp();
        }
        var made = new SimConnection(address, process, gateway, network, scheduler);
        last = made;
        return made;
    }
}
