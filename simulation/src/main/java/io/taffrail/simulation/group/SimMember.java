package io.taffrail.simulation.group;

import io.taffrail.gateway.consume.GroupMember;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.GatewayLife;
import io.taffrail.gateway.link.GroupCalls;
import io.taffrail.gateway.link.GroupCalls.Committed;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.simulation.cluster.SimLoop;
import io.taffrail.simulation.cluster.SimNetwork;
import io.taffrail.simulation.cluster.SimProcess;
import io.taffrail.simulation.cluster.SimScheduler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A member that reads what it is assigned, and commits how far it has come. */
final class SimMember implements GroupMember.Listener {

    static final String GROUP = "g";
    private static final long MS = 1_000_000;

    private final SimScheduler scheduler;
    private final Random random;
    private final GroupTruth truth;
    private final @Nullable GatewayLife home;
    private final SimProcess process;
    private final GroupCalls calls;
    private final GroupMember member;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Set<TopicPartition> owned = new HashSet<>();
    private MetadataImage image = MetadataImage.EMPTY;

    /**
     * @param home the life of a gateway whose stream it is, or null for a client by itself
     */
    SimMember(
            int address,
            @Nullable GatewayLife home,
            SimScheduler scheduler,
            SimNetwork network,
            Function<Integer, @Nullable SimGateway> gateways,
            Random random,
            GroupTruth truth) {
        this.scheduler = scheduler;
        this.random = random;
        this.truth = truth;
        this.process = new SimProcess(scheduler);
        this.home = home;
        this.calls =
                new SimGroupCalls(
                        address,
                        home == null ? "member" : home.clientId(),
                        process,
                        network,
                        () -> image,
                        gateways);
        this.member =
                new GroupMember(
                        calls,
                        new SimLoop(process, 10_000),
                        GROUP,
                        "member-" + address,
                        List.of(SimOwnership.ORDERS),
                        this);
    }

    void learn(MetadataImage news) {
        process.run(() -> image = news);
    }

    void start() {
        member.start();
        process.after(random.nextLong(100 * MS), this::workOn);
    }

    boolean livesOn(GatewayLife life) {
        return life.equals(home);
    }

    SimProcess process() {
        return process;
    }

    Set<TopicPartition> owned() {
        return owned;
    }

    /** Leaves as a well-behaved client does: commits, then says so. */
    void leave() {
        var done = new ArrayList<CompletableFuture<?>>();
        Set.copyOf(positions.keySet()).forEach(partition -> done.add(commit(partition)));
        CompletableFuture.allOf(done.toArray(CompletableFuture<?>[]::new))
                .thenRun(() -> member.leave().thenRun(process::kill));
        owned.clear();
        positions.clear();
    }

    private void workOn() {
        for (TopicPartition partition : new ArrayList<>(positions.keySet())) {
            positions.merge(partition, 1L + random.nextInt(3), Long::sum);
            if (random.nextInt(4) == 0) {
                commit(partition);
            }
        }
        process.after(1 + random.nextLong(200 * MS), this::workOn);
    }

    private CompletableFuture<?> commit(TopicPartition partition) {
        Long next = positions.get(partition);
        if (next == null) {
            return CompletableFuture.completedFuture(null);
        }
        int moment = truth.moment(partition.partition());
        return calls.commit(GROUP, member.id(), member.epoch(), Map.of(partition, next))
                .thenAccept(answer -> {
                    if (answer instanceof Answer.Given<Committed>) {
                        truth.onCommitAcknowledged(partition.partition(), next, moment);
                    } else {
                        truth.mark(GroupMark.COMMIT_REFUSED);
                    }
                });
    }

    @Override
    public void onAssigned(Set<TopicPartition> partitions) {
        truth.mark(GroupMark.ASSIGNED);
        owned.addAll(partitions);
        partitions.forEach(this::findPosition);
    }

    private void findPosition(TopicPartition partition) {
        if (!owned.contains(partition) || positions.containsKey(partition)) {
            return;
        }
        int moment = truth.moment(partition.partition());
        calls.committed(GROUP, List.of(partition))
                .thenAccept(answer -> {
                    switch (answer) {
                        case Answer.Given<Map<TopicPartition, Long>> given -> {
                            Long known = given.value().get(partition);
                            truth.onFetched(partition.partition(), known, moment);
                            if (owned.contains(partition)) {
                                positions.putIfAbsent(partition, known == null ? 0 : known);
                            }
                        }
                        case Answer.Refused<Map<TopicPartition, Long>> _ ->
                                process.after(100 * MS, () -> findPosition(partition));
                    }
                });
    }

    @Override
    public CompletableFuture<?> onRevoked(Set<TopicPartition> partitions) {
        truth.mark(GroupMark.REVOKED);
        var committed = new ArrayList<CompletableFuture<?>>();
        partitions.forEach(partition -> {
            committed.add(commit(partition));
            owned.remove(partition);
            positions.remove(partition);
        });
        return CompletableFuture.allOf(committed.toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public void onLost(Set<TopicPartition> partitions) {
        truth.mark(GroupMark.LOST);
        partitions.forEach(partition -> {
            owned.remove(partition);
            positions.remove(partition);
        });
    }

    @Override
    public void onFailed(Rejected why) {
        throw new GroupViolation("%s cannot be a member: %s", member.id(), why);
    }

    @Override
    public String toString() {
        return member.id() + " " + (process.isAlive() ? owned : "dead");
    }
}
