package io.taffrail.broker;

import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.api.Listeners;
import io.taffrail.protocol.server.ApiRouter;
import io.taffrail.protocol.server.FurtherListener;
import io.taffrail.protocol.server.RequestObserver;
import io.taffrail.protocol.server.ServerConfig;
import io.taffrail.protocol.server.WireServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Where a broker's clients come in: one address, and one for each name that others know it by. */
final class BrokerDoor implements AutoCloseable {

    private final WireServer server;
    private final List<Endpoint> endpoints;

    private BrokerDoor(WireServer server, List<Endpoint> endpoints) {
        this.server = server;
        this.endpoints = endpoints;
    }

    static BrokerDoor open(
            BrokerConfig config, ApiRouter router, Clock clock, RequestObserver observer)
            throws IOException {
        WireServer server =
                WireServer.start(
                        ServerConfig.on(config.host(), config.port()), router, clock, observer);
        int port = config.advertisedPort() == 0 ? server.port() : config.advertisedPort();
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.add(new Endpoint(Listeners.KAFKA, config.advertisedHost(), port));
        for (FurtherListener further : config.furtherListeners()) {
            int boundPort = server.listen(further.name(), further.host(), further.port());
            endpoints.add(further.endpoint(boundPort));
        }
        return new BrokerDoor(server, List.copyOf(endpoints));
    }

    /** What clients are told, its first listener first. */
    List<Endpoint> endpoints() {
        return endpoints;
    }

    int port() {
        return server.port();
    }

    /** Bytes of requests that are being answered. */
    long heldRequestBytes() {
        return server.heldRequestBytes();
    }

    @Override
    public void close() {
        server.close();
    }
}
