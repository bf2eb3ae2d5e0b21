package io.taffrail.simulation.group;

import io.taffrail.gateway.link.GatewayLife;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.simulation.cluster.SimNetwork;
import io.taffrail.simulation.cluster.SimScheduler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One shard on three gateways in virtual time, from one seed: members come, go, pause and die, the
 * shard changes hands, gateways crash with their streams, sleep or are taken for dead, messages are
 * late or lost. Then everything heals, and each partition must have one owner again.
 */
public final class GroupSimulation {

    private static final long MS = 1_000_000;
    private static final long HEAL_MS_MAX = 60_000;
    private static final int FIRST_GATEWAY = 1000;
    private static final int GATEWAYS = 3;
    private static final int MEMBERS_MAX = 5;

    private final Random random;
    private final SimScheduler scheduler;
    private final SimNetwork network;
    private final GroupTruth truth = new GroupTruth();
    private final SimOwnership ownership;
    private final SimShardLog log;
    private final List<SimGateway> gateways = new ArrayList<>();
    private final List<SimConsumer> members = new ArrayList<>();
    private final int partitions;
    private final SimAssignor assignor;
    private int classicPercent;
    private final List<GatewayLife> lives = new ArrayList<>();
    private final Set<GatewayLife> fenced = new HashSet<>();
    private long nextProducerId;
    private int nextAddress = 1;
    private int owner;
    private long events;

    public GroupSimulation(long seed) {
        random = new Random(seed);
        partitions = 1 + random.nextInt(6);
        assignor = random.nextBoolean() ? SimAssignor.EAGER : SimAssignor.COOPERATIVE;
        classicPercent = random.nextBoolean() ? 100 : 0;
        scheduler = new SimScheduler(new Random(random.nextLong()));
        network = new SimNetwork(scheduler, new Random(random.nextLong()));
        network.delay((1 + random.nextInt(20)) * MS);
        ownership = new SimOwnership(scheduler, new Random(random.nextLong()), partitions);
        log = new SimShardLog(scheduler, network, new Random(random.nextLong()), truth);
        ownership.follow(image -> log.learn(SimOwnership.shard(image).leaderEpoch()));
        for (int i = 0; i < GATEWAYS; i++) {
            var gateway =
                    new SimGateway(
                            FIRST_GATEWAY + i,
                            scheduler,
                            log,
                            () -> nextProducerId++,
                            new Random(random.nextLong()));
            gateways.add(gateway);
            ownership.follow(gateway::learn);
            lives.add(ownership.register(gateway.id()));
            gateway.registered(lives.getLast());
        }
        give(FIRST_GATEWAY);
        var observer =
                new SimObserver(
                        nextAddress++,
                        scheduler,
                        network,
                        this::find,
                        partitions,
                        new Random(random.nextLong()),
                        truth);
        ownership.follow(observer::learn);
        observer.start();
    }

    /** The paths that were taken, and how often. */
    public Map<GroupMark, Integer> run() {
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            addMember();
        }
        long endNs = scheduler.nowNs() + (3_000 + random.nextInt(20_000)) * MS;
        network.lose(random.nextInt(3) == 0 ? 0.02 : 0);
        strikeOn(endNs, 100 + random.nextInt(3_000));
        while (scheduler.nowNs() < endNs) {
            step();
        }
        heal();
        long untilNs = scheduler.nowNs() + HEAL_MS_MAX * MS;
        for (int i = 0; i % 50 != 0 || !isAtRest(); i++) {
            if (scheduler.nowNs() > untilNs) {
                throw new GroupViolation(
                        "after %d ms of peace there is no balance: %s, %s",
                        HEAL_MS_MAX, members, truth);
            }
            step();
        }
        return truth.marks();
    }

    public long events() {
        return events;
    }

    private void step() {
        events++;
        if (!scheduler.step()) {
            throw new GroupViolation("nothing will ever happen again");
        }
        truth.check();
    }

    private void strikeOn(long untilNs, int everyMs) {
        scheduler.after(
                1 + random.nextLong(2 * everyMs * MS),
                () -> {
                    if (scheduler.nowNs() < untilNs) {
                        strike();
                        strikeOn(untilNs, everyMs);
                    }
                });
    }

    private void strike() {
        switch (random.nextInt(11)) {
            case 0, 1 -> give(FIRST_GATEWAY + random.nextInt(GATEWAYS));
            case 2 -> give(owner);
            case 3 -> crash(gateway(random.nextInt(GATEWAYS)));
            case 4 -> pause(gateway(random.nextInt(GATEWAYS)));
            case 5 -> ownership.slowness(1 + random.nextInt(2_000));
            case 6 -> addMember();
            case 7 -> leave();
            case 8 -> kill();
            case 9 -> fence(lives.get(random.nextInt(GATEWAYS)));
            default -> pauseMember();
        }
    }

    private SimGateway gateway(int index) {
        return gateways.get(index);
    }

    private void give(int gateway) {
        truth.mark(gateway == owner ? GroupMark.LEADER_CHANGED : GroupMark.MOVED);
        owner = gateway;
        truth.onGiven(gateway, ownership.give(gateway));
    }

    private void crash(SimGateway gateway) {
        truth.mark(GroupMark.GATEWAY_CRASHED);
        gateway.crash();
        restart(gateway.id() - FIRST_GATEWAY);
        if (gateway.id() == owner) {
            give(FIRST_GATEWAY + random.nextInt(GATEWAYS));
        }
    }

    /** Its streams die with it, and what it is from now on is another life. */
    private void restart(int index) {
        GatewayLife before = lives.get(index);
        for (SimConsumer member : living()) {
            if (member.livesOn(before)) {
                truth.mark(GroupMark.STREAMS_CRASHED);
                member.process().kill();
            }
        }
        if (random.nextBoolean()) {
            ownership.fence(before);
        }
        fenced.remove(before);
        lives.set(index, ownership.register(before.nodeId()));
        gateways.get(index).registered(lives.get(index));
    }

    /** The controllers do not hear of it for a while, though it lives. */
    private void fence(GatewayLife life) {
        if (fenced.add(life)) {
            truth.mark(GroupMark.GATEWAY_FENCED);
            ownership.fence(life);
            scheduler.after(random.nextLong(5_000 * MS), () -> unfence(life));
        }
    }

    private void unfence(GatewayLife life) {
        if (fenced.remove(life)) {
            ownership.unfence(life);
        }
    }

    private void pause(SimGateway gateway) {
        truth.mark(GroupMark.GATEWAY_PAUSED);
        var process = gateway.process();
        long pauseNs = 1 + random.nextLong(5_000 * MS);
        process.pause();
        scheduler.after(pauseNs, process::resume);
        if (gateway.id() == owner && random.nextBoolean()) {
            give(FIRST_GATEWAY + random.nextInt(GATEWAYS));
            if (random.nextBoolean()) {
                // It wakes as the owner again, with what it was sent before in its sockets.
                scheduler.after(random.nextLong(pauseNs), () -> give(gateway.id()));
            }
        }
    }

    private void addMember() {
        if (living().size() < MEMBERS_MAX) {
            if (random.nextInt(3) == 0) {
                // Somebody changes what new clients are set to, as in a rolling migration.
                classicPercent = random.nextInt(101);
            }
            SimConsumer member = newMember(random.nextInt(100) < classicPercent);
            members.add(member);
            ownership.follow(member::learn);
            member.start();
        }
    }

    private SimConsumer newMember(boolean isClassic) {
        int address = nextAddress++;
        var itsRandom = new Random(random.nextLong());
        return isClassic
                ? new SimClassicMember(
                        address, assignor, scheduler, network, this::find, itsRandom, truth)
                : new SimMember(
                        address,
                        random.nextBoolean() ? lives.get(random.nextInt(GATEWAYS)) : null,
                        scheduler,
                        network,
                        this::find,
                        itsRandom,
                        truth);
    }

    private @Nullable SimGateway find(int id) {
        int index = id - FIRST_GATEWAY;
        return index < 0 || index >= GATEWAYS ? null : gateways.get(index);
    }

    private @Nullable SimConsumer anyMember() {
        List<SimConsumer> living = living();
        return living.size() < 2 ? null : living.get(random.nextInt(living.size()));
    }

    private void leave() {
        SimConsumer member = anyMember();
        if (member != null) {
            truth.mark(GroupMark.MEMBER_LEFT);
            members.remove(member);
            member.leave();
        }
    }

    private void kill() {
        SimConsumer member = anyMember();
        if (member != null) {
            truth.mark(GroupMark.MEMBER_CRASHED);
            member.process().kill();
        }
    }

    private void pauseMember() {
        SimConsumer member = anyMember();
        if (member != null) {
            truth.mark(GroupMark.MEMBER_PAUSED);
            member.process().pause();
            scheduler.after(random.nextLong(12_000 * MS), member.process()::resume);
        }
    }

    private List<SimConsumer> living() {
        return members.stream().filter(member -> member.process().isAlive()).toList();
    }

    private void heal() {
        network.heal();
        ownership.slowness(20);
        List.copyOf(fenced).forEach(this::unfence);
        gateways.forEach(gateway -> gateway.process().resume());
        living().forEach(member -> member.process().resume());
        if (living().isEmpty()) {
            // All were streams of gateways that crashed.
            addMember();
        }
    }

    /** Every partition has one owner, and whoever is alive has a fair share. */
    private boolean isAtRest() {
        Set<TopicPartition> all = new HashSet<>();
        int count = 0;
        int least = partitions;
        int most = 0;
        for (SimConsumer member : living()) {
            all.addAll(member.owned());
            count += member.owned().size();
            least = Math.min(least, member.owned().size());
            most = Math.max(most, member.owned().size());
        }
        return all.size() == partitions && count == partitions && most - least <= 1;
    }
}
