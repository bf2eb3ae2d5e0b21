package io.taffrail.simulation.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Carries messages between nodes: late, or never. Messages of one direction between two nodes
 * arrive in the order in which they were sent, as on a connection; others overtake each other
 * freely. A request and its answer are two messages, so each can be lost without the other.
 */
public final class SimNetwork {

    private final SimScheduler scheduler;
    private final Random random;
    private final Set<Link> cuts = new HashSet<>();
    private final Map<Link, Long> lastArrivalNs = new HashMap<>();
    private long delayNsMax = 1_000_000;
    private double loss;

    private record Link(int from, int to) {}

    public SimNetwork(SimScheduler scheduler, Random random) {
        this.scheduler = scheduler;
        this.random = random;
    }

    /** Each message takes up to that long. */
    public void delay(long nanosMax) {
        delayNsMax = nanosMax;
    }

    /**
     * @param probability of each message to be lost, 0 to 1
     */
    public void lose(double probability) {
        loss = probability;
    }

    /** Nothing goes this way any more, not even what is under way; the other way stays open. */
    public void cut(int from, int to) {
        cuts.add(new Link(from, to));
    }

    /** No cut from now on. */
    public void join() {
        cuts.clear();
    }

    /** No cut and no loss from now on. */
    public void heal() {
        cuts.clear();
        loss = 0;
    }

    /**
     * Delivers a message to a process, if it arrives at all and the process is still the same.
     *
     * @param delivery runs in the receiver
     */
    public void send(int from, int to, SimProcess receiver, Runnable delivery) {
        var link = new Link(from, to);
        boolean isLost = random.nextDouble() < loss;
        long arrivesNs = scheduler.nowNs() + 1 + random.nextLong(delayNsMax);
        if (isLost) {
            return;
        }
        // A nanosecond apart, since the seed would shuffle what arrives at once.
        long inOrderNs = Math.max(arrivesNs, lastArrivalNs.getOrDefault(link, 0L) + 1);
        lastArrivalNs.put(link, inOrderNs);
        scheduler.after(
                inOrderNs - scheduler.nowNs(),
                () -> {
                    if (!cuts.contains(link)) {
                        receiver.run(delivery);
                    }
                });
    }
}
