package io.taffrail.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.gateway.app.MemoryGateway;
import io.taffrail.gateway.link.ClusterAdmin.ConfigChange;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.ConfigResource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Transcripts of {@code POST} and {@code DELETE /topics/{t}/records}. */
class ProduceDoorTest {

    private static final String NDJSON = "application/x-ndjson";
    private static MemoryGateway gateway;
    private static HttpProbe http;

    @BeforeAll
    static void start() {
        gateway =
                MemoryGateway.start(
                        Map.of(
                                "taffrail.gateway.produce-buffer-bytes", "1MB",
                                "taffrail.gateway.broker-properties.[auto.create.topics.enable]",
                                        "false"));
        http = new HttpProbe(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aBodyIsOneRecordWhoseOffsetIsTold() throws Exception {
        gateway.cluster().addTopic("single", 1);
        var answer =
                http.post(
                        "/topics/single/records",
                        "a=1&b=2",
                        "Content-Type",
                        "application/x-www-form-urlencoded");
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body())
                .startsWith("{\"topic\":\"single\",\"partition\":0,\"offset\":0,\"timestamp\":\"");
        assertThat(answer.headers().firstValue("Location"))
                .hasValue("/topics/single/partitions/0/records?offset=0");
        assertThat(http.records("single")).contains("\"value\":\"a=1&b=2\"");
    }

    @Test
    void keyPartitionTimeAndHeadersStandInHttpHeaders() throws Exception {
        gateway.cluster().addTopic("dressed", 3);
        var answer =
                http.post(
                        "/topics/dressed/records",
                        "{\"a\": 1.0}",
                        "Kafka-Key",
                        "k1",
                        "Kafka-Partition",
                        "2",
                        "Kafka-Timestamp",
                        "2026-11-20T10:00:00.123Z",
                        "Kafka-Header-Trace",
                        "t1");
        assertThat(answer.body())
                .contains("\"partition\":2")
                .contains("\"timestamp\":\"2026-11-20T10:00:00.123Z\"");
        assertThat(http.records("dressed"))
                .contains("\"key\":\"k1\"")
                .contains("\"value\":{\"a\": 1.0}")
                .containsIgnoringCase("\"trace\":\"t1\"");
    }

    @Test
    void theyMayStandInTheQueryToo() throws Exception {
        gateway.cluster().addTopic("query", 2);
        var answer =
                http.post(
                        "/topics/query/records?key=k%202&partition=1&timestamp=1700000000000", "x");
        assertThat(answer.body())
                .contains("\"partition\":1")
                .contains("\"timestamp\":\"2023-11-14T22:13:20.000Z\"");
        assertThat(http.records("query")).contains("\"key\":\"k 2\"");
    }

    @Test
    void whatCannotBeReadOfThemIsABadRequest() throws Exception {
        gateway.cluster().addTopic("wrong", 1);
        for (String query : List.of("partition=-1", "partition=x", "timestamp=soon", "acks=2")) {
            var answer = http.post("/topics/wrong/records?" + query, "x");
            assertThat(answer.statusCode()).as(query).isEqualTo(400);
        }
        assertThat(http.post("/topics/wrong/records?partition=7", "x").statusCode()).isEqualTo(404);
    }

    @Test
    void aTombstoneIsAKeyWithoutAValue() throws Exception {
        gateway.cluster().addTopic("tombs", 1);
        var byDelete = http.send("DELETE", "/topics/tombs/records?key=k1", BodyPublishers.noBody());
        var byHeader =
                http.post(
                        "/topics/tombs/records", "", "Kafka-Tombstone", "true", "Kafka-Key", "k2");
        assertThat(byDelete.statusCode()).isEqualTo(201);
        assertThat(byHeader.statusCode()).isEqualTo(201);
        assertThat(http.records("tombs"))
                .contains("\"key\":\"k1\",\"value\":null")
                .contains("\"key\":\"k2\",\"value\":null");
        assertThat(http.send("DELETE", "/topics/tombs/records", BodyPublishers.noBody()))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(400));
        assertThat(http.post("/topics/tombs/records", "x", "Kafka-Tombstone", "true").statusCode())
                .isEqualTo(400);
    }

    @Test
    void eachLineIsAValue() throws Exception {
        gateway.cluster().addTopic("lines", 1);
        var answer = http.post("/topics/lines/records", "1\n\n{\"a\":2}\r\nthree", type(NDJSON));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"offset\":0", "\"offset\":2")
                .endsWith("],\"ok\":3,\"failed\":0}\n");
        assertThat(http.records("lines")).contains("\"value\":1", "{\"a\":2}", "\"three\"");
    }

    @Test
    void inRecordModeEachLineIsAnEnvelope() throws Exception {
        gateway.cluster().addTopic("envelopes", 2);
        var answer =
                http.post(
                        "/topics/envelopes/records?mode=record",
                        "{\"key\":\"k\",\"value\":1,\"partition\":1,\"headers\":{\"h\":\"v\"}}\n"
                                + "{\"value\":null,\"partition\":0}\n",
                        type(NDJSON));
        assertThat(answer.body()).contains("{\"partition\":1,\"offset\":0", "{\"partition\":0,");
        assertThat(http.records("envelopes")).contains("\"headers\":{\"h\":\"v\"}");
        var malformed = http.post("/topics/envelopes/records?mode=record", "{}\n1\n", type(NDJSON));
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(malformed.body()).contains("line 2");
    }

    @Test
    void whenSomeLinesFailEachSaysSo() throws Exception {
        gateway.cluster().addTopic("mixed", 1);
        var answer =
                http.post(
                        "/topics/mixed/records?mode=record",
                        "{\"value\":1}\n{\"value\":2,\"partition\":9}\n",
                        type(NDJSON));
        assertThat(answer.statusCode()).isEqualTo(207);
        assertThat(answer.body())
                .contains("{\"partition\":0,\"offset\":0,", "{\"error\":{\"error_code\":40401,")
                .endsWith("\"ok\":1,\"failed\":1}\n");
    }

    @Test
    void whenAllLinesFailTheStatusSaysSo() throws Exception {
        gateway.cluster().addTopic("failing", 1);
        var answer =
                http.post(
                        "/topics/failing/records?mode=record",
                        "{\"value\":1,\"partition\":8}\n{\"value\":2,\"partition\":9}\n",
                        type(NDJSON));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).endsWith("\"ok\":0,\"failed\":2}\n");
    }

    @Test
    void reportsComeWhileTheBodyIsStillOpen() throws Exception {
        gateway.cluster().addTopic("stream", 1);
        // By hand, because Java's client reads no answer before it has sent the whole body.
        try (var connection = new Socket("localhost", gateway.port());
                var answer =
                        new BufferedReader(
                                new InputStreamReader(
                                        connection.getInputStream(), StandardCharsets.UTF_8))) {
            connection.setSoTimeout(10_000);
            send(
                    connection,
                    "POST /topics/stream/records HTTP/1.1\r\nHost: localhost\r\n"
                            + "Content-Type: application/x-ndjson\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n2\r\n1\n\r\n");
            assertThat(nextReport(answer)).startsWith("{\"partition\":0,\"offset\":0,");
            send(connection, "2\r\n2\n\r\n");
            assertThat(nextReport(answer)).startsWith("{\"partition\":0,\"offset\":1,");
            send(connection, "0\r\n\r\n");
            assertThat(nextReport(answer)).isEqualTo("{\"summary\":{\"ok\":2,\"failed\":0}}");
        }
    }

    private static void send(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        connection.getOutputStream().flush();
    }

    /** Passes over the head of the answer and the sizes of its chunks. */
    private static String nextReport(BufferedReader answer) throws IOException {
        String line = answer.readLine();
        while (!line.startsWith("{")) {
            line = answer.readLine();
        }
        return line;
    }

    @Test
    void aClientMayPreferToHearLess() throws Exception {
        gateway.cluster().addTopic("terse", 1);
        var minimal = http.post("/topics/terse/records", "x", "Prefer", "return=minimal");
        assertThat(minimal.statusCode()).isEqualTo(204);
        assertThat(minimal.headers().firstValue("Kafka-Partition")).hasValue("0");
        assertThat(minimal.headers().firstValue("Kafka-Offset")).hasValue("0");
        var async = http.post("/topics/terse/records", "y", "Prefer", "respond-async");
        assertThat(async.statusCode()).isEqualTo(202);
        assertThat(async.body()).isEmpty();
        assertThat(http.post("/topics/terse/records?async=true", "z").statusCode()).isEqualTo(204);
        await().untilAsserted(() -> assertThat(http.records("terse")).contains("\"z\""));
    }

    @Test
    void withAcks0TheAnswerIs202AndHasNoOffset() throws Exception {
        gateway.cluster().addTopic("unheard", 1);
        long before = gateway.cluster().unansweredWriteCount();
        var answer = http.post("/topics/unheard/records?acks=0", "x");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).contains("\"partition\":0").doesNotContain("offset");
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        var minimal = http.post("/topics/unheard/records?acks=0", "x", "Prefer", "return=minimal");
        assertThat(minimal.statusCode()).isEqualTo(202);
        assertThat(minimal.headers().firstValue("Kafka-Offset")).isEmpty();
        var lines = http.post("/topics/unheard/records?acks=0", "1\n2\n", type(NDJSON));
        assertThat(lines.statusCode()).isEqualTo(202);
        assertThat(lines.body()).doesNotContain("offset").endsWith("\"ok\":2,\"failed\":0}\n");
        assertThat(gateway.cluster().unansweredWriteCount() - before).isEqualTo(3);
        assertThat(http.records("unheard")).contains("\"offset\":3");
    }

    @Test
    void aRecordAboveTheTopicsBoundIsTooLarge() throws Exception {
        gateway.cluster().addTopic("small", 1);
        set("small", "max.message.bytes", "1000");
        var answer = http.post("/topics/small/records", "x".repeat(1001));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("max.message.bytes");
    }

    @Test
    void aRecordWithoutAKeyDoesNotFitACompactedTopic() throws Exception {
        gateway.cluster().addTopic("compacted", 1);
        set("compacted", "cleanup.policy", "compact");
        assertThat(http.post("/topics/compacted/records", "x").statusCode()).isEqualTo(422);
        assertThat(http.post("/topics/compacted/records?key=k", "x").statusCode()).isEqualTo(201);
    }

    @Test
    void aTopicThatIsNotThereIsAProblem() throws Exception {
        var answer = http.post("/topics/nowhere/records", "x");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(answer.body())
                .contains("\"error_code\":40401", "\"instance\":\"/topics/nowhere/records\"");
    }

    @Test
    void aFullBufferIs503AtOnceAndSaysWhenToTryAgain() throws Exception {
        gateway.cluster().addTopic("full", 1);
        gateway.cluster().holdWrites();
        try {
            String large = "x".repeat(400_000);
            String path = "/topics/full/records?async=1";
            http.post(path, large);
            http.post(path, large);
            var answer = http.post(path, large);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(answer.body()).contains("\"retryable\":true");
        } finally {
            gateway.cluster().releaseWrites();
        }
        await().untilAsserted(() ->
                assertThat(http.post("/topics/full/records", "y").statusCode()).isEqualTo(201));
    }

    @Test
    void aLostAnswerIsRetriedAndWrittenOnce() throws Exception {
        gateway.cluster().addTopic("retried", 1);
        gateway.cluster().refuseNext(Rejection.NOT_LEADER_OR_FOLLOWER);
        var answer = http.post("/topics/retried/records", "once");
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(gateway.cluster().batches(HttpProbe.partition("retried"))).hasSize(1);
    }

    private static String[] type(String mediaType) {
        return new String[] {"Content-Type", mediaType};
    }

    private static void set(String topic, String name, String value) {
        gateway.cluster()
                .alterConfigs(ConfigResource.topic(topic), List.of(new ConfigChange(name, value)))
                .join();
    }
}
