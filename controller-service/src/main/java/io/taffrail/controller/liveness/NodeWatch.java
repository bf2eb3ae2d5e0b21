package io.taffrail.controller.liveness;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.ControllerCommand;
import io.taffrail.controller.liveness.Heartbeats.Heartbeat;
import io.taffrail.controller.quorum.MetadataLog;
import io.taffrail.kernel.metadata.MetadataEntry;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.Loop;
import java.util.function.Consumer;

/**
 * Turns heartbeats, closed connections and the passing of time into commands, while this controller
 * leads. A shell around {@link Heartbeats}, which its loop owns.
 */
public final class NodeWatch implements MetadataLog.Listener {

    private static final String PRINCIPAL = "Controller";
    private static final int CHECKS_PER_SESSION = 8;

    private final MetadataLog log;
    private final Loop loop;
    private final Clock clock;
    private final long checkMs;

    // Owned by the loop.
    private final Heartbeats heartbeats;
    private int term;

    private volatile boolean retired;

    public NodeWatch(MetadataLog log, Loop loop, Clock clock, long sessionTimeoutMs) {
        this.log = log;
        this.loop = loop;
        this.clock = clock;
        this.heartbeats = new Heartbeats(sessionTimeoutMs);
        this.checkMs = Math.max(1, sessionTimeoutMs / CHECKS_PER_SESSION);
    }

    /**
     * Takes a heartbeat in.
     *
     * @param connection tells one connection from another
     * @param onFirst called when this connection is new for the node: the caller then reports its
     *     end to {@link #closed}
     * @param onDone called when what the heartbeat asked for is decided, or could not be; on any
     *     thread
     * @return whether it was taken; when not, the loop is overrun
     */
    public boolean heard(
            Heartbeat heartbeat, Object connection, Runnable onFirst, Runnable onDone) {
        return loop.offer(() -> {
            if (heartbeats.heard(heartbeat.nodeId(), heartbeat.epoch(), connection, nowMs())) {
                onFirst.run();
            }
            Heartbeats.wish(log.image(), heartbeat)
                    .ifPresentOrElse(command -> propose(command, _ -> onDone.run()), onDone);
        });
    }

    /** The node's connection has ended. */
    public void closed(int nodeId, Object connection) {
        if (retired) {
            return;
        }
        loop.execute(() ->
                heartbeats
                        .closed(log.image(), nodeId, connection)
                        .ifPresent(command -> propose(command, _ -> {})));
    }

    /**
     * This controller is about to close all connections itself: from now on that says nothing of
     * the nodes at their other ends.
     */
    public void retire() {
        retired = true;
    }

    @Override
    public void onApplied(MetadataEntry entry, MetadataImage before, MetadataImage after) {}

    @Override
    public void onSnapshot(MetadataImage image) {}

    @Override
    public void onLeadership(boolean isLeader) {
        loop.execute(() -> {
            term++;
            if (isLeader) {
                heartbeats.begin(log.image(), nowMs());
                checkLater(term);
            }
        });
    }

    private void checkLater(int ofTerm) {
        loop.schedule(
                checkMs,
                () -> {
                    if (ofTerm == term) {
                        heartbeats
                                .overdue(log.image(), nowMs())
                                .forEach(command -> propose(command, _ -> {}));
                        checkLater(ofTerm);
                    }
                });
    }

    private void propose(ControllerCommand command, Consumer<CommandReply> onReply) {
        log.propose(command, PRINCIPAL).thenAccept(onReply);
    }

    private long nowMs() {
        return clock.nanoTime() / 1_000_000;
    }
}
