package io.taffrail.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.protocol.client.ClientConfig;
import io.taffrail.protocol.client.NodeAddress;
import io.taffrail.protocol.client.NodeClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway that coordinates a group goes, in order or not. */
@Tag("system")
@Tag("alone")
class CoordinatorFailoverTest {

    private static final String GROUP = "billing";
    private static final Duration WAIT = Duration.ofSeconds(60);

    @TempDir private static Path directory;
    private static LocalCluster cluster;

    private final NodeClient client = new NodeClient(ClientConfig.named("test"));

    @BeforeAll
    static void up() {
        cluster = LocalCluster.up(directory);
    }

    @AfterAll
    static void down() {
        cluster.close();
    }

    @BeforeEach
    void heal() {
        cluster.heal();
        await().atMost(WAIT).until(() -> find().errorCode() == 0);
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void theGroupIsFoundAtAnotherGatewayAfterACrashAndAfterAStop() throws Exception {
        for (String how : List.of("kill", "stop")) {
            int before = find().nodeId();
            String gateway = "gateway-" + (before - 999);

            cluster.run(how, gateway);

            await().atMost(WAIT)
                    .untilAsserted(() ->
                            assertThat(find().nodeId())
                                    .isNotIn(before, -1)
                                    .isGreaterThanOrEqualTo(1000));
            cluster.run("start", gateway);
        }
    }

    @Test
    void aShardTakesItsNextOwnersWritesMillisecondsAfterTheChange() throws Exception {
        try (var writer = new ShardWriter(client, cluster, 0)) {
            writer.awaitWritten(50);
            // Whichever owns it, one of the two stops takes it away.
            for (String gateway : List.of("gateway-1", "gateway-2")) {
                cluster.run("stop", gateway);
                cluster.run("start", gateway);
            }
            writer.awaitWritten(50);
            writer.stop();
            System.out.println("owner changes, ms without a write: " + writer.gapsMs());

            assertThat(writer.gapsMs()).isNotEmpty();
            assertThat(writer.gapsMs()).allSatisfy(gap -> assertThat(gap).isLessThan(1_000));
        }
    }

    private Coordinator find() throws Exception {
        var request = new FindCoordinatorRequestData().setCoordinatorKeys(List.of(GROUP));
        return client.send(
                        new NodeAddress("127.0.0.1", cluster.brokerPort(1)),
                        0,
                        request,
                        5_000,
                        FindCoordinatorResponseData.class)
                .get(10, TimeUnit.SECONDS)
                .coordinators()
                .getFirst();
    }
}
