package io.taffrail.controller.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.client.ClientConfig;
import io.taffrail.protocol.client.NodeAddress;
import io.taffrail.protocol.client.NodeClient;
import io.taffrail.protocol.server.ApiRouter;
import io.taffrail.protocol.server.ApiVersionsHandler;
import io.taffrail.protocol.server.RequestObserver;
import io.taffrail.protocol.server.ServerConfig;
import io.taffrail.protocol.server.WireServer;
import io.taffrail.protocol.wire.HistoryLine;
import io.taffrail.protocol.wire.HistoryQuery;
import io.taffrail.protocol.wire.HistoryRequest;
import io.taffrail.protocol.wire.HistoryResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The history over a connection. */
class HistoryHandlerTest {

    private static final HistoryLine LINE =
            new HistoryLine(
                    (5L << 20) | 1,
                    1_700_000_000_000L,
                    "LEADER_CHANGED",
                    "PARTITION",
                    "orders-0",
                    "Controller",
                    "LEADER_FENCED",
                    null,
                    "{\"leader\":2}");

    private final NodeClient client = new NodeClient(ClientConfig.named("test"));
    private WireServer server;

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void theQuestionAndItsLinesArriveAsTheyWere() throws Exception {
        var asked = new AtomicReference<HistoryQuery>();
        var query = new HistoryQuery(Long.MAX_VALUE, -1, 7, "LEADER_CHANGED", null, 5, 9);
        HistoryResponse answer =
                ask(
                        query,
                        question -> {
                            asked.set(question);
                            return List.of(LINE, LINE);
                        });
        assertThat(asked.get()).isEqualTo(query);
        assertThat(answer.errorCode()).isZero();
        assertThat(answer.lines()).containsExactly(LINE, LINE);
    }

    @Test
    void aDatabaseThatFailsIsAnAnswer() throws Exception {
        HistoryResponse answer =
                ask(
                        HistoryQuery.newest(1),
                        _ -> {
                            throw new IllegalStateException("broken by the test");
                        });
        assertThat(answer.errorCode()).isEqualTo(Errors.UNKNOWN_SERVER_ERROR.code());
        assertThat(answer.errorMessage()).contains("cannot be read");
    }

    @Test
    void moreLinesThanTheBoundAreRefused() throws Exception {
        HistoryResponse answer = ask(HistoryQuery.newest(1_001), _ -> List.of());
        assertThat(answer.errorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
        assertThat(answer.errorMessage())
                .isEqualTo("1001 lines of history were asked for: at most 1000 are told at once");
    }

    private HistoryResponse ask(
            HistoryQuery query, Function<HistoryQuery, List<HistoryLine>> history)
            throws Exception {
        var router = new ApiRouter();
        router.add(List.of(new HistoryHandler(history)));
        router.add(
                List.of(
                        new ApiVersionsHandler(
                                router, () -> new ApiVersionsHandler.Features(-1, List.of()))));
        server =
                WireServer.start(
                        ServerConfig.on("127.0.0.1", 0),
                        router,
                        Clock.system(),
                        RequestObserver.NONE);
        return client.send(
                        new NodeAddress("127.0.0.1", server.port()),
                        new HistoryRequest(query),
                        HistoryResponse.class)
                .get(10, TimeUnit.SECONDS);
    }
}
