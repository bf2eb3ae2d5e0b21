package io.taffrail.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.app.MemoryGateway;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Transcripts of events that are posted, and of records that are read as events. */
class CloudEventsTest {

    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";
    private static final String EVENT =
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/shop\",\"type\":\"order\","
                    + "\"partitionkey\":\"c1\",\"data\":{\"a\":1}}";

    private static MemoryGateway gateway;
    private static HttpProbe http;

    @BeforeAll
    static void start() {
        gateway = MemoryGateway.start(Map.of());
        http = new HttpProbe(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void anEventInBinaryModeIsStoredWithItsAttributesAsHeaders() throws Exception {
        gateway.cluster().addTopic("binary", 1);
        var answer = postBinary("/topics/binary/records", "{\"a\":1}", "ce-subject", "7%2C5");
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(http.records("binary"))
                .contains("\"key\":null,\"value\":{\"a\":1}")
                .contains("\"ce_id\":\"1\"", "\"ce_source\":\"/shop\"", "\"ce_type\":\"order\"")
                .contains("\"ce_specversion\":\"1.0\"", "\"ce_subject\":\"7,5\"")
                .contains("\"content-type\":\"application/json\"");
        assertThat(events("binary"))
                .contains("\"specversion\":\"1.0\"", "\"id\":\"1\"", "\"subject\":\"7,5\"")
                .contains("\"datacontenttype\":\"application/json\",\"data\":{\"a\":1}}")
                .doesNotContain("/topics/binary");
    }

    @Test
    void aStructuredEventComesOutAsItCameIn() throws Exception {
        gateway.cluster().addTopic("structured", 1);
        var answer = http.post("/topics/structured/records", EVENT, "Content-Type", STRUCTURED);
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(http.records("structured"))
                .contains("\"headers\":{\"content-type\":\"" + STRUCTURED + "\"}");
        assertThat(events("structured")).isEqualTo("[" + EVENT + "]\n");
    }

    @Test
    void aBatchIsAsManyRecordsAsItHasEvents() throws Exception {
        gateway.cluster().addTopic("batch", 1);
        var answer =
                http.post(
                        "/topics/batch/records",
                        "[" + EVENT + "," + EVENT + "]",
                        "Content-Type",
                        BATCH);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"offset\":1").endsWith("\"ok\":2,\"failed\":0}\n");
        assertThat(http.post("/topics/batch/records", "[]", "Content-Type", BATCH).body())
                .isEqualTo("{\"results\":[],\"ok\":0,\"failed\":0}\n");
        assertThat(events("batch")).isEqualTo("[" + EVENT + "," + EVENT + "]\n");
    }

    @Test
    void oneBadEventOfABatchKeepsAllOut() throws Exception {
        gateway.cluster().addTopic("half", 1);
        var answer = http.post("/topics/half/records", "[" + EVENT + ",{}]", "Content-Type", BATCH);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("\"error_code\":40003", "event 1: specversion is missing");
        assertThat(http.records("half")).startsWith("{\"records\":[]");
    }

    @Test
    void aBadEventIsToldWhichAttributeItIs() throws Exception {
        gateway.cluster().addTopic("bad", 1);
        assertThat(http.post("/topics/bad/records", "x", "ce-id", "1").body())
                .contains("specversion is missing");
        assertThat(postBinary("/topics/bad/records", "x", "ce-time", "noon").body())
                .contains("time noon is no time");
        var avro =
                http.post(
                        "/topics/bad/records", "x", "Content-Type", "application/cloudevents+avro");
        assertThat(avro.statusCode()).isEqualTo(415);
        assertThat(avro.body()).contains(STRUCTURED);
    }

    @Test
    void aKeyIsTakenFromAnAttributeForThoseWhoAskAndGivenByThoseWhoSayIt() throws Exception {
        gateway.cluster().addTopic("keyed", 1);
        String path = "/topics/keyed/records?key_from=partitionkey";
        http.post(path, EVENT, "Content-Type", STRUCTURED);
        http.post(path, EVENT, "Content-Type", STRUCTURED, "Kafka-Key", "own");
        http.post(path, "[" + EVENT + "]", "Content-Type", BATCH);
        postBinary(path, "x", "ce-partitionkey", "c2");
        http.post("/topics/keyed/records", EVENT, "Content-Type", STRUCTURED);
        assertThat(http.records("keyed").split("\"key\":"))
                .satisfiesExactly(
                        head -> assertThat(head).contains("records"),
                        first -> assertThat(first).startsWith("\"c1\""),
                        second -> assertThat(second).startsWith("\"own\""),
                        third -> assertThat(third).startsWith("\"c1\""),
                        fourth ->
                                assertThat(fourth)
                                        .startsWith("\"c2\"")
                                        .contains("\"ce_partitionkey\":\"c2\""),
                        fifth -> assertThat(fifth).startsWith("null"));
    }

    @Test
    void anEventWithoutDataIsARecordWithoutValue() throws Exception {
        gateway.cluster().addTopic("empty", 1);
        http.send(
                "POST",
                "/topics/empty/records",
                BodyPublishers.noBody(),
                "ce-specversion",
                "1.0",
                "ce-id",
                "1",
                "ce-source",
                "/shop",
                "ce-type",
                "gone");
        assertThat(http.records("empty")).contains("\"value\":null");
        assertThat(events("empty")).endsWith("\"type\":\"gone\"}]\n");
    }

    @Test
    void aRecordThatWasNoEventBecomesOneOfItsPlace() throws Exception {
        gateway.cluster().addTopic("plain", 1);
        http.post(
                "/topics/plain/records",
                "{\"a\": 1.0}",
                "Kafka-Key",
                "k1",
                "Kafka-Timestamp",
                "2026-11-20T10:00:00.123Z");
        http.post("/topics/plain/records", "text");
        http.post("/topics/plain/records", new byte[] {(byte) 0xff, 0});
        http.post(
                "/topics/plain/records?keep_content_type=1",
                new byte[] {'p', 'n', 'g'},
                "Content-Type",
                "image/png");
        http.send("DELETE", "/topics/plain/records?key=k1", BodyPublishers.noBody());
        assertThat(events("plain"))
                .startsWith(
                        "[{\"specversion\":\"1.0\",\"id\":\"plain:0:0\",\"source\":\"/topics/plain\","
                                + "\"type\":\"io.taffrail.record\","
                                + "\"time\":\"2026-11-20T10:00:00.123Z\",\"subject\":\"k1\","
                                + "\"datacontenttype\":\"application/json\",\"data\":{\"a\": 1.0}},")
                .contains("\"datacontenttype\":\"text/plain; charset=utf-8\",\"data\":\"text\"}")
                .contains(
                        "\"datacontenttype\":\"application/octet-stream\",\"data_base64\":\"/wA=\"}")
                .contains("\"datacontenttype\":\"image/png\",\"data_base64\":\"cG5n\"}")
                .endsWith("\"subject\":\"k1\"}]\n");
    }

    @Test
    void whatOnlyClaimsToBeAnEventIsDataOfOne() throws Exception {
        gateway.cluster().addTopic("claims", 1);
        http.post("/topics/claims/records", "{\"id\":1}", "Kafka-Header-content-type", STRUCTURED);
        http.post("/topics/claims/records", "1", "Kafka-Header-ce_id", "1");
        assertThat(events("claims"))
                .contains("\"id\":\"claims:0:0\"", "\"data\":{\"id\":1}}")
                .contains("\"id\":\"claims:0:1\"");
    }

    @Test
    void eventsComeByEveryDoorThatStreams() throws Exception {
        gateway.cluster().addTopic("doors", 1);
        http.post("/topics/doors/records", EVENT, "Content-Type", STRUCTURED);
        String query = "?from=earliest&limit=1&format=cloudevents";
        assertThat(
                        http.get("/topics/doors/records" + query, "Accept", "application/x-ndjson")
                                .body())
                .isEqualTo(EVENT + "\n");
        assertThat(http.get("/topics/doors/sse" + query).body())
                .contains("id: doors:0=1\nevent: record\ndata: " + EVENT + "\n\n");
        HttpResponse<String> page = http.get("/topics/doors/records" + query);
        assertThat(page.headers().firstValue("Content-Type")).hasValue(BATCH);
        assertThat(page.headers().firstValue("Kafka-Next")).hasValue("doors:0=1");
        assertThat(http.get("/topics/doors/records?format=xml").statusCode()).isEqualTo(400);
    }

    private static HttpResponse<String> postBinary(
            String path, String body, String name, String value) throws Exception {
        return http.post(
                path,
                body,
                "Content-Type",
                "application/json",
                "ce-specversion",
                "1.0",
                "CE-Id",
                "1",
                "ce-source",
                "/shop",
                "ce-type",
                "order",
                name,
                value);
    }

    private static String events(String topic) throws Exception {
        return http.get("/topics/" + topic + "/records?from=earliest", "Accept", BATCH).body();
    }
}
