package io.taffrail.simulation.cluster;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandStamp;
import io.taffrail.controller.command.ControllerCommand;
import io.taffrail.controller.command.StampedCommand;
import io.taffrail.controller.decide.Decider;
import io.taffrail.controller.liveness.Heartbeats;
import io.taffrail.controller.liveness.Heartbeats.Heartbeat;
import io.taffrail.kernel.machine.Decision;
import io.taffrail.kernel.metadata.MetadataEntry;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The controllers as nodes see them: an ordered log with the real rules behind it, which sometimes
 * has no leader. What was proposed to a leader that is lost may have been logged or not, and nobody
 * says which.
 */
final class SimControllers {

    static final int ID = 0;

    private static final Logger LOG = LoggerFactory.getLogger(SimControllers.class);

    private static final long COMMIT_NS_MAX = 3_000_000;
    private static final int SESSION_MS = 2_000;
    private static final int CHECK_MS = 250;

    private final SimScheduler scheduler;
    private final Random random;
    private final SimClock clock;
    private final SimProcess process;
    private final Heartbeats heartbeats = new Heartbeats(SESSION_MS);
    private final List<MetadataEntry> entries = new ArrayList<>();
    private final List<Consumer<List<MetadataEntry>>> waiting = new ArrayList<>();
    private final Consumer<MetadataImage> onApplied;
    private MetadataImage image = MetadataImage.EMPTY;
    private boolean hasLeader = true;
    private int term;
    private long lastCommitNs;

    /**
     * What a node is told after its heartbeat.
     *
     * @param isRegistered whether it is, in that epoch
     */
    record Standing(boolean isRegistered, boolean isFenced, boolean mayStop) {}

    /**
     * @param onApplied told of each image as soon as the cluster has agreed on it
     */
    SimControllers(SimScheduler scheduler, Random random, Consumer<MetadataImage> onApplied) {
        this.scheduler = scheduler;
        this.random = random;
        this.clock = new SimClock(scheduler);
        this.process = new SimProcess(scheduler);
        this.onApplied = onApplied;
        process.after(0, this::checkSessions);
    }

    /** Where messages to the controllers arrive. */
    SimProcess process() {
        return process;
    }

    /** What the cluster has agreed on, whoever knows it yet. */
    MetadataImage image() {
        return image;
    }

    /** Whether there is somebody to answer. */
    boolean hasLeader() {
        return hasLeader;
    }

    /** Loses the leader for a while. Whoever leads next has heard from nobody yet. */
    void changeLeader(long withoutMs) {
        if (!hasLeader) {
            return;
        }
        hasLeader = false;
        term++;
        waiting.clear();
        process.after(
                withoutMs * 1_000_000,
                () -> {
                    hasLeader = true;
                    heartbeats.begin(image, nowMs());
                });
    }

    /**
     * @param onReply called when the command was decided; never when the leader is lost before
     */
    void propose(ControllerCommand command, Consumer<CommandReply> onReply) {
        int ofTerm = term;
        lastCommitNs =
                Math.max(lastCommitNs, scheduler.nowNs()) + 1 + random.nextLong(COMMIT_NS_MAX);
        process.after(
                lastCommitNs - scheduler.nowNs(),
                () -> {
                    if (ofTerm == term) {
                        onReply.accept(apply(command));
                    } else if (random.nextBoolean()) {
                        apply(command);
                    }
                });
    }

    private CommandReply apply(ControllerCommand command) {
        long index = entries.size() + 1;
        var stamp = new CommandStamp(clock.nowMs(), random.nextLong(), "Simulation");
        Decision<MetadataEvent, CommandReply> decision =
                Decider.decide(image, index, new StampedCommand(stamp, command));
        var entry = new MetadataEntry(index, stamp.nowMs(), stamp.principal(), decision.events());
        LOG.info("{} ms: {} makes {}", nowMs(), command, entry);
        entries.add(entry);
        image = image.evolve(entry);
        onApplied.accept(image);
        var woken = List.copyOf(waiting);
        waiting.clear();
        woken.forEach(each -> each.accept(List.of(entry)));
        return decision.reply();
    }

    /**
     * Gives all entries after the index, or else the next one once it is there.
     *
     * @param mayWait whether an empty answer is worth nothing
     */
    void follow(long afterIndex, boolean mayWait, Consumer<List<MetadataEntry>> onEntries) {
        if (afterIndex < entries.size() || !mayWait) {
            onEntries.accept(List.copyOf(entries.subList((int) afterIndex, entries.size())));
        } else {
            waiting.add(onEntries);
        }
    }

    /**
     * @param connection tells one life of a node from another
     */
    void heartbeat(Heartbeat heartbeat, Object connection, Consumer<Standing> onStanding) {
        if (!isRegistered(heartbeat)) {
            onStanding.accept(new Standing(false, true, false));
            return;
        }
        heartbeats.heard(heartbeat.nodeId(), heartbeat.epoch(), connection, nowMs());
        Heartbeats.wish(image, heartbeat)
                .ifPresentOrElse(
                        command -> propose(command, _ -> onStanding.accept(standing(heartbeat))),
                        () -> onStanding.accept(standing(heartbeat)));
    }

    private boolean isRegistered(Heartbeat heartbeat) {
        NodeImage node = image.node(heartbeat.nodeId());
        return node != null && node.epoch() == heartbeat.epoch();
    }

    private Standing standing(Heartbeat heartbeat) {
        NodeImage node = image.node(heartbeat.nodeId());
        if (node == null || node.epoch() != heartbeat.epoch()) {
            return new Standing(false, true, false);
        }
        boolean hasHandedOver = node.inControlledShutdown() || node.fenced();
        return new Standing(true, node.fenced(), heartbeat.wantsShutdown() && hasHandedOver);
    }

    /** The node's last connection has ended. */
    void closed(int nodeId, Object connection) {
        if (hasLeader) {
            heartbeats
                    .closed(image, nodeId, connection)
                    .ifPresent(command -> propose(command, _ -> {}));
        }
    }

    private void checkSessions() {
        if (hasLeader) {
            heartbeats.overdue(image, nowMs()).forEach(command -> propose(command, _ -> {}));
        }
        process.after(CHECK_MS * 1_000_000L, this::checkSessions);
    }

    private long nowMs() {
        return clock.nanoTime() / 1_000_000;
    }
}
