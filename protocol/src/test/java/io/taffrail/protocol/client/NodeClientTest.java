package io.taffrail.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.ApiRouter;
import io.taffrail.protocol.server.ApiVersionsHandler;
import io.taffrail.protocol.server.Exchange;
import io.taffrail.protocol.server.RequestObserver;
import io.taffrail.protocol.server.ServerConfig;
import io.taffrail.protocol.server.WireServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class NodeClientTest {

    private final NodeClient client = new NodeClient(ClientConfig.named("test"));
    private final List<Short> versionsSeen = new ArrayList<>();
    private final List<String> namesSeen = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void speaksTheHighestVersionThatTheOtherSideNames() throws Exception {
        try (WireServer old = serverOf(0, 1)) {
            var address = new NodeAddress("127.0.0.1", old.port());
            client.send(
                            address,
                            new DescribeClusterRequestData(),
                            DescribeClusterResponseData.class)
                    .get(10, TimeUnit.SECONDS);
            assertThat(versionsSeen).containsExactly((short) 1);
        }
    }

    @Test
    void manyRequestsAtOnceGetTheirOwnAnswers() throws Exception {
        try (WireServer server = serverOf(0, 2)) {
            var address = new NodeAddress("127.0.0.1", server.port());
            List<CompletableFuture<DescribeClusterResponseData>> answers = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                answers.add(
                        client.send(
                                address,
                                new DescribeClusterRequestData(),
                                DescribeClusterResponseData.class));
            }
            for (int i = 0; i < 500; i++) {
                assertThat(answers.get(i).get(10, TimeUnit.SECONDS).controllerId()).isEqualTo(i);
            }
        }
    }

    @Test
    void whatIsAskedOfAClosedClientFailsAtOnceAlsoOnAConnectionThatWasOpen() throws Exception {
        try (WireServer server = serverOf(0, 2)) {
            var address = new NodeAddress("127.0.0.1", server.port());
            ask(client, address).get(10, TimeUnit.SECONDS);

            client.close();

            assertThat(ask(client, address))
                    .isCompletedExceptionally()
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withCauseInstanceOf(NodeUnavailable.class)
                    .withMessageContaining("since this node stops");
            assertThat(client.sendUnanswered(address, 0, new ProduceRequestData(), 1_000))
                    .isCompletedExceptionally();
        }
    }

    @Test
    void eachRequestNamesItsSenderAsItIsCalledAtThatMoment() throws Exception {
        var name = new AtomicReference<>("before");
        try (WireServer server = serverOf(0, 2);
                var renamed = new NodeClient(ClientConfig.named("renamed"), name::get)) {
            var address = new NodeAddress("127.0.0.1", server.port());
            ask(renamed, address).get(10, TimeUnit.SECONDS);
            name.set("after");
            ask(renamed, address).get(10, TimeUnit.SECONDS);

            assertThat(namesSeen).containsExactly("before", "after");
        }
    }

    @RepeatedTest(100)
    void aClientThatIsClosedWhileItSendsLeavesNoConnectionOpen() throws Exception {
        try (WireServer server = serverOf(0, 2)) {
            var address = new NodeAddress("127.0.0.1", server.port());
            try (var leaving = new NodeClient(ClientConfig.named("leaving"))) {
                ask(leaving, address).get(10, TimeUnit.SECONDS);
                assertThat(server.connectionCount()).isOne();
                for (int i = 0; i < 20; i++) {
                    ask(leaving, address);
                }
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> server.connectionCount() == 0);
        }
    }

    @Test
    void anAddressWhereNobodyListensIsToldAtOnceAndCanBeTriedAgain() throws Exception {
        int port = freePort();
        var address = new NodeAddress("127.0.0.1", port);
        assertThatThrownBy(() -> ask(address)).hasCauseInstanceOf(NodeUnavailable.class);
        assertThatThrownBy(() -> ask(address))
                .hasMessageContaining("127.0.0.1:" + port + " cannot be reached");
    }

    @RepeatedTest(20)
    void aNodeThatGoesAwayFailsWhatWaitsForItAndIsFoundAgainWhenItIsBack() throws Exception {
        WireServer silent = silentServer();
        var address = new NodeAddress("127.0.0.1", silent.port());
        var waiting =
                client.send(
                        address,
                        new DescribeClusterRequestData(),
                        DescribeClusterResponseData.class);
        silent.close();
        assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(NodeUnavailable.class);
    }

    @Test
    void anAnswerThatDoesNotComeInTimeFailsAndItsConnectionIsLeft() throws Exception {
        try (WireServer silent = silentServer()) {
            var address = new NodeAddress("127.0.0.1", silent.port());
            assertGivenUpInTime(address);
        }
    }

    @Test
    void aNodeThatTakesTheConnectionAndHangsIsGivenUpInTheTimeOfTheRequest() throws Exception {
        try (var hanging = new ServerSocket(0)) {
            var address = new NodeAddress("127.0.0.1", hanging.getLocalPort());

            assertGivenUpInTime(address);
        }
    }

    private void assertGivenUpInTime(NodeAddress address) {
        var waiting =
                client.send(
                        address,
                        0,
                        new DescribeClusterRequestData(),
                        100,
                        DescribeClusterResponseData.class);
        assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
                .hasMessageContaining("did not answer DescribeCluster in 100 ms");
    }

    @Test
    void aRequestWithoutAnAnswerIsDoneWhenItIsWrittenAndTakesNobodyElsesAnswer() throws Exception {
        List<Short> acksSeen = new CopyOnWriteArrayList<>();
        try (WireServer server = server(produceHandler(acksSeen))) {
            var address = new NodeAddress("127.0.0.1", server.port());
            for (int i = 0; i < 3; i++) {
                client.sendUnanswered(address, 0, produce((short) 0), 10_000)
                        .get(10, TimeUnit.SECONDS);
            }
            var answer =
                    client.send(address, 0, produce((short) 1), 10_000, ProduceResponseData.class);
            assertThat(answer.get(10, TimeUnit.SECONDS).throttleTimeMs()).isEqualTo(7);
            assertThat(acksSeen).containsExactly((short) 0, (short) 0, (short) 0, (short) 1);
        }
    }

    @Test
    void aRequestWithoutAnAnswerFailsWhereNobodyListens() throws Exception {
        var address = new NodeAddress("127.0.0.1", freePort());
        var written = client.sendUnanswered(address, 0, produce((short) 0), 10_000);
        assertThatThrownBy(() -> written.get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(NodeUnavailable.class);
    }

    private static ProduceRequestData produce(short acks) {
        return new ProduceRequestData().setAcks(acks).setTimeoutMs(1000);
    }

    private static ApiHandler produceHandler(List<Short> acksSeen) {
        return new ApiHandler() {
            @Override
            public ApiRange range() {
                return ApiRange.of(ApiKeys.PRODUCE, 3, 12);
            }

            @Override
            public void handle(Exchange exchange) {
                short acks = exchange.request(ProduceRequestData.class).acks();
                acksSeen.add(acks);
                if (acks == 0) {
                    exchange.respondNothing();
                } else {
                    exchange.respond(new ProduceResponseData().setThrottleTimeMs(7));
                }
            }
        };
    }

    private void ask(NodeAddress address) throws InterruptedException, ExecutionException {
        ask(client, address).get();
    }

    private static CompletableFuture<DescribeClusterResponseData> ask(
            NodeClient asking, NodeAddress address) {
        return asking.send(
                address, new DescribeClusterRequestData(), DescribeClusterResponseData.class);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private WireServer serverOf(int min, int max) throws IOException {
        return server(
                new ApiHandler() {
                    private int count;

                    @Override
                    public ApiRange range() {
                        return ApiRange.of(ApiKeys.DESCRIBE_CLUSTER, min, max);
                    }

                    @Override
                    public void handle(Exchange exchange) {
                        versionsSeen.add(exchange.version());
                        namesSeen.add(exchange.clientId());
                        exchange.respond(
                                new DescribeClusterResponseData().setControllerId(count++));
                    }
                });
    }

    private WireServer silentServer() throws IOException {
        return server(
                new ApiHandler() {
                    @Override
                    public ApiRange range() {
                        return ApiRange.of(ApiKeys.DESCRIBE_CLUSTER, 0, 2);
                    }

                    @Override
                    public void handle(Exchange exchange) {}
                });
    }

    private static WireServer server(ApiHandler handler) throws IOException {
        var router = new ApiRouter().add(List.of(handler));
        router.add(
                List.of(
                        new ApiVersionsHandler(
                                router, () -> new ApiVersionsHandler.Features(-1, List.of()))));
        return WireServer.start(
                ServerConfig.on("127.0.0.1", 0), router, Clock.system(), RequestObserver.NONE);
    }
}
