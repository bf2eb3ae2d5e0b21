package io.taffrail.bench.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What operators do to a cluster while something else goes wrong in it: they give partitions other
 * replicas, change their minds about that, have leaders elected, make topics and add partitions to
 * them. From {@link #begin} to {@link #settle}, one thing after the other.
 */
final class Upheaval {

    private static final int REPLICAS = 3;
    private static final int PARTITIONS_MAX = 4;
    private static final int ONE_IN = 5;
    private static final long LOOK_NS = 200_000_000;
    private static final long MOVE_WITHIN_MS = 3_000;
    private static final long STEP_WITHIN_MS = 30_000;

    private final Topics topics;
    private final Promises promises;
    private final String topic;
    private final int partitions;
    private final List<Integer> brokers;
    private final RandomGenerator chance;
    private volatile boolean isOn;
    private @Nullable Thread thread;
    private int moves;
    private int refusals;

    /**
     * @param topic whose replicas are moved
     * @param promises that also faults may give
     * @param brokers among which they are moved; more than a partition has replicas
     */
    Upheaval(
            Topics topics,
            String topic,
            int partitions,
            Promises promises,
            List<Integer> brokers,
            RandomGenerator chance) {
        this.topics = topics;
        this.topic = topic;
        this.partitions = partitions;
        this.promises = promises;
        this.brokers = List.copyOf(brokers);
        this.chance = chance;
    }

    void begin() {
        isOn = true;
        thread = Thread.ofPlatform().daemon().start(this::run);
    }

    /**
     * Begins nothing more, and waits for what is under way.
     *
     * @throws IllegalStateException when that does not end, or ended before it was told to
     */
    void settle() throws InterruptedException {
        Thread running = Objects.requireNonNull(thread, "it was not begun");
        boolean hasGoneOn = running.isAlive();
        isOn = false;
        running.join(STEP_WITHIN_MS);
        if (!hasGoneOn || running.isAlive()) {
            throw new IllegalStateException(
                    "whoever moves the replicas of " + topic + (hasGoneOn ? " hangs" : " gave up"));
        }
        FaultCluster.await(
                "the replicas of " + topic + " to be moved", () -> !topics.isMoving(topic));
        System.err.printf(
                "%s: %d times other replicas, %d things refused%n", topic, moves, refusals);
    }

    /** Begins nothing more, and waits for nobody: the cluster may be beyond help. */
    void abandon() {
        isOn = false;
    }

    private void run() {
        while (isOn) {
            try {
                step();
            } catch (IOException e) {
                // A cluster that lacks something may refuse; it must not forget.
                refusals++;
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void step() throws IOException, InterruptedException {
        if (chance.nextInt(ONE_IN) == 0) {
            promises.askForMore(1 + chance.nextInt(PARTITIONS_MAX));
        } else if (chance.nextInt(ONE_IN) == 0) {
            topics.askForPreferred(topic);
        } else {
            move();
        }
    }

    private void move() throws IOException, InterruptedException {
        List<Integer> order = new ArrayList<>(brokers);
        Collections.shuffle(order, chance);
        int partition = chance.nextInt(partitions);
        topics.reassign(topic, partition, order.subList(0, REPLICAS));
        moves++;
        if (chance.nextInt(ONE_IN) == 0) {
            topics.stayAsItWas(topic, partition);
            return;
        }
        long untilNs = System.nanoTime() + MOVE_WITHIN_MS * 1_000_000;
        while (isOn && System.nanoTime() < untilNs && topics.isMoving(topic)) {
            LockSupport.parkNanos(LOOK_NS);
        }
    }
}
