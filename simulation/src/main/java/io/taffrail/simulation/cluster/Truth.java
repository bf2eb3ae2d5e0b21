package io.taffrail.simulation.cluster;

import io.taffrail.broker.partition.Partition;
import io.taffrail.broker.partition.PartitionView;
import io.taffrail.broker.partition.Partitions;
import io.taffrail.broker.storage.DamagedLogException;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.PartitionImage;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Watches a cluster from outside, after each event, and says when a promise is broken.
 *
 * <p>Held to: what one reader may have seen at an offset, every later reader sees there; what is
 * shown is on the disks of as many replicas as {@code min.insync.replicas} asks for, and of every
 * replica that the controllers may choose as leader; one broker leads in an epoch, and its high
 * watermark never goes back behind what was shown before; a record of an idempotent producer is
 * there once, and in order; what was acknowledged was shown before.
 */
final class Truth {

    static final String TOPIC = "orders";

    private final int minInSync;
    private final Map<Mark, Integer> marks = new EnumMap<>(Mark.class);
    private final Committed[] committed;
    private final Replica[][] replicas;

    /** The brokers whose disk is gone, with the registration that had it. */
    private final Map<Integer, Long> wiped = new HashMap<>();

    private boolean wasOneWiped;
    private MetadataImage image = MetadataImage.EMPTY;

    /** What is known of one replica from outside. */
    private static final class Replica {
        @Nullable Partition partition;
        @Nullable PartitionView seen;
        int life;
        long durableEnd;
        long comparedUpTo;
        long endBefore;

        /** What rotted lies before that offset. */
        long rotBefore;

        boolean hasRot() {
            return comparedUpTo < rotBefore;
        }
    }

    Truth(int brokers, int partitions, int minInSync) {
        this.minInSync = minInSync;
        this.committed = new Committed[partitions];
        this.replicas = new Replica[brokers + 1][partitions];
        for (int p = 0; p < partitions; p++) {
            committed[p] = new Committed(p);
            for (int id = 1; id <= brokers; id++) {
                replicas[id][p] = new Replica();
            }
        }
    }

    void mark(Mark mark) {
        marks.merge(mark, 1, Integer::sum);
    }

    Map<Mark, Integer> marks() {
        return marks;
    }

    long committed(int partition) {
        return committed[partition].size();
    }

    /** The process is gone: what its logs hold will be seen when another one opens them. */
    void onEnd(int broker) {
        for (Replica each : replicas[broker]) {
            each.partition = null;
            each.seen = null;
        }
    }

    /** The disk is gone; until the controllers know, they count on what is not there. */
    void onWipe(int broker) {
        mark(Mark.WIPED);
        wiped.put(broker, epochOf(image, broker));
        wasOneWiped = true;
        for (Replica each : replicas[broker]) {
            each.durableEnd = 0;
            each.comparedUpTo = 0;
            each.endBefore = 0;
        }
    }

    /** A record has rotted: nothing of the broker's logs is taken for granted any more. */
    void onRot(int broker) {
        mark(Mark.ROTTED);
        for (int p = 0; p < committed.length; p++) {
            replicas[broker][p].comparedUpTo = 0;
            replicas[broker][p].rotBefore = committed(p);
        }
    }

    /** Whether something that has rotted was not yet found whole again. */
    boolean hasRot() {
        for (int id = 1; id < replicas.length; id++) {
            for (int p = 0; p < committed.length; p++) {
                Replica replica = replicas[id][p];
                PartitionView view = replica.seen;
                if (replica.hasRot() && view != null && view.leaderEpoch() >= 0) {
                    compare(id, p, replica, view, Math.min(view.highWatermark(), committed(p)));
                }
                if (replica.hasRot()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether the controllers count on a disk that is gone. */
    boolean isCountedOnInVain() {
        return !wiped.isEmpty();
    }

    /** Once a broker has registered with another disk, nobody is to count on the one before. */
    private void forgiveTheWiped(MetadataImage next) {
        wiped.entrySet().removeIf(each -> each.getValue() != epochOf(next, each.getKey()));
    }

    private static long epochOf(MetadataImage image, int broker) {
        NodeImage node = image.node(broker);
        return node == null ? -1 : node.epoch();
    }

    /** The cluster has agreed on something. */
    void onImage(MetadataImage next) {
        for (int p = 0; p < committed.length; p++) {
            PartitionImage before = image.partition(TOPIC, p);
            PartitionImage now = next.partition(TOPIC, p);
            if (now != null && now != before) {
                checkAgreed(now);
                if (before != null) {
                    markChange(before, now);
                }
            }
        }
        image = next;
        forgiveTheWiped(next);
        checkWhoMayLead();
    }

    private static void checkAgreed(PartitionImage now) {
        if (!now.replicas().containsAll(now.isr()) || !now.replicas().containsAll(now.elr())) {
            throw new Violation(
                    "ISR %s and ELR %s are not among the replicas", now.isr(), now.elr());
        }
        if (now.hasLeader() && !now.isr().contains(now.leader())) {
            throw new Violation("leader %d is not in the ISR %s", now.leader(), now.isr());
        }
    }

    private void markChange(PartitionImage before, PartitionImage now) {
        if (now.leader() != before.leader()) {
            mark(now.hasLeader() ? Mark.LEADER_CHANGED : Mark.NOBODY_LED);
            if (before.elr().contains(now.leader())) {
                mark(Mark.ELIGIBLE_REPLICA_ELECTED);
            }
        }
        if (now.isr().size() < before.isr().size()) {
            mark(Mark.ISR_SHRUNK);
        } else if (now.isr().size() > before.isr().size()) {
            mark(Mark.ISR_EXPANDED);
        }
    }

    /** Looks at every replica that has changed. To be called after each event. */
    void look(List<SimBroker> brokers) {
        boolean isNews = false;
        for (SimBroker broker : brokers) {
            BrokerLife life = broker.life();
            Partitions here = life == null ? null : life.partitions();
            if (here == null) {
                continue;
            }
            for (int p = 0; p < committed.length; p++) {
                isNews |= look(broker, here, p);
            }
        }
        if (isNews) {
            checkWhoMayLead();
        }
    }

    private boolean look(SimBroker broker, Partitions here, int p) {
        Replica replica = replicas[broker.id()][p];
        if (replica.life != broker.lives()) {
            replica.life = broker.lives();
            replica.partition = null;
            replica.seen = null;
        }
        if (replica.partition == null) {
            replica.partition = here.find(TOPIC, p);
        }
        PartitionView view = replica.partition == null ? null : replica.partition.view();
        if (view == null || view == replica.seen) {
            return false;
        }
        markGrowth(replica, view);
        replica.seen = view;
        replica.durableEnd = view.log().syncedOffset();
        replica.endBefore = view.log().endOffset();
        replica.comparedUpTo = Math.min(replica.comparedUpTo, view.log().endOffset());
        if (view.leaderEpoch() >= 0) {
            checkShown(broker.id(), p, replica, view);
        }
        return true;
    }

    private void markGrowth(Replica replica, PartitionView view) {
        if (view.log().endOffset() < replica.endBefore) {
            mark(replica.seen == null ? Mark.UNSYNCED_LOST : Mark.TRUNCATED);
        }
    }

    private void checkShown(int broker, int p, Replica replica, PartitionView view) {
        Committed all = committed[p];
        long shown = view.highWatermark();
        if (view.isLeader()) {
            all.led(broker, view.leaderEpoch(), shown, view.isSettled());
        }
        if (shown > all.size()) {
            if (!view.isLeader()) {
                throw new Violation(
                        "broker %d follows partition %d and shows %d records, where no leader has shown more than %d",
                        broker, p, shown, all.size());
            }
            compare(broker, p, replica, view, all.size());
            show(p, replica, view, shown);
        }
        compare(broker, p, replica, view, Math.min(shown, all.size()));
    }

    private void show(int p, Replica replica, PartitionView view, long upTo) {
        Committed all = committed[p];
        try {
            LogReading.forEach(
                    view.log(), all.size(), upTo, (offset, value, epoch) -> all.add(value, epoch));
            if (!replica.hasRot()) {
                replica.comparedUpTo = all.size();
            }
            checkOnDisks(p, all.size());
        } catch (DamagedLogException e) {
            onRotFound(replica, e);
        }
    }

    private void compare(int broker, int p, Replica replica, PartitionView view, long upTo) {
        if (replica.comparedUpTo < upTo) {
            try {
                LogReading.forEach(
                        view.log(),
                        replica.comparedUpTo,
                        upTo,
                        (offset, value, epoch) ->
                                committed[p].compare(broker, offset, value, epoch));
                replica.comparedUpTo = upTo;
            } catch (DamagedLogException e) {
                onRotFound(replica, e);
            }
        }
    }

    /** No reader is given it; who asks again finds it mended. */
    private void onRotFound(Replica replica, DamagedLogException e) {
        if (!replica.hasRot()) {
            throw new Violation("what never rotted cannot be read: %s", e);
        }
        mark(Mark.ROT_FOUND);
        Partition partition = replica.partition;
        if (partition != null) {
            partition.onUnreadable(e);
        }
    }

    private void checkOnDisks(int p, long end) {
        int copies = 0;
        for (int id = 1; id < replicas.length; id++) {
            copies += replicas[id][p].durableEnd >= end ? 1 : 0;
        }
        // A copy may be lost the moment after it was counted.
        if (copies < minInSync - (wasOneWiped ? 1 : 0)) {
            throw new Violation(
                    "partition %d shows %d records that are on the disks of %d brokers, and min.insync.replicas is %d",
                    p, end, copies, minInSync);
        }
    }

    /** Whoever the controllers may choose has all that was shown, on its disk. */
    private void checkWhoMayLead() {
        for (int p = 0; p < committed.length; p++) {
            PartitionImage agreed = image.partition(TOPIC, p);
            if (agreed == null) {
                continue;
            }
            for (int id = 1; id < replicas.length; id++) {
                if (mayLead(agreed, id) && !wiped.containsKey(id)) {
                    checkHasAll(id, p, agreed);
                }
            }
        }
    }

    private static boolean mayLead(PartitionImage agreed, int id) {
        return agreed.isr().contains(id) || agreed.elr().contains(id);
    }

    private void checkHasAll(int id, int p, PartitionImage agreed) {
        Replica replica = replicas[id][p];
        int shown = committed[p].size();
        if (replica.durableEnd < shown) {
            throw new Violation(
                    "broker %d may lead partition %d (ISR %s, ELR %s, epoch %d), has %d records on its disk, and %d were shown",
                    id,
                    p,
                    agreed.isr(),
                    agreed.elr(),
                    agreed.leaderEpoch(),
                    replica.durableEnd,
                    shown);
        }
        PartitionView seen = replica.seen;
        boolean isReadable = seen != null && seen.leaderEpoch() >= 0;
        if (seen != null && isReadable && replica.comparedUpTo < shown) {
            compare(id, p, replica, seen, shown);
        }
    }

    /**
     * A producer was told that its records are replicated.
     *
     * @param offset of the first of them
     */
    void acknowledged(int p, long offset, long[] values) {
        for (int i = 0; i < values.length; i++) {
            long at = offset + i;
            if (at >= committed[p].size() || committed[p].value(at) != values[i]) {
                throw new Violation(
                        "%s was acknowledged at offset %d of partition %d, and is not there",
                        Values.describe(values[i]), at, p);
            }
        }
    }

    /** Whether every replica has all that was shown, and nothing else. */
    boolean isEverywhere(int p) {
        for (int id = 1; id < replicas.length; id++) {
            PartitionView view = replicas[id][p].seen;
            boolean hasAll =
                    view != null
                            && !replicas[id][p].hasRot()
                            && view.log().endOffset() == committed[p].size()
                            && view.highWatermark() == committed[p].size();
            if (!hasAll) {
                return false;
            }
        }
        return true;
    }

    /** What every replica was last seen with, for people. */
    String describe(int p) {
        var told = new StringBuilder("shown " + committed[p].size());
        for (int id = 1; id < replicas.length; id++) {
            PartitionView view = replicas[id][p].seen;
            told.append(", broker ").append(id).append(": ");
            told.append(
                    view == null
                            ? "nothing"
                            : "end %d, durable %d, high watermark %d, epoch %d%s"
                                    .formatted(
                                            view.log().endOffset(),
                                            view.log().syncedOffset(),
                                            view.highWatermark(),
                                            view.leaderEpoch(),
                                            view.isLeader() ? " (leads)" : ""));
        }
        return told.toString();
    }
}
