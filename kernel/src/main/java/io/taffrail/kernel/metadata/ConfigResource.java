package io.taffrail.kernel.metadata;

/**
 * What a setting belongs to.
 *
 * @param name the topic's name, or the node's id in decimal; empty for all brokers
 */
public record ConfigResource(Type type, String name) implements Comparable<ConfigResource> {

    /** The kinds of things that have settings. */
    public enum Type {
        TOPIC,
        BROKER
    }

    /** The cluster-wide defaults of all brokers. */
    public static final ConfigResource ALL_BROKERS = new ConfigResource(Type.BROKER, "");

    public static ConfigResource topic(String name) {
        return new ConfigResource(Type.TOPIC, name);
    }

    public static ConfigResource broker(int nodeId) {
        return new ConfigResource(Type.BROKER, Integer.toString(nodeId));
    }

    @Override
    public int compareTo(ConfigResource other) {
        int byType = type.compareTo(other.type);
        return byType != 0 ? byType : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return switch (type) {
            case TOPIC -> "topic " + name;
            case BROKER -> name.isEmpty() ? "all brokers" : "broker " + name;
        };
    }
}
