package io.taffrail.simulation.group;

import io.taffrail.gateway.consume.GroupMember;
import io.taffrail.gateway.link.GatewayLife;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.simulation.cluster.SimLoop;
import io.taffrail.simulation.cluster.SimNetwork;
import io.taffrail.simulation.cluster.SimProcess;
import io.taffrail.simulation.cluster.SimScheduler;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A member of KIP-848, such as sockets and streams are: that of the gateway itself. */
final class SimMember implements SimConsumer, GroupMember.Listener {

    static final String GROUP = "g";

    private final @Nullable GatewayLife home;
    private final SimProcess process;
    private final GroupMember member;
    private final SimReading reading;
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
        this.home = home;
        this.process = new SimProcess(scheduler);
        var calls =
                new SimGroupCalls(
                        address,
                        home == null ? "member" : home.clientId(),
                        process,
                        scheduler,
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
        this.reading = new SimReading(calls, process, random, truth, member::id, member::epoch);
    }

    @Override
    public void learn(MetadataImage news) {
        process.run(() -> image = news);
    }

    @Override
    public void start() {
        member.start();
        reading.start();
    }

    @Override
    public boolean livesOn(GatewayLife life) {
        return life.equals(home);
    }

    @Override
    public SimProcess process() {
        return process;
    }

    @Override
    public Set<TopicPartition> owned() {
        return reading.owned();
    }

    @Override
    public void leave() {
        reading.letGo(reading.owned()).thenRun(() -> member.leave().thenRun(process::kill));
    }

    @Override
    public void onAssigned(Set<TopicPartition> partitions) {
        reading.take(partitions);
    }

    @Override
    public CompletableFuture<?> onRevoked(Set<TopicPartition> partitions) {
        return reading.letGo(partitions);
    }

    @Override
    public void onLost(Set<TopicPartition> partitions) {
        reading.lose(partitions);
    }

    @Override
    public void onFailed(Rejected why) {
        throw new GroupViolation("%s cannot be a member: %s", member.id(), why);
    }

    @Override
    public String toString() {
        return member.id() + " " + (process.isAlive() ? reading.owned() : "dead");
    }
}
