package io.taffrail.simulation.cluster;

import io.taffrail.controller.command.ControllerCommand.CreateCluster;
import io.taffrail.controller.command.ControllerCommand.CreateTopic;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.simulation.disk.SimDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Three brokers under the controllers' rules, in virtual time, from one seed: producers write while
 * anything may fail, and after each event {@link Truth} looks for a broken promise. Then everything
 * heals, and the cluster must come to rest with all that it acknowledged on every replica.
 */
public final class ClusterSimulation {

    private static final int BROKERS = 3;
    private static final long MS = 1_000_000;
    private static final long HEAL_MS_MAX = 60_000;

    private final Random random;
    private final SimScheduler scheduler;
    private final Truth truth;
    private final SimWorld world;
    private final Faults faults;
    private final List<SimProducer> producers = new ArrayList<>();
    private final int partitions;
    private final long stormMs;
    private final int minInSync;
    private long events;

    public ClusterSimulation(long seed) {
        random = new Random(seed);
        partitions = 1 + random.nextInt(2);
        minInSync = 1 + random.nextInt(2);
        stormMs = 1_000 + random.nextInt(5_000);
        scheduler = new SimScheduler(new Random(random.nextLong()));
        truth = new Truth(BROKERS, partitions, minInSync);
        var network = new SimNetwork(scheduler, new Random(random.nextLong()));
        var controllers =
                new SimControllers(scheduler, new Random(random.nextLong()), truth::onImage);
        world =
                new SimWorld(
                        scheduler,
                        network,
                        controllers,
                        new Random(random.nextLong()),
                        new ArrayList<>(),
                        truth);
        for (int id = 1; id <= BROKERS; id++) {
            world.brokers().add(new SimBroker(world, id, SimDisk::new));
        }
        faults = new Faults(world, new Random(random.nextLong()));
        int writers = partitions + random.nextInt(3);
        for (int i = 1; i <= writers; i++) {
            producers.add(
                    new SimProducer(
                            world,
                            i,
                            i % partitions,
                            random.nextInt(4) > 0,
                            new Random(random.nextLong())));
        }
    }

    /** The paths that were taken, and how often. */
    public Map<Mark, Integer> run() {
        begin();
        long endNs = scheduler.nowNs() + stormMs * MS;
        long strikeEveryMs = 100 + random.nextInt(1_500);
        writeOn(endNs);
        strikeOn(endNs, strikeEveryMs);
        while (scheduler.nowNs() < endNs) {
            step();
        }
        faults.heal();
        producers.forEach(SimProducer::stop);
        settle();
        return truth.marks();
    }

    /** How many events it took. */
    public long events() {
        return events;
    }

    /** What it is tried with. */
    @Override
    public String toString() {
        return "%d partitions, min.insync.replicas=%d, faults %s"
                .formatted(partitions, minInSync, faults);
    }

    private void begin() {
        world.controllers().propose(new CreateCluster(), reply -> {});
        world.brokers().forEach(SimBroker::start);
        await("brokers to register", 5_000, this::areAllActive);
        List<List<Integer>> assignment =
                IntStream.range(0, partitions)
                        .mapToObj(p ->
                                IntStream.range(0, BROKERS)
                                        .mapToObj(i -> (p + i) % BROKERS + 1)
                                        .toList())
                        .toList();
        world.controllers()
                .propose(
                        new CreateTopic(
                                Truth.TOPIC,
                                partitions,
                                BROKERS,
                                assignment,
                                Map.of(
                                        "min.insync.replicas",
                                        String.valueOf(minInSync),
                                        "segment.bytes",
                                        "1048576")),
                        reply -> {});
        await("the topic", 5_000, () -> world.controllers().image().topic(Truth.TOPIC) != null);
    }

    private boolean areAllActive() {
        return world.brokers().stream()
                .allMatch(each -> {
                    var node = world.controllers().image().node(each.id());
                    return node != null && node.isActive();
                });
    }

    private void writeOn(long untilNs) {
        if (scheduler.nowNs() < untilNs) {
            producers.get(random.nextInt(producers.size())).write();
            scheduler.after(1 + random.nextLong(40 * MS), () -> writeOn(untilNs));
        }
    }

    private void strikeOn(long untilNs, long everyMs) {
        scheduler.after(
                1 + random.nextLong(2 * everyMs * MS),
                () -> {
                    if (scheduler.nowNs() < untilNs) {
                        faults.strike();
                        strikeOn(untilNs, everyMs);
                    }
                });
    }

    /** After everything has healed, all that was acknowledged is everywhere again. */
    private void settle() {
        await("the cluster to heal", HEAL_MS_MAX, this::isAtRest);
    }

    private boolean isAtRest() {
        if (!producers.stream().allMatch(SimProducer::isDone)) {
            return false;
        }
        for (int p = 0; p < partitions; p++) {
            PartitionImage agreed = world.controllers().image().partition(Truth.TOPIC, p);
            if (agreed == null || !agreed.hasLeader() || agreed.isr().size() < BROKERS) {
                return false;
            }
            if (truth.hasRot() || !truth.isEverywhere(p)) {
                return false;
            }
        }
        return true;
    }

    /** Goes on until it is so, or for too long. */
    private void await(String what, long timeoutMs, BooleanSupplier isSo) {
        long untilNs = scheduler.nowNs() + timeoutMs * MS;
        for (int i = 0; i % 50 != 0 || !isSo.getAsBoolean(); i++) {
            if (scheduler.nowNs() > untilNs) {
                throw new Violation("waited %d ms in vain for %s: %s", timeoutMs, what, describe());
            }
            step();
        }
    }

    private String describe() {
        var told = new StringBuilder();
        for (int p = 0; p < partitions; p++) {
            PartitionImage agreed = world.controllers().image().partition(Truth.TOPIC, p);
            told.append(
                            agreed == null
                                    ? ""
                                    : "%d: leader %d, epoch %d, ISR %s, ELR %s, "
                                            .formatted(
                                                    p,
                                                    agreed.leader(),
                                                    agreed.leaderEpoch(),
                                                    agreed.isr(),
                                                    agreed.elr()))
                    .append(truth.describe(p))
                    .append("; ");
        }
        return told.append(producers).toString();
    }

    private void step() {
        scheduler.step();
        truth.look(world.brokers());
        events++;
    }
}
