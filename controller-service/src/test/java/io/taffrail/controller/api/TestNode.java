package io.taffrail.controller.api;

import static org.awaitility.Awaitility.await;

import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.ThreadLoop;
import io.taffrail.protocol.client.ClientConfig;
import io.taffrail.protocol.client.NodeAddress;
import io.taffrail.protocol.client.NodeClient;
import io.taffrail.protocol.link.ControllerLink;
import io.taffrail.protocol.link.LinkConfig;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.protocol.ApiMessage;

/** A node as brokers and gateways have it: the real link over a real connection. */
public final class TestNode implements AutoCloseable {

    private final NodeAddress controller;
    private final NodeClient client;
    private final ThreadLoop loop;
    public final ControllerLink link;

    public TestNode(int id, UUID incarnation, int controllerPort) {
        this(id, incarnation, 200, controllerPort);
    }

    /**
     * @param controllerPorts in the order in which it tries them
     */
    TestNode(int id, UUID incarnation, long heartbeatMs, int... controllerPorts) {
        List<NodeAddress> controllers =
                IntStream.of(controllerPorts)
                        .mapToObj(port -> new NodeAddress("127.0.0.1", port))
                        .toList();
        controller = controllers.getFirst();
        client = new NodeClient(ClientConfig.named("node-" + id));
        loop =
                new ThreadLoop(
                        "node-" + id,
                        1_000,
                        Clock.system(),
                        failure -> {
                            throw new IllegalStateException(failure);
                        });
        link =
                new ControllerLink(
                        new LinkConfig(
                                controllers,
                                id,
                                incarnation,
                                () -> List.of(new Endpoint("PLAINTEXT", "localhost", 9092 + id)),
                                null,
                                heartbeatMs,
                                50),
                        client,
                        loop);
    }

    public static TestNode broker(int id, int controllerPort) {
        var node = new TestNode(id, new UUID(7, id), controllerPort);
        node.link.discover();
        node.link.register(List.of(new UUID(8, id)));
        await().atMost(Duration.ofSeconds(20)).until(() -> node.link.ready().isDone());
        return node;
    }

    public <T extends ApiMessage> T ask(ApiMessage request, Class<T> answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        return client.send(controller, 2, request, 20_000, answer).get(20, TimeUnit.SECONDS);
    }

    public CreateTopicsResponseData createTopic(String name, int partitions, int replicas)
            throws InterruptedException, ExecutionException, TimeoutException {
        var request = new CreateTopicsRequestData().setTimeoutMs(10_000);
        request.topics()
                .add(
                        new CreateTopicsRequestData.CreatableTopic()
                                .setName(name)
                                .setNumPartitions(partitions)
                                .setReplicationFactor((short) replicas));
        return ask(request, CreateTopicsResponseData.class);
    }

    /** As when the process is killed: the connections end, and nothing is said. */
    @Override
    public void close() {
        link.close();
        client.close();
        loop.close();
    }
}
