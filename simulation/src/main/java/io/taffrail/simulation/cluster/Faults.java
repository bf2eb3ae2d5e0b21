package io.taffrail.simulation.cluster;

import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes wrong in one simulation. The seed switches a random half of the kinds on, so that some
 * runs have one kind over and over, which a mixture of all would hide (swarm testing).
 */
final class Faults {

    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);
    private static final long MS = 1_000_000;

    enum Kind {
        CRASH,
        KILL,
        CRASH_ALL,
        STOP,
        PAUSE,
        CUT,
        CUT_ONE_WAY,
        LOSS,
        SLOW_NETWORK,
        SLOW_DISK,
        CONTROLLER,
        CLOCK,
        DISK_FAILS,
        WIPE,
        ROT
    }

    private final SimWorld world;
    private final Random random;
    private final List<Kind> kinds;
    private final long pauseMsMax;
    private int underWay;
    private boolean isOneHarmed;

    Faults(SimWorld world, Random random) {
        this.world = world;
        this.random = random;
        Set<Kind> chosen = EnumSet.noneOf(Kind.class);
        for (Kind kind : Kind.values()) {
            if (random.nextBoolean()) {
                chosen.add(kind);
            }
        }
        this.kinds = new ArrayList<>(chosen);
        // Short ones hit what is under way, long ones what the cluster does without the node.
        this.pauseMsMax = random.nextBoolean() ? 500 : 4_000;
    }

    @Override
    public String toString() {
        return kinds.toString();
    }

    /** Lets one thing go wrong. */
    void strike() {
        if (kinds.isEmpty() || isOneHarmed && !isWhole()) {
            return;
        }
        isOneHarmed = false;
        SimBroker victim = world.brokers().get(random.nextInt(world.brokers().size()));
        Kind kind = kinds.get(random.nextInt(kinds.size()));
        LOG.info("{} ms: {} of broker {}", world.scheduler().nowNs() / MS, kind, victim.id());
        switch (kind) {
            case CRASH -> {
                victim.crash();
                startLater(victim);
            }
            case KILL -> {
                victim.kill();
                startLater(victim);
            }
            case CRASH_ALL -> {
                world.brokers().forEach(SimBroker::crash);
                world.brokers().forEach(this::startLater);
                if (random.nextBoolean()) {
                    loseController();
                }
            }
            case STOP -> {
                victim.stop();
                startLater(victim);
            }
            case PAUSE -> {
                world.truth().mark(Mark.PAUSED);
                victim.pause();
                later(victim::resume);
            }
            case CUT -> cut(victim.id(), random.nextInt(world.brokers().size() + 1), true);
            case CUT_ONE_WAY -> cut(victim.id(), random.nextInt(world.brokers().size() + 1), false);
            case LOSS -> {
                world.truth().mark(Mark.LOSSY);
                world.network().lose(random.nextDouble() * 0.3);
                later(() -> world.network().lose(0));
            }
            case SLOW_NETWORK -> {
                world.network().delay(1 + random.nextLong(300 * MS));
                later(() -> world.network().delay(MS));
            }
            case SLOW_DISK -> {
                world.truth().mark(Mark.SLOW_DISK);
                victim.slowDisk(1 + random.nextLong(500 * MS));
                later(() -> victim.slowDisk(3 * MS));
            }
            case DISK_FAILS -> {
                victim.failDisk(random.nextInt(5));
                later(() -> {
                    victim.crash();
                    victim.start();
                });
            }
            case CONTROLLER -> loseController();
            case CLOCK -> {
                world.truth().mark(Mark.CLOCK_SET);
                victim.clock().skew(random.nextLong(7_200_000) - 3_600_000);
            }
            case WIPE -> wipe(victim);
            case ROT -> rot(victim);
        }
    }

    private void later(Runnable end) {
        underWay++;
        world.scheduler()
                .after(
                        (1 + random.nextLong(pauseMsMax)) * MS,
                        () -> {
                            underWay--;
                            end.run();
                        });
    }

    private void startLater(SimBroker broker) {
        later(broker::start);
    }

    private void loseController() {
        world.truth().mark(Mark.CONTROLLER_LOST);
        world.controllers().changeLeader(1 + random.nextLong(1_500));
    }

    /**
     * @param other 0 for the controllers
     */
    private void cut(int node, int other, boolean isBothWays) {
        world.truth().mark(Mark.CUT);
        world.network().cut(node, other);
        if (isBothWays) {
            world.network().cut(other, node);
        }
        later(world.network()::join);
    }

    /**
     * Only what the promise covers: a copy may be lost while nothing else is wrong and another one
     * is sure, and until the cluster is whole again nothing else goes wrong.
     */
    private void wipe(SimBroker victim) {
        if (underWay == 0 && areAllServing() && isSpare(victim)) {
            isOneHarmed = true;
            victim.wipe();
            startLater(victim);
        }
    }

    /** As a copy that is lost: others have the record whole, and keep it until it is mended. */
    private void rot(SimBroker victim) {
        if (underWay == 0 && isWhole()) {
            isOneHarmed = true;
            victim.stopAndRot();
            startLater(victim);
        }
    }

    private boolean isSpare(SimBroker victim) {
        return agreed().allMatch(now -> now.isr().stream().anyMatch(id -> id != victim.id()));
    }

    private boolean isWhole() {
        return areAllServing()
                && !world.truth().hasRot()
                && agreed().allMatch(now -> now.isr().size() == now.replicas().size());
    }

    private Stream<PartitionImage> agreed() {
        TopicImage topic = world.controllers().image().topic(Truth.TOPIC);
        return topic == null ? Stream.empty() : topic.partitions().stream();
    }

    private boolean areAllServing() {
        return !world.truth().isCountedOnInVain()
                && world.brokers().stream().allMatch(this::isRegistered);
    }

    /** Whether the controllers know this very process, and let it serve. */
    private boolean isRegistered(SimBroker broker) {
        BrokerLife life = broker.life();
        NodeImage node = world.controllers().image().node(broker.id());
        return broker.isRunning()
                && life != null
                && node != null
                && node.isActive()
                && node.epoch() == life.link().nodeEpoch();
    }

    /** Nothing is wrong any more. */
    void heal() {
        world.network().heal();
        world.network().delay(MS);
        for (SimBroker broker : world.brokers()) {
            broker.clock().skew(0);
            broker.slowDisk(3 * MS);
            broker.resume();
            broker.start();
        }
    }
}
