package io.taffrail.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.app.MemoryGateway;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Transcripts of version 2 of the REST proxies. */
class ProxyTest {

    private static final String JSON_V2 = "application/vnd.kafka.json.v2+json";
    private static final String BINARY_V2 = "application/vnd.kafka.binary.v2+json";
    private static MemoryGateway gateway;
    private static HttpProbe http;

    @BeforeAll
    static void start() {
        gateway = MemoryGateway.start(Map.of());
        http = new HttpProbe(gateway);
        gateway.cluster().addTopic("proxied", 2);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void recordsInAnEnvelopeAreAnsweredWithTheirOffsets() throws Exception {
        gateway.cluster().addTopic("v2", 1);
        var answer =
                http.post(
                        "/topics/v2",
                        "{\"records\":[{\"key\":null,\"value\":1,\"partition\":null},"
                                + "{\"value\":{\"a\":1},\"partition\":7}]}",
                        "Content-Type",
                        JSON_V2);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/vnd.kafka.v2+json");
        assertThat(answer.body())
                .startsWith("{\"offsets\":[{\"partition\":0,\"offset\":0,\"error_code\":null,")
                .contains("{\"partition\":null,\"offset\":null,\"error_code\":40402,");
    }

    @Test
    void binaryValuesComeBackAsTheyWent() throws Exception {
        gateway.cluster().addTopic("binary", 1);
        http.post(
                "/topics/binary",
                "{\"records\":[{\"key\":\"aw==\",\"value\":\"_-8\"}]}",
                "Content-Type",
                BINARY_V2);
        var read = http.get("/topics/binary/partitions/0/records?offset=0", "Accept", BINARY_V2);
        assertThat(read.headers().firstValue("Content-Type")).hasValue(BINARY_V2);
        assertThat(read.body()).contains("\"key\":\"aw==\"").contains("\"value\":\"/+8=\"");
    }

    @Test
    void aPartitionMayStandInThePath() throws Exception {
        var answer =
                http.post(
                        "/topics/proxied/partitions/1",
                        "{\"records\":[{\"value\":\"x\"}]}",
                        "Content-Type",
                        JSON_V2);
        assertThat(answer.body()).contains("\"partition\":1");
        var beyond =
                http.post(
                        "/topics/proxied/partitions/7",
                        "{\"records\":[{\"value\":\"x\"}]}",
                        "Content-Type",
                        JSON_V2);
        assertThat(beyond.statusCode()).isEqualTo(404);
        assertThat(beyond.body()).contains("40402");
    }

    @Test
    void anyOtherBodyIs415AndIsToldWhereToGo() throws Exception {
        for (String[] body :
                new String[][] {{"text/plain", "x"}, {JSON_V2, "[1]"}, {JSON_V2, "{\"a\":1}"}}) {
            var answer = http.post("/topics/proxied", body[1], "Content-Type", body[0]);
            assertThat(answer.statusCode()).isEqualTo(415);
            assertThat(answer.body()).contains("/topics/proxied/records");
        }
    }

    @Test
    void aRecordThatCannotBeReadIs422() throws Exception {
        for (String record : new String[] {"1", "{\"value\":1,\"partition\":\"x\"}"}) {
            var answer =
                    http.post(
                            "/topics/proxied",
                            "{\"records\":[" + record + "]}",
                            "Content-Type",
                            JSON_V2);
            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(answer.body()).contains("record 0");
        }
    }

    @Test
    void topicsAndPartitionsAreDescribed() throws Exception {
        assertThat(http.get("/topics").body()).contains("\"proxied\"");
        assertThat(http.get("/topics/proxied").body())
                .startsWith("{\"name\":\"proxied\",\"configs\":{")
                .contains(
                        "\"partitions\":[{\"partition\":0,\"leader\":1,\"replicas\":[{\"broker\":1,");
        assertThat(http.get("/topics/proxied/partitions").body()).startsWith("[{\"partition\":0,");
        assertThat(http.get("/topics/proxied/partitions/1").body()).startsWith("{\"partition\":1,");
        assertThat(http.get("/topics/proxied/partitions/0/offsets").body())
                .isEqualTo("{\"beginning_offset\":0,\"end_offset\":0}");
        assertThat(http.get("/topics/proxied/partitions/2").statusCode()).isEqualTo(404);
        assertThat(http.get("/topics/nowhere").statusCode()).isEqualTo(404);
    }

    @Test
    void brokersAreListedByTheirIds() throws Exception {
        assertThat(http.get("/brokers", "Accept", "application/vnd.kafka.v2+json").body())
                .isEqualTo("{\"brokers\":[1]}");
    }

    @Test
    void errorsAreInVersionTwosOwnFormOrAsWhoAsksWants() throws Exception {
        var own = http.get("/topics/nowhere", "Accept", "application/vnd.kafka.v2+json");
        assertThat(own.headers().firstValue("Content-Type"))
                .hasValue("application/vnd.kafka.v2+json");
        assertThat(own.body()).startsWith("{\"error_code\":40401,\"message\":\"");
        var problem = http.get("/topics/nowhere", "Accept", "application/problem+json");
        assertThat(problem.body()).startsWith("{\"type\":");
        var plain = http.get("/topics/proxied/partitions/0", "Accept", "application/json");
        assertThat(plain.headers().firstValue("Content-Type")).hasValue("application/json");
    }

    @Test
    void whatIsNotThereOrNotAllowedIsAProblem() throws Exception {
        assertThat(http.get("/topics/proxied/what").statusCode()).isEqualTo(404);
        var answer = http.post("/topics", "x");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET");
    }
}
