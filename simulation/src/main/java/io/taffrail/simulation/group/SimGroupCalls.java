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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
    private final SimNetwork network;
    private final Supplier<MetadataImage> image;
    private final Function<Integer, @Nullable SimGateway> gateways;

    SimGroupCalls(
            int address,
            String clientId,
            SimProcess process,
            SimNetwork network,
            Supplier<MetadataImage> image,
            Function<Integer, @Nullable SimGateway> gateways) {
        this.address = address;
        this.clientId = clientId;
        this.process = process;
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
        return ask(new Commit(
                        group,
                        memberId,
                        null,
                        memberEpoch,
                        -1,
                        Rejection.GROUP_ID_NOT_FOUND,
                        offsets))
                .thenApply(SimGroupCalls::committed);
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
     * @param timeoutMs after which the member gives the answer up
     */
    <R> CompletableFuture<Answer<R>> ask(GroupRequest<R> request, long timeoutMs) {
        var answer = new CompletableFuture<Answer<R>>();
        MetadataImage known = image.get();
        int owner = known == MetadataImage.EMPTY ? -1 : SimOwnership.shard(known).coordinator();
        SimGateway gateway = gateways.apply(owner);
        if (gateway == null) {
            return CompletableFuture.completedFuture(
                    Answer.refused(Rejection.COORDINATOR_NOT_AVAILABLE, "nobody coordinates"));
        }
        network.send(
                address,
                owner,
                gateway.process(),
                () ->
                        gateway.ask(request)
                                .thenAccept(given ->
                                        network.send(
                                                owner,
                                                address,
                                                process,
                                                () -> answer.complete(given))));
        process.after(
                timeoutMs * MS,
                () -> answer.complete(Answer.refused(Rejection.NETWORK_EXCEPTION, "no answer")));
        return answer;
    }
}
