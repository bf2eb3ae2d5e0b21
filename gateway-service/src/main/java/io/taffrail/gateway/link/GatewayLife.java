package io.taffrail.gateway.link;

import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One life of a gateway, from its registration on. Its requests carry it in their client id, which
 * Kafka's records of group members keep: so whoever coordinates a group knows, also after a load,
 * which members are streams of which gateway, and that they ended with it.
 *
 * @param epoch of the registration: the index of the metadata log at which it was decided. It tells
 *     a life that is over from one that this node's image does not know yet; an id chosen by the
 *     process could not
 */
public record GatewayLife(int nodeId, long epoch) {

    private static final String PREFIX = "gateway-";
    private static final Pattern CLIENT_ID = Pattern.compile(PREFIX + "(\\d{1,9})@(\\d{1,18})");

    /** The client id of a gateway that has not registered yet. */
    public static String clientIdBefore(int nodeId) {
        return PREFIX + nodeId;
    }

    public String clientId() {
        return PREFIX + nodeId + "@" + epoch;
    }

    /** Null for everybody who is no gateway, or one that had not registered. */
    public static @Nullable GatewayLife of(String clientId) {
        Matcher matcher = CLIENT_ID.matcher(clientId);
        return matcher.matches()
                ? new GatewayLife(
                        Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)))
                : null;
    }

    /**
     * Whether the cluster goes without it: fenced, unregistered, or registered again. Not when the
     * image is older than the registration.
     */
    public boolean isOutside(MetadataImage image) {
        return image.appliedIndex() >= epoch && !isServing(image);
    }

    /**
     * Whether it ended between the two images. One that has just registered is fenced until its
     * first heartbeat, and that is no end.
     */
    public boolean endsBetween(MetadataImage before, MetadataImage now) {
        return isOutside(now) && (!isRegistered(now) || isServing(before));
    }

    private boolean isServing(MetadataImage image) {
        NodeImage node = image.node(nodeId);
        return node != null && node.epoch() == epoch && !node.fenced();
    }

    private boolean isRegistered(MetadataImage image) {
        NodeImage node = image.node(nodeId);
        return node != null && node.epoch() == epoch;
    }
}
