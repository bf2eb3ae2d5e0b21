package io.taffrail.controller.liveness;

import io.taffrail.controller.command.ControllerCommand;
import io.taffrail.controller.command.ControllerCommand.BeginShutdown;
import io.taffrail.controller.command.ControllerCommand.FenceNode;
import io.taffrail.controller.command.ControllerCommand.UnfenceNode;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When each node was last heard from, and over which connection. A connection that closes is as
 * good as a session that ran out, since a crash closes it at once; but only the connection that the
 * node used last counts, for an old one may close long after the node has come back.
 *
 * <p>Times are readings of a stopwatch, so that a clock that is set kills nobody.
 */
public final class Heartbeats {

    private final long sessionTimeoutMs;
    private final Map<Integer, Session> sessions = new HashMap<>();

    private record Session(long epoch, long heardMs, @Nullable Object connection) {}

    /**
     * What a node says of itself.
     *
     * @param appliedIndex how far it follows the metadata log
     */
    public record Heartbeat(
            int nodeId, long epoch, long appliedIndex, boolean wantsFence, boolean wantsShutdown) {}

    public Heartbeats(long sessionTimeoutMs) {
        this.sessionTimeoutMs = sessionTimeoutMs;
    }

    /** A new leader has heard from nobody yet, and gives everybody who was alive a full session. */
    public void begin(MetadataImage image, long nowMs) {
        sessions.clear();
        for (NodeImage node : image.nodes()) {
            if (!node.fenced()) {
                sessions.put(node.id(), new Session(node.epoch(), nowMs, null));
            }
        }
    }

    /**
     * Notes a sign of life.
     *
     * @param connection tells one connection from another
     * @return whether it is the first over this connection
     */
    public boolean heard(int nodeId, long epoch, Object connection, long nowMs) {
        Session before = sessions.put(nodeId, new Session(epoch, nowMs, connection));
        return before == null || !connection.equals(before.connection());
    }

    /** What should change after that heartbeat, if anything. */
    public static Optional<ControllerCommand> wish(MetadataImage image, Heartbeat heartbeat) {
        NodeImage node = image.node(heartbeat.nodeId());
        if (node == null || node.epoch() != heartbeat.epoch()) {
            return Optional.empty();
        }
        boolean hasCaughtUp = heartbeat.appliedIndex() >= node.epoch();
        if (heartbeat.wantsShutdown()) {
            return node.isActive()
                    ? Optional.of(new BeginShutdown(node.id(), node.epoch()))
                    : Optional.empty();
        }
        if (node.fenced() && !heartbeat.wantsFence() && hasCaughtUp) {
            return Optional.of(new UnfenceNode(node.id(), node.epoch()));
        }
        if (!node.fenced() && heartbeat.wantsFence()) {
            return Optional.of(new FenceNode(node.id(), node.epoch()));
        }
        return Optional.empty();
    }

    /** The connection closed; the node is gone if it was its last. */
    public Optional<ControllerCommand> closed(MetadataImage image, int nodeId, Object connection) {
        Session session = sessions.get(nodeId);
        if (session == null || !connection.equals(session.connection())) {
            return Optional.empty();
        }
        sessions.remove(nodeId);
        return fence(image.node(nodeId));
    }

    /** The nodes whose session ran out. */
    public List<ControllerCommand> overdue(MetadataImage image, long nowMs) {
        var commands = new ArrayList<ControllerCommand>();
        for (NodeImage node : image.nodes()) {
            Session session = sessions.get(node.id());
            boolean isHeardFrom =
                    session != null
                            && session.epoch() == node.epoch()
                            && nowMs - session.heardMs() < sessionTimeoutMs;
            if (!isHeardFrom) {
                fence(node).ifPresent(commands::add);
            }
        }
        return commands;
    }

    private static Optional<ControllerCommand> fence(@Nullable NodeImage node) {
        return node == null || node.fenced()
                ? Optional.empty()
                : Optional.of(new FenceNode(node.id(), node.epoch()));
    }
}
