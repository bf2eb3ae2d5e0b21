package io.taffrail.broker.api;

import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.client.ClientConfig;
import io.taffrail.protocol.client.NodeAddress;
import io.taffrail.protocol.client.NodeClient;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRouter;
import io.taffrail.protocol.server.ApiVersionsHandler;
import io.taffrail.protocol.server.RequestObserver;
import io.taffrail.protocol.server.ServerConfig;
import io.taffrail.protocol.server.WireServer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.protocol.ApiMessage;

/** A handler behind a listener, and a client that asks it over a connection. */
final class OneHandler implements AutoCloseable {

    private final NodeClient client = new NodeClient(ClientConfig.named("test"));
    private final WireServer server;

    OneHandler(ApiHandler handler) throws Exception {
        var router = new ApiRouter();
        var features = new ApiVersionsHandler.Features(-1, List.of());
        router.add(List.of(handler, new ApiVersionsHandler(router, () -> features)));
        var config =
                new ServerConfig(
                        "127.0.0.1", 0, 1, 4 << 20, 1 << 20, 1 << 20, 32, 8 << 20, 5, 60_000);
        server = WireServer.start(config, router, Clock.system(), RequestObserver.NONE);
    }

    <T extends ApiMessage> T ask(ApiMessage request, Class<T> answer) throws Exception {
        return send(request, answer).get(10, TimeUnit.SECONDS);
    }

    /** For a request whose answer may wait. */
    <T extends ApiMessage> CompletableFuture<T> send(ApiMessage request, Class<T> answer) {
        return client.send(new NodeAddress("127.0.0.1", server.port()), request, answer);
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
