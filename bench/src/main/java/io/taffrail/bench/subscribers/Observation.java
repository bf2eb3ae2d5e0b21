package io.taffrail.bench.subscribers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** All that the fleet's subscribers got and heard. Owned by the fleet's thread. */
final class Observation implements Subscriber.Listener {

    private static final int SURPRISES_MAX = 10;

    private final SoloJournal[] solos;
    private final GroupJournal group;
    private final int[] owners;
    private final long[] resumedNs;
    private final boolean[] wasThere;
    private final List<String> surprises = new ArrayList<>();
    private final int members;
    private long openings;
    private long surprised;
    private boolean hasKilled;
    private int victim;

    /** Numbers below {@code members} are the group's, the others read alone. */
    Observation(int members, int solos, int partitions, int gateways) {
        this.members = members;
        this.solos = new SoloJournal[solos];
        Arrays.setAll(this.solos, _ -> new SoloJournal(partitions));
        this.group = new GroupJournal(partitions, gateways);
        this.owners = new int[partitions];
        this.resumedNs = new long[members + solos];
        this.wasThere = new boolean[members + solos];
    }

    @Override
    public void opened(Subscriber subscriber) {
        openings++;
        if (subscriber.isMember()) {
            resumed(subscriber);
        }
    }

    @Override
    public void record(Subscriber subscriber, int partition, long offset, long id) {
        if (subscriber.isMember()) {
            group.received(
                    subscriber.number(),
                    subscriber.gateway(),
                    partition,
                    offset,
                    id,
                    System.nanoTime());
        } else {
            solos[subscriber.number() - members].received(partition, offset, id);
            resumed(subscriber);
        }
    }

    private void resumed(Subscriber subscriber) {
        int number = subscriber.number();
        boolean isElsewhere = hasKilled && subscriber.gateway() != victim;
        // What the victim had sent before may still arrive.
        if (isElsewhere && wasThere[number] && resumedNs[number] == 0) {
            resumedNs[number] = System.nanoTime();
        }
    }

    @Override
    public void changed(Subscriber subscriber, int partition, boolean isAssigned) {
        owners[partition] += isAssigned ? 1 : -1;
    }

    @Override
    public void surprised(Subscriber subscriber, String frame) {
        surprised++;
        if (surprises.size() < SURPRISES_MAX) {
            surprises.add(subscriber + ": " + frame);
        }
    }

    /** From now on it counts when those who were at that gateway go on. */
    void kills(int gateway, List<Subscriber> subscribers, long nextId) {
        hasKilled = true;
        victim = gateway;
        for (Subscriber each : subscribers) {
            wasThere[each.number()] = each.gateway() == gateway;
        }
        group.died(gateway, nextId);
    }

    /** Whether each partition has one member that was told so, and none has two. */
    boolean isSpread() {
        return Arrays.stream(owners).allMatch(count -> count == 1);
    }

    boolean haveAllResumed() {
        for (int i = 0; i < wasThere.length; i++) {
            if (wasThere[i] && resumedNs[i] == 0) {
                return false;
            }
        }
        return group.allWentOnNs() != 0;
    }

    /** When the last socket of its kind was open again or got its next record; 0 if one is not. */
    long lastResumedNs(boolean ofMembers) {
        long last = 0;
        for (int i = 0; i < wasThere.length; i++) {
            if (wasThere[i] && (i < members) == ofMembers) {
                if (resumedNs[i] == 0) {
                    return 0;
                }
                last = Math.max(last, resumedNs[i]);
            }
        }
        return last;
    }

    /** How many were at the gateway that was killed. */
    long wereThere(boolean asMembers) {
        return IntStream.range(0, wasThere.length)
                .filter(i -> wasThere[i] && (i < members) == asMembers)
                .count();
    }

    GroupJournal group() {
        return group;
    }

    long soloReceived() {
        return Arrays.stream(solos).mapToLong(SoloJournal::received).sum();
    }

    long soloMissed() {
        return Arrays.stream(solos).mapToLong(SoloJournal::missed).sum();
    }

    long soloRepeated() {
        return Arrays.stream(solos).mapToLong(SoloJournal::repeated).sum();
    }

    int soloComplete(Produced.Totals totals) {
        return (int) Arrays.stream(solos).filter(each -> each.isComplete(totals)).count();
    }

    long openings() {
        return openings;
    }

    long surprisedCount() {
        return surprised;
    }

    /** The first frames that were not expected. */
    List<String> surprises() {
        return List.copyOf(surprises);
    }
}
