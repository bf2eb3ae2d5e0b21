package io.taffrail.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.taffrail.cli.Captured;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSocket;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.message.DescribeQuorumResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/** Each ✗ of the doctor, caused; where nothing is wrong is tested with a real node. */
class DoctorTest {

    private static final String NO_HTTP = "http://127.0.0.1:1";

    @Test
    void aNameThatNobodyKnows() {
        Captured told = doctor("nowhere.invalid:9092");
        assertThat(told.exitCode()).isEqualTo(1);
        assertThat(told.output())
                .contains("✗ name: nowhere.invalid is no name that this machine knows")
                .contains("→ correct -b")
                .doesNotContain("port:");
    }

    @Test
    void aPortThatIsClosed() throws Exception {
        int closed;
        try (var socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        assertThat(doctor("127.0.0.1:" + closed).output())
                .contains("✓ name:", "✗ port: no connection to 127.0.0.1:" + closed)
                .contains("taffrail up");
    }

    @Test
    void theHttpPortInPlaceOfKafkas() throws Exception {
        HttpServer gateway = gateway(Instant.now().toEpochMilli());
        try {
            String address = "127.0.0.1:" + gateway.getAddress().getPort();
            assertThat(doctor(address).output())
                    .contains("✗ protocol: " + address + " speaks HTTP, and not Kafka")
                    .contains("the Kafka port is 9192: -b kafka.example:9192");
        } finally {
            gateway.stop(0);
        }
    }

    @Test
    void aPortThatWantsTls() throws Exception {
        try (ServerSocket secured =
                SSLServerSocketFactory.getDefault()
                        .createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> shakeHands(secured));
            assertThat(doctor("127.0.0.1:" + secured.getLocalPort()).output())
                    .contains("✗ protocol:", "wants TLS");
        }
    }

    @Test
    void somethingElseOnThePort() throws Exception {
        try (var other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> hangUp(other));
            assertThat(doctor("127.0.0.1:" + other.getLocalPort()).output())
                    .contains("speaks neither Kafka nor HTTP nor TLS");
        }
    }

    @Test
    void aListenerThatTellsANameNobodyKnowsHere() throws Exception {
        try (var broker = broker("broker-1.invalid", 9092, 1, Errors.NONE, false)) {
            Captured told = doctor(broker.address());
            assertThat(told.exitCode()).isEqualTo(1);
            assertThat(told.output())
                    .contains(
                            "✗ broker 1: tells clients to find it at broker-1.invalid:9092, which is no name")
                    .contains(
                            "taffrail up --advertise HOST:PORT", "TAFFRAIL_BROKER_ADVERTISEDHOST");
        }
    }

    @Test
    void aListenerThatTellsAPortNobodyListensOn() throws Exception {
        try (var broker = broker("127.0.0.1", 1, 1, Errors.NONE, false)) {
            assertThat(doctor(broker.address()).output())
                    .contains(
                            "✗ broker 1: tells clients to find it at 127.0.0.1:1, which cannot be reached");
        }
    }

    @Test
    void noControllerAFencedBrokerAndAPartitionWithoutLeader() throws Exception {
        try (var broker = broker("127.0.0.1", 1, -1, Errors.COORDINATOR_NOT_AVAILABLE, true)) {
            assertThat(doctor(broker.address()).output())
                    .contains("✗ controller: no controller is active")
                    .contains("✗ brokers: fenced, so not serving: [2]")
                    .contains("✗ partitions: 1 have no leader", "orders-0");
        }
    }

    @Test
    void aClockThatIsWrongAndADoorThatIsShut() throws Exception {
        HttpServer gateway = gateway(Instant.now().toEpochMilli() + 3_600_000);
        try {
            String url = "http://127.0.0.1:" + gateway.getAddress().getPort();
            List<String> lines =
                    Captured.run("doctor", "-b", "nowhere.invalid:1", "--http", url)
                            .output()
                            .lines()
                            .toList();
            assertThat(lines)
                    .anyMatch(line ->
                            line.matches(
                                    "✗ clock: the cluster's is 3\\d{3} s ahead of this machine's"));
            assertThat(lines).anyMatch(line -> line.startsWith("✓ http: " + url));
        } finally {
            gateway.stop(0);
        }
        assertThat(doctor("nowhere.invalid:1").output())
                .contains("✗ http: nobody answers HTTP at " + NO_HTTP)
                .contains("- clock: ");
    }

    @Test
    void eachStepIsALineOfJson() {
        Captured told = doctor("nowhere.invalid:9092", "--format", "json");
        assertThat(told.json()).hasSize(4);
        assertThat(told.json().getFirst().path("step").asString()).isEqualTo("name");
        assertThat(told.json().getFirst().path("outcome").asString()).isEqualTo("wrong");
        assertThat(told.json().getFirst().path("remedy").asString()).contains("/etc/hosts");
    }

    private static Captured doctor(String brokers, String... more) {
        List<String> words =
                new java.util.ArrayList<>(List.of("doctor", "-b", brokers, "--http", NO_HTTP));
        words.addAll(List.of(more));
        return Captured.run(words.toArray(String[]::new));
    }

    private static HttpServer gateway(long timeMs) throws Exception {
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        answer(server, "/ui/v1/overview", "{\"clusterId\":\"c\",\"timeMs\":" + timeMs + "}");
        answer(
                server,
                "/ui/v1/nodes",
                "{\"brokers\":{\"1\":{\"host\":\"kafka.example\",\"port\":9192}}}");
        server.start();
        return server;
    }

    private static void answer(HttpServer server, String path, String json) {
        server.createContext(
                path,
                exchange -> {
                    byte[] body = json.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    try (var out = exchange.getResponseBody()) {
                        out.write(body);
                    }
                });
    }

    /** Without a certificate it refuses each handshake, in TLS's own words. */
    private static void shakeHands(ServerSocket secured) {
        while (!secured.isClosed()) {
            try (var client = (SSLSocket) secured.accept()) {
                client.startHandshake();
            } catch (Exception refused) {
                // The next one, until it is closed.
            }
        }
    }

    private static void hangUp(ServerSocket listening) {
        while (!listening.isClosed()) {
            try (var _ = listening.accept()) {
                // Whatever it wanted to say, nobody listens.
            } catch (Exception closed) {
                return;
            }
        }
    }

    private static ScriptedBroker broker(
            String host, int port, int leader, Errors quorum, boolean hasTrouble) throws Exception {
        Function<ApiKeys, ApiMessage> answers =
                api ->
                        switch (api) {
                            case METADATA -> metadata(host, port, hasTrouble);
                            case DESCRIBE_QUORUM -> quorum(leader, quorum);
                            default -> cluster(hasTrouble);
                        };
        return new ScriptedBroker(answers);
    }

    private static ApiMessage metadata(String host, int port, boolean hasTrouble) {
        var data = new MetadataResponseData().setClusterId("c");
        data.brokers().add(new MetadataResponseBroker().setNodeId(1).setHost(host).setPort(port));
        var partition =
                new MetadataResponsePartition()
                        .setPartitionIndex(0)
                        .setLeaderId(hasTrouble ? -1 : 1);
        data.topics()
                .add(
                        new MetadataResponseTopic()
                                .setName("orders")
                                .setPartitions(List.of(partition)));
        return data;
    }

    private static ApiMessage quorum(int leader, Errors error) {
        var partition = new DescribeQuorumResponseData.PartitionData().setLeaderId(leader);
        var topic =
                new DescribeQuorumResponseData.TopicData()
                        .setTopicName("__cluster_metadata")
                        .setPartitions(List.of(partition));
        return new DescribeQuorumResponseData()
                .setErrorCode(error.code())
                .setTopics(List.of(topic));
    }

    private static ApiMessage cluster(boolean hasFenced) {
        var data = new DescribeClusterResponseData().setClusterId("c");
        data.brokers().add(new DescribeClusterBroker().setBrokerId(1).setHost("a").setPort(1));
        data.brokers()
                .add(
                        new DescribeClusterBroker()
                                .setBrokerId(2)
                                .setHost("b")
                                .setPort(1)
                                .setIsFenced(hasFenced));
        return data;
    }
}
