package io.taffrail.kernel.metadata;

/**
 * Where a node can be reached.
 *
 * @param listener the listener's name, such as {@code PLAINTEXT}
 */
public record Endpoint(String listener, String host, int port) {

    /** The listener that speaks the Kafka wire. */
    public static final String KAFKA = "KAFKA";

    public Endpoint {
        if (host.isEmpty()) {
            throw new IllegalArgumentException(
                    "listener " + listener + " has no host: give the name that others reach it by");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "listener " + listener + " has port " + port + ", which is not in 0..65535");
        }
    }

    @Override
    public String toString() {
        return listener + "://" + host + ":" + port;
    }
}
