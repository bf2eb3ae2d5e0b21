package io.taffrail.broker.partition;

import io.taffrail.broker.storage.DamagedLogException;
import io.taffrail.broker.storage.Inspection;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.runtime.Loop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mends a replica that somebody could not read: goes through the damaged segment from its front, a
 * little in each turn of the loop, and puts the batches of another replica where its own have
 * rotted. The replica stays in sync all along, and keeps what is whole: to throw it away and copy
 * it anew would lose records of which another replica's copy is damaged.
 */
final class Mending {

    private static final Logger LOG = LoggerFactory.getLogger(Mending.class);
    private static final int TURN_BYTES = 1 << 20;
    private static final long PAUSE_MS = 1_000;
    private static final int TOLD_MAX = 20;

    private final PartitionId id;
    private final PartitionPorts ports;
    private final Loop loop;
    private final PublishedView published;
    private final Supplier<@Nullable PartitionLog> openLog;
    private final Supplier<PartitionImage> assigned;

    // Owned by the loop.
    private boolean isUnderWay;
    private int begunInEpoch;
    private int batchesMended;
    private final Set<String> told = new HashSet<>();

    Mending(
            PartitionId id,
            PartitionPorts ports,
            Loop loop,
            PublishedView published,
            Supplier<@Nullable PartitionLog> openLog,
            Supplier<PartitionImage> assigned) {
        this.id = id;
        this.ports = ports;
        this.loop = loop;
        this.published = published;
        this.openLog = openLog;
        this.assigned = assigned;
    }

    /** Begins, when what a reader met is damage and nobody has told of it yet. Any thread. */
    void onUnreadable(IOException met) {
        if (met instanceof DamagedLogException damage && damage.segmentBaseOffset() >= 0) {
            loop.execute(() -> begin(damage));
        }
    }

    private void begin(DamagedLogException damage) {
        if (!isUnderWay) {
            isUnderWay = true;
            begunInEpoch = assigned.get().leaderEpoch();
            batchesMended = 0;
            tell(String.valueOf(damage.getMessage()));
            goOn(Inspection.of(damage.segmentBaseOffset()));
        }
    }

    /** Once for each place and reason: readers try again many times in a second. */
    private void tell(String what) {
        if (told.size() < TOLD_MAX && told.add(what)) {
            LOG.error("{}: {}", id, what);
        }
    }

    /** Null when the log is gone, or may have been cut since: then nothing is known of it. */
    private @Nullable PartitionLog logOfThisEpoch() {
        return assigned.get().leaderEpoch() == begunInEpoch ? openLog.get() : null;
    }

    private void goOn(Inspection at) {
        PartitionLog log = logOfThisEpoch();
        PartitionView view = published.view();
        if (log == null || view == null) {
            isUnderWay = false;
            return;
        }
        try {
            Inspection next = log.inspect(at, TURN_BYTES, view.highWatermark());
            switch (next.finding()) {
                case MORE -> loop.execute(() -> goOn(next));
                case DAMAGE -> ask(next, peers());
                case END -> end(log, next);
            }
        } catch (IOException e) {
            giveUp("cannot be read: " + e.getMessage());
        }
    }

    private void end(PartitionLog log, Inspection at) throws IOException {
        if (batchesMended > 0) {
            log.finishMending(at);
            told.clear();
            LOG.warn(
                    "{}: mended {} batches of the segment that begins at offset {} from other replicas",
                    id,
                    batchesMended,
                    at.segmentBaseOffset());
        }
        isUnderWay = false;
    }

    /** Those in sync first: they have all that is replicated. */
    private Deque<Integer> peers() {
        PartitionImage now = assigned.get();
        var peers = new ArrayDeque<Integer>();
        for (int each : now.replicas()) {
            if (each != ports.localId()) {
                if (now.isr().contains(each)) {
                    peers.addFirst(each);
                } else {
                    peers.addLast(each);
                }
            }
        }
        return peers;
    }

    private void ask(Inspection at, Deque<Integer> left) {
        Integer peer = left.poll();
        if (peer == null) {
            giveUp("no other replica that answers has offset " + at.offset() + " whole");
            return;
        }
        ports.peers()
                .read(peer, id, begunInEpoch, at.offset())
                .whenComplete((batches, failure) ->
                        loop.execute(() -> {
                            if (batches == null || !take(at, batches)) {
                                ask(at, left);
                            }
                        }));
    }

    private boolean take(Inspection at, ByteBuffer batches) {
        PartitionLog log = logOfThisEpoch();
        if (log == null) {
            isUnderWay = false;
            return true;
        }
        try {
            Inspection next = log.mend(at, batches);
            if (next == null) {
                return false;
            }
            batchesMended++;
            goOn(next);
        } catch (IOException e) {
            giveUp("cannot be written: " + e.getMessage());
        }
        return true;
    }

    /** Whoever reads there next begins anew, but not at once. */
    private void giveUp(String why) {
        tell("could not be mended: " + why);
        loop.schedule(PAUSE_MS, () -> isUnderWay = false);
    }
}
