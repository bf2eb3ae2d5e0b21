package io.taffrail.protocol.server;

/**
 * The bounds of a listener.
 *
 * @param host the address to listen on
 * @param port the port; 0 takes a free one
 * @param ioThreads event loops
 * @param requestBytesMax largest frame of a Produce request (socket.request.max.bytes)
 * @param controlRequestBytesMax largest frame of any other request: they carry no records
 * @param connectionBytesMax bytes of unanswered requests at which a connection is no longer read
 * @param connectionRequestsMax unanswered requests at which a connection is no longer read
 * @param totalBytesMax bytes of unanswered requests at which no connection is read any more
 * @param connectionsMax open connections; one more is closed at once
 * @param idleMsMax a connection without traffic for this long is closed
 */
public record ServerConfig(
        String host,
        int port,
        int ioThreads,
        int requestBytesMax,
        int controlRequestBytesMax,
        int connectionBytesMax,
        int connectionRequestsMax,
        long totalBytesMax,
        int connectionsMax,
        long idleMsMax) {

    public static ServerConfig on(String host, int port) {
        return new ServerConfig(
                host,
                port,
                Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors())),
                100 * 1024 * 1024,
                8 * 1024 * 1024,
                8 * 1024 * 1024,
                256,
                192L * 1024 * 1024,
                10_000,
                600_000);
    }
}
