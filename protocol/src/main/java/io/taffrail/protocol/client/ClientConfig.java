package io.taffrail.protocol.client;

/**
 * The bounds of the connections to other nodes.
 *
 * @param clientId what the other side sees in its logs
 * @param ioThreads event loops for all connections
 * @param connectTimeoutMs until an attempt to connect is given up
 * @param requestTimeoutMs until a request without an answer fails; its connection is then closed,
 *     since answers come in order
 * @param responseBytesMax the largest answer that is taken
 * @param inFlightMax requests of one connection that may wait for their answers; one more fails
 */
public record ClientConfig(
        String clientId,
        int ioThreads,
        int connectTimeoutMs,
        long requestTimeoutMs,
        int responseBytesMax,
        int inFlightMax) {

    public static ClientConfig named(String clientId) {
        return new ClientConfig(clientId, 1, 2_000, 30_000, 128 * 1024 * 1024, 1_024);
    }

    public ClientConfig withInFlightMax(int requests) {
        return new ClientConfig(
                clientId,
                ioThreads,
                connectTimeoutMs,
                requestTimeoutMs,
                responseBytesMax,
                requests);
    }
}
