package io.taffrail.standalone.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.standalone.Node;
import io.taffrail.standalone.Program;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the README says to type, typed. */
@Tag("system")
class ByHandTest {

    private static String url;

    @BeforeAll
    static void start() {
        url = Node.shared().httpUrl();
    }

    @Test
    void oneRecordIsPostedAndAnsweredWithItsPartitionAndOffset() {
        assertThat(
                        curl(
                                "-i -d '{\"orderId\":1}' -H 'Kafka-Key: customer-1' URL/topics/hand-one/records"))
                .contains("HTTP/1.1 201")
                .contains("Location: /topics/hand-one/partitions/0/records?offset=0")
                .contains("\"topic\":\"hand-one\",\"partition\":0,\"offset\":0,\"timestamp\":");
    }

    @Test
    void linesArePostedAndReadBackAndStreamed() {
        curl("-d '{\"orderId\":1}' -H 'Kafka-Key: customer-1' URL/topics/hand-two/records");
        assertThat(
                        shell(
                                "printf '1\\n2\\n3\\n' | curl -s -H 'Content-Type: application/x-ndjson'"
                                        + " --data-binary @- URL/topics/hand-two/records"))
                .contains("\"offset\":1")
                .contains("\"offset\":3")
                .contains("\"ok\":3,\"failed\":0");
        assertThat(curl("'URL/topics/hand-two/records?from=earliest&limit=10'"))
                .contains("\"key\":\"customer-1\",\"value\":{\"orderId\":1}")
                .contains("\"offset\":3")
                .contains("\"next\":\"hand-two:0=4\"");
        assertThat(
                        curl(
                                "-N --max-time 2 'URL/topics/hand-two/sse' -H 'Last-Event-ID: hand-two:0=1'"))
                .doesNotContain("\"orderId\"")
                .contains("id: hand-two:0=2")
                .contains("\"offset\":1")
                .contains("\"offset\":3");
    }

    @Test
    void aWebSocketReceivesEveryRecordWithNothingToSend() throws Exception {
        for (int i = 0; i < 5; i++) {
            curl("-d 'early-" + i + "' URL/topics/hand-three/records");
        }
        List<String> received = new CopyOnWriteArrayList<>();
        var listener =
                new WebSocket.Listener() {
                    private final StringBuilder text = new StringBuilder();

                    @Override
                    public CompletionStage<?> onText(
                            WebSocket socket, CharSequence data, boolean last) {
                        text.append(data);
                        if (last) {
                            received.add(text.toString());
                            text.setLength(0);
                        }
                        socket.request(1);
                        return null;
                    }
                };
        try (HttpClient client = HttpClient.newHttpClient()) {
            WebSocket socket =
                    client.newWebSocketBuilder()
                            .buildAsync(
                                    URI.create(
                                            url.replace("http", "ws")
                                                    + "/topics/hand-three/ws?from=earliest"),
                                    listener)
                            .get();
            await().until(() -> count(received, "early-") == 5);
            curl("-d 'late' URL/topics/hand-three/records");
            await().until(() -> count(received, "late") == 1);
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get();
        }
    }

    @Test
    void whatHttpWritesKafkaReadsAndTheOtherWayRound() {
        curl(
                "-d 'from http' -H 'Kafka-Key: k' -H 'Kafka-Header-a: b' URL/topics/hand-four/records");
        String brokers = Node.shared().bootstrapServers();
        assertThat(
                        Program.run(
                                        "kcat",
                                        "-b",
                                        brokers,
                                        "-C",
                                        "-t",
                                        "hand-four",
                                        "-e",
                                        "-q",
                                        "-f",
                                        "%k=%s %h\n")
                                .output())
                .isEqualTo("k=from http a=b\n");
        Program.runWithInput(
                "from kcat\n", "kcat", "-b", brokers, "-P", "-t", "hand-four", "-z", "zstd");
        assertThat(curl("'URL/topics/hand-four/records?from=-1'")).contains("\"from kcat\"");
    }

    @Test
    void aTopicThatIsNotThereIsToldInProblemJson() {
        assertThat(curl("-i 'URL/topics/never-made/records?from=earliest'"))
                .contains("404")
                .contains("application/problem+json")
                .contains("\"error_code\":40401")
                .contains("never-made");
    }

    @Test
    void healthMetricsAndTheDescriptionOfTheApiAreThere() {
        assertThat(curl("URL/actuator/health/readiness")).contains("\"status\":\"UP\"");
        assertThat(curl("URL/actuator/prometheus"))
                .contains("kafka_server_brokertopicmetrics_messagesin_total")
                .contains("taffrail_broker_partitions")
                .contains("taffrail_controller_is_leader 1.0");
        assertThat(curl("URL/openapi.json")).contains("/topics/{topic}/records");
        assertThat(curl("-i URL/swagger-ui.html")).contains("302");
        assertThat(curl("URL/controller/v1/brokers")).contains("\"items\"");
    }

    private static long count(List<String> received, String text) {
        return received.stream().filter(frame -> frame.contains(text)).count();
    }

    private static String curl(String arguments) {
        return shell("curl -s " + arguments);
    }

    private static String shell(String line) {
        return Program.shell(line.replace("URL", url)).output();
    }
}
