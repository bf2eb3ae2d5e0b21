package io.taffrail.gateway.rest.v3;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.app.MemoryGateway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Transcripts of records that are sent by version 3, as a stream and as a batch. */
class RecordsTest {

    private static final String TOPICS = "/v3/clusters/memory-cluster-id/topics/";
    private static final String AT =
            "\"error_code\":200,\"cluster_id\":\"memory-cluster-id\",\"topic_name\":\"";

    private static MemoryGateway gateway;
    private static HttpClient client;

    @BeforeAll
    static void start() {
        gateway =
                MemoryGateway.start(
                        Map.of(
                                "taffrail.gateway.broker-properties.[auto.create.topics.enable]",
                                "false"));
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterAll
    static void stop() {
        client.shutdownNow();
        gateway.close();
    }

    @Test
    void aRecordHasAKeyAValueHeadersAPlaceAndATime() throws Exception {
        gateway.cluster().addTopic("one", 2);
        var answer =
                post(
                        "one/records",
                        "{\"partition_id\":1,\"timestamp\":\"2026-11-20T10:00:00.123Z\","
                                + "\"headers\":[{\"name\":\"h\",\"value\":\"dg==\"}],"
                                + "\"key\":{\"type\":\"STRING\",\"data\":\"k1\"},"
                                + "\"value\":{\"type\":\"JSON\",\"data\":{\"a\": 1.0}}}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(
                        "{"
                                + AT
                                + "one\",\"partition_id\":1,\"offset\":0,"
                                + "\"timestamp\":\"2026-11-20T10:00:00.123Z\","
                                + "\"key\":{\"type\":\"STRING\",\"size\":2},"
                                + "\"value\":{\"type\":\"JSON\",\"size\":10}}\r\n");
        assertThat(records("one"))
                .contains("\"key\":\"k1\",\"value\":{\"a\": 1.0},\"headers\":{\"h\":\"v\"}");
    }

    @Test
    void recordsFollowEachOtherWithAnythingBetweenThemOrNothing() throws Exception {
        gateway.cluster().addTopic("many", 1);
        var answer =
                post(
                        "many/records",
                        value("BINARY", "\"/wA=\"")
                                + value("STRING", "\"}{\\\"\"")
                                + "\n\n "
                                + "{\"key\":null,\"value\":null}"
                                + "{\"value\":{\"type\":\"BINARY\",\"data\":null}}");
        assertThat(answer.body().split("\r\n")).hasSize(4).allMatch(each -> each.contains(AT));
        assertThat(records("many"))
                .contains(
                        "\"value\":{\"base64\":\"/wA=\"}",
                        "\"value\":\"}{\\\"\"",
                        "\"value\":null");
    }

    @Test
    void aRecordThatCannotBeReadIsToldInItsTurn() throws Exception {
        gateway.cluster().addTopic("turns", 1);
        var answer =
                post(
                        "turns/records",
                        value("STRING", "\"a\"")
                                + value("STRING", "1")
                                + value("AVRO", "\"a\"")
                                + "{\"value\":{\"data\":1}}"
                                + "{\"partition_id\":7,\"value\":null}"
                                + value("STRING", "\"b\""));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().split("\r\n"))
                .satisfiesExactly(
                        first -> assertThat(first).contains("\"offset\":0"),
                        second ->
                                assertThat(second)
                                        .startsWith(
                                                "{\"error_code\":422,\"message\":\"Error: 42206 : "),
                        third -> assertThat(third).contains("AVRO", "schema registry"),
                        fourth -> assertThat(fourth).contains("value has no type"),
                        fifth ->
                                assertThat(fifth).contains("\"error_code\":404", "Error: 40403 : "),
                        sixth -> assertThat(sixth).contains("\"offset\":1"));
    }

    @Test
    void whatIsNoObjectEndsTheStream() throws Exception {
        gateway.cluster().addTopic("ends", 1);
        assertThat(post("ends/records", value("STRING", "\"a\"") + "[]").body().split("\r\n"))
                .satisfiesExactly(
                        first -> assertThat(first).contains("\"offset\":0"),
                        second ->
                                assertThat(second)
                                        .contains(
                                                "\"error_code\":400",
                                                "record 1",
                                                "begins with '['"));
        assertThat(post("ends/records", "{\"value\":").body()).contains("ends within it");
        assertThat(post("ends/records", "{,}").body()).contains("no JSON");
        assertThat(post("ends/records", "").body()).contains("422", "Error: 42206", "no record");
    }

    @Test
    void reportsComeBackWhileTheBodyIsOpen() throws Exception {
        gateway.cluster().addTopic("open", 1);
        try (var connection = new Socket("localhost", gateway.port());
                var answer =
                        new BufferedReader(
                                new InputStreamReader(
                                        connection.getInputStream(), StandardCharsets.UTF_8))) {
            connection.setSoTimeout(10_000);
            send(
                    connection,
                    "POST "
                            + TOPICS
                            + "open/records HTTP/1.1\r\nHost: localhost\r\n"
                            + "Content-Type: application/json\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 3; i++) {
                String record = value("JSON", "" + i);
                send(connection, Integer.toHexString(record.length()) + "\r\n" + record + "\r\n");
                String line = answer.readLine();
                while (!line.startsWith("{")) {
                    line = answer.readLine();
                }
                assertThat(line).contains("\"offset\":" + i + ",");
            }
            send(connection, "0\r\n\r\n");
        }
    }

    private static void send(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        connection.getOutputStream().flush();
    }

    @Test
    void aBatchTellsOfEachEntryByItsId() throws Exception {
        gateway.cluster().addTopic("batch", 1);
        var answer =
                post(
                        "batch/records:batch",
                        "{\"entries\":[{\"id\":\"a\",\"value\":{\"type\":\"STRING\",\"data\":\"1\"}},"
                                + "{\"id\":\"b\",\"value\":{\"type\":\"STRING\",\"data\":1}},"
                                + "{\"id\":\"c\",\"partition_id\":9},"
                                + "{\"id\":\"d\",\"value\":{\"type\":\"STRING\",\"data\":\"2\"}}]}");
        assertThat(answer.statusCode()).isEqualTo(207);
        assertThat(answer.body())
                .startsWith("{\"successes\":[{\"id\":\"a\"," + AT + "batch\"")
                .contains("{\"id\":\"d\"," + AT)
                .contains(
                        "\"failures\":[{\"id\":\"b\",\"error_code\":422,\"message\":\"Error: 42206 : ")
                .contains("{\"id\":\"c\",\"error_code\":404,");
    }

    @Test
    void aBatchHasOneToTenEntriesWithIdsOfTheirOwn() throws Exception {
        gateway.cluster().addTopic("bounds", 1);
        String entry = "{\"id\":\"%d\",\"value\":null},";
        var tooMany = new StringBuilder();
        for (int i = 0; i < 11; i++) {
            tooMany.append(entry.formatted(i));
        }
        tooMany.setLength(tooMany.length() - 1);
        for (String entries :
                new String[] {
                    "",
                    tooMany.toString(),
                    "{\"id\":\"1\"},{\"id\":\"1\"}",
                    "{}",
                    "1",
                    "{\"id\":\"" + "x".repeat(81) + "\"}"
                }) {
            var answer = post("bounds/records:batch", "{\"entries\":[" + entries + "]}");
            assertThat(answer.statusCode()).as(entries).isEqualTo(422);
            assertThat(answer.body()).startsWith("{\"error_code\":42208,\"message\":\"");
        }
        assertThat(post("bounds/records:batch", "[]").body()).contains("42208");
        assertThat(records("bounds")).startsWith("{\"records\":[]");
    }

    @Test
    void whereNothingCanBeSentTheStatusSaysSo() throws Exception {
        gateway.cluster().addTopic("there", 1);
        assertThat(post("nowhere/records", "{}").statusCode()).isEqualTo(404);
        assertThat(post("nowhere/records:batch", "{}").body()).contains("40403");
        var text =
                HttpRequest.newBuilder(gateway.uri(TOPICS + "there/records"))
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("x"))
                        .build();
        assertThat(client.send(text, BodyHandlers.ofString()).statusCode()).isEqualTo(415);
    }

    private static String value(String type, String data) {
        return "{\"value\":{\"type\":\"" + type + "\",\"data\":" + data + "}}";
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(request(path, BodyPublishers.ofString(body)), BodyHandlers.ofString());
    }

    private static HttpRequest request(String path, BodyPublisher body) {
        return HttpRequest.newBuilder(gateway.uri(TOPICS + path))
                .timeout(Duration.ofSeconds(15))
                .header("Content-Type", "application/json")
                .POST(body)
                .build();
    }

    private static String records(String topic) throws Exception {
        var request =
                HttpRequest.newBuilder(gateway.uri("/topics/" + topic + "/records?from=earliest"))
                        .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }
}
