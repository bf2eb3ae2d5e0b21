package io.taffrail.gateway.dashboard;

import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Since when nodes have been as they are, as far as this gateway has seen it: the metadata tells
 * what is, and not since when.
 */
final class NodeStates {

    private static final long MOMENT_MS = 5_000;

    private final Map<Integer, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(long epoch, String state, long sinceMs) {}

    /** Takes up what the image says, once for each tick. */
    void follow(MetadataImage image, long nowMs) {
        seen.keySet().removeIf(id -> image.node(id) == null);
        for (NodeImage node : image.nodes()) {
            String state = ClusterScenes.state(image, node);
            seen.compute(
                    node.id(),
                    (_, known) ->
                            known != null
                                            && known.epoch == node.epoch()
                                            && known.state.equals(state)
                                    ? known
                                    : new Seen(node.epoch(), state, nowMs));
        }
    }

    long sinceMs(NodeImage node, long nowMs) {
        Seen known = seen.get(node.id());
        return known == null ? nowMs : known.sinceMs;
    }

    /**
     * Whether it has been so for long enough to have been asked something, and to have answered.
     */
    boolean isOlderThanAMoment(NodeImage node, long nowMs) {
        return nowMs - sinceMs(node, nowMs) > MOMENT_MS;
    }
}
