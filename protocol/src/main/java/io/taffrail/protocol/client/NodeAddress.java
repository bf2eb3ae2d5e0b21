package io.taffrail.protocol.client;

/** Where a node listens. */
public record NodeAddress(String host, int port) {

    /**
     * @param hostAndPort as in {@code 10.0.0.7:9092} or {@code [::1]:9092}
     */
    public static NodeAddress parse(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException(
                    "'" + hostAndPort + "' is no address: write host:port");
        }
        String host = hostAndPort.substring(0, colon).replace("[", "").replace("]", "");
        try {
            return new NodeAddress(host, Integer.parseInt(hostAndPort.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + hostAndPort + "' has no port number after its last colon", e);
        }
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
