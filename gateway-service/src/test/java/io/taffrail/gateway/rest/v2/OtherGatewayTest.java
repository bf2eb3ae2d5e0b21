package io.taffrail.gateway.rest.v2;

import static io.taffrail.gateway.rest.v2.ConsumerProbe.errorCode;
import static io.taffrail.gateway.rest.v2.ConsumerProbe.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.taffrail.gateway.app.MemoryGateway;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.MetadataEvent.NodeRegistered;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two gateways behind a balancer that knows nothing of consumers. */
class OtherGatewayTest {

    private static MemoryGateway one;
    private static MemoryGateway two;
    private static ConsumerProbe atOne;
    private static ConsumerProbe atTwo;

    @BeforeAll
    static void start() {
        one = MemoryGateway.start(Map.of("taffrail.gateway.node-id", "1000"));
        two = MemoryGateway.start(Map.of("taffrail.gateway.node-id", "1001"));
        for (MemoryGateway gateway : List.of(one, two)) {
            register(gateway, 1000, one.port());
            register(gateway, 1001, two.port());
        }
        atOne = new ConsumerProbe(one);
        atTwo = new ConsumerProbe(two);
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
    }

    private static void register(MemoryGateway at, int id, int port) {
        at.cluster()
                .apply(
                        new NodeRegistered(
                                new NodeImage(
                                        id,
                                        NodeRole.GATEWAY,
                                        id,
                                        UUID.randomUUID(),
                                        List.of(new Endpoint("HTTP", "localhost", port)),
                                        null,
                                        false,
                                        false,
                                        List.of())));
    }

    @Test
    void anInstanceIsFoundThroughAnyGateway() throws Exception {
        one.cluster().addTopic("found", 1);
        atOne.produce("found", "1", "2");
        String path =
                atOne.consumer(
                        "far",
                        "{\"name\":\"c\",\"format\":\"json\","
                                + "\"auto.offset.reset\":\"earliest\"}");
        assertThat(atTwo.post(path + "/subscription", "{\"topics\":[\"found\"]}").statusCode())
                .isEqualTo(204);
        var records = atTwo.get(path + "/records?timeout=10000");
        assertThat(values(records)).containsExactly(1, 2);
        assertThat(records.headers().firstValue("Kafka-Batch")).hasValue("1");
        assertThat(atTwo.post(path + "/offsets", "").statusCode()).isEqualTo(200);
        String asked = "{\"partitions\":[{\"topic\":\"found\",\"partition\":0}]}";
        assertThat(atTwo.ask("GET", path + "/offsets", asked).body()).contains("\"offset\":2");
        assertThat(atTwo.ask("DELETE", path, "").statusCode()).isEqualTo(204);
        var gone = atTwo.get(path + "/records");
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(errorCode(gone)).isEqualTo(40403);
    }

    @Test
    void whatTheOtherRefusesIsToldAsItIs() throws Exception {
        String path = atOne.consumer("refused", "{\"name\":\"c\"}");
        var answer = atTwo.get(path + "/records");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(errorCode(answer)).isEqualTo(40903);
    }

    @Test
    void aNameIsTakenOnAllGateways() throws Exception {
        atOne.consumer("everywhere", "{\"name\":\"mine\"}");
        var answer = atTwo.post("/consumers/everywhere", "{\"name\":\"mine\"}");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(errorCode(answer)).isEqualTo(40902);
    }

    @Test
    void aGatewayThatIsAwayIsARetryAndNoFailure() throws Exception {
        try (MemoryGateway third =
                MemoryGateway.start(Map.of("taffrail.gateway.node-id", "1002"))) {
            int closedPort;
            try (var free = new ServerSocket(0)) {
                closedPort = free.getLocalPort();
            }
            register(third, 1003, closedPort);
            var answer = new ConsumerProbe(third).get("/consumers/g/instances/c/records");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(answer.body()).contains("gateway 1003");
        }
    }

    @Test
    void theAddressOfAnInstanceIsTheBalancers() throws Exception {
        var answer =
                atOne.ask(
                        "POST",
                        "/consumers/a%20b",
                        "{\"name\":\"c d\"}",
                        "X-Forwarded-Proto",
                        "https",
                        "X-Forwarded-Host",
                        "kafka.example.com");
        String uri = JsonPath.read(answer.body(), "$.base_uri");
        assertThat(uri).isEqualTo("https://kafka.example.com/consumers/a%20b/instances/c%20d");
    }
}
