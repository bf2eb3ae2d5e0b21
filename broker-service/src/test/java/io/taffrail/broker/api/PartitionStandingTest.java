package io.taffrail.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.broker.partition.LoneBroker;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.client.ClientConfig;
import io.taffrail.protocol.client.NodeAddress;
import io.taffrail.protocol.client.NodeClient;
import io.taffrail.protocol.server.ApiRouter;
import io.taffrail.protocol.server.ApiVersionsHandler;
import io.taffrail.protocol.server.RequestObserver;
import io.taffrail.protocol.server.ServerConfig;
import io.taffrail.protocol.server.WireServer;
import io.taffrail.protocol.wire.PartitionStanding;
import io.taffrail.protocol.wire.PartitionStanding.Follower;
import io.taffrail.protocol.wire.PartitionStandingRequest;
import io.taffrail.protocol.wire.PartitionStandingResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a leader tells of one partition's replicas, over a connection. */
class PartitionStandingTest {

    @TempDir Path root;

    private final NodeClient client = new NodeClient(ClientConfig.named("test"));
    private LoneBroker broker;
    private WireServer server;

    @BeforeEach
    void start() throws Exception {
        broker = new LoneBroker(root);
        var router = new ApiRouter();
        var features = new ApiVersionsHandler.Features(-1, List.of());
        router.add(List.of(new PartitionStandingHandler(broker.partitions())));
        router.add(List.of(new ApiVersionsHandler(router, () -> features)));
        var config =
                new ServerConfig(
                        "127.0.0.1", 0, 1, 4 << 20, 1 << 20, 1 << 20, 32, 8 << 20, 5, 60_000);
        server = WireServer.start(config, router, Clock.system(), RequestObserver.NONE);
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void eachReplicaIsWhereItIs() throws Exception {
        broker.append(5);
        broker.otherHasAll();
        broker.append(3);

        PartitionStanding standing = ask(LoneBroker.TOPIC, 0).standing();

        int epoch = broker.leaderEpoch();
        var other = new Follower(LoneBroker.OTHER, 5);
        assertThat(standing).isEqualTo(new PartitionStanding(epoch, 8, 8, 5, List.of(other)));
        broker.otherHasAll();
        assertThat(ask(LoneBroker.TOPIC, 0).standing().highWatermark()).isEqualTo(8);
    }

    @Test
    void aFollowerWhoHasNotFetchedIsNowhere() throws Exception {
        broker.append(5);
        assertThat(ask(LoneBroker.TOPIC, 0).standing().followers())
                .containsExactly(new Follower(LoneBroker.OTHER, -1));
    }

    @Test
    void whoDoesNotLeadSaysSo() throws Exception {
        broker.elect(LoneBroker.OTHER);
        assertThat(ask(LoneBroker.TOPIC, 0).errorCode())
                .isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER.code());
        assertThat(ask("another", 0).errorCode())
                .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
    }

    private PartitionStandingResponse ask(String topic, int partition) throws Exception {
        return client.send(
                        new NodeAddress("127.0.0.1", server.port()),
                        new PartitionStandingRequest(topic, partition),
                        PartitionStandingResponse.class)
                .get(10, TimeUnit.SECONDS);
    }
}
