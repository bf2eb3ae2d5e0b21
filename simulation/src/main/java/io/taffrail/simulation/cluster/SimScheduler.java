package io.taffrail.simulation.cluster;

import java.util.PriorityQueue;
import java.util.Random;

/**
 * Virtual time and what is to happen in it. Of what falls on the same instant the seed chooses the
 * order; whoever needs an order between two events must bring it about, as on real machines.
 */
public final class SimScheduler {

    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private final Random random;
    private long nowNs;
    private long scheduled;

    /** The seeded source of every choice that the scheduler makes. */
    public SimScheduler(Random random) {
        this.random = random;
    }

    /** Ordered by time, then by the seed, then by when it was scheduled. */
    private static final class Event implements Comparable<Event> {
        private final long atNs;
        private final int tieBreak;
        private final long number;
        private final Runnable action;

        private Event(long atNs, int tieBreak, long number, Runnable action) {
            this.atNs = atNs;
            this.tieBreak = tieBreak;
            this.number = number;
            this.action = action;
        }

        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNs, other.atNs);
            if (byTime != 0) {
                return byTime;
            }
            int bySeed = Integer.compare(tieBreak, other.tieBreak);
            return bySeed != 0 ? bySeed : Long.compare(number, other.number);
        }
    }

    /** Nanoseconds since the simulation began. */
    public long nowNs() {
        return nowNs;
    }

    /**
     * @param delayNs at least 0
     * @throws IllegalArgumentException when the event would lie in the past
     */
    public void after(long delayNs, Runnable action) {
        if (delayNs < 0) {
            throw new IllegalArgumentException(
                    "an event after " + delayNs + " ns lies in the past; the least delay is 0");
        }
        queue.add(new Event(nowNs + delayNs, random.nextInt(), scheduled++, action));
    }

    /**
     * Lets the next event happen, moving time to it.
     *
     * @return false when nothing will ever happen again
     */
    public boolean step() {
        Event next = queue.poll();
        if (next == null) {
            return false;
        }
        nowNs = next.atNs;
        next.action.run();
        return true;
    }
}
