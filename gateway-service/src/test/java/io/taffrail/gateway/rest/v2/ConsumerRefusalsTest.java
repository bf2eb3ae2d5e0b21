package io.taffrail.gateway.rest.v2;

import static io.taffrail.gateway.rest.v2.ConsumerProbe.errorCode;
import static io.taffrail.gateway.rest.v2.ConsumerProbe.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.gateway.app.MemoryGateway;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What version 2's consumers are refused, with which numbers, and what they are not. */
class ConsumerRefusalsTest {

    private static MemoryGateway gateway;
    private static ConsumerProbe http;

    @BeforeAll
    static void start() {
        gateway = MemoryGateway.start(Map.of("taffrail.gateway.consumer-instance-timeout", "2s"));
        http = new ConsumerProbe(gateway);
        gateway.cluster().addTopic("known", 1);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static void assertRefused(HttpResponse<String> answer, int status, int code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(errorCode(answer)).isEqualTo(code);
    }

    @Test
    void settingsThatMakeNoSenseAreRefusedByNumber() throws Exception {
        String path = "/consumers/settings";
        assertRefused(http.post(path, "{\"format\":\"xml\"}"), 422, 42204);
        assertRefused(http.post(path, "{\"format\":\"avro\"}"), 422, 42204);
        assertRefused(http.post(path, "{\"auto.offset.reset\":\"middle\"}"), 422, 42204);
        assertRefused(http.post(path, "{\"auto.commit.enable\":\"perhaps\"}"), 422, 42204);
        assertRefused(http.post(path, "{\"fetch.min.bytes\":-2}"), 400, 40001);
        assertRefused(http.post(path, "{\"consumer.request.timeout.ms\":\"0\"}"), 400, 40001);
        assertRefused(http.post(path, "no json"), 400, 400);
    }

    @Test
    void nullsNumbersBooleansAndUnknownMembersAreTaken() throws Exception {
        String body =
                "{\"name\":null,\"format\":null,\"auto.offset.reset\":null,"
                        + "\"enable.auto.commit\":true,\"fetch.min.bytes\":\"1\","
                        + "\"consumer.request.timeout.ms\":1000,\"isolation.level\":"
                        + "\"read_committed\",\"client.id\":{\"a\":[1]}}";
        for (String type : new String[] {"application/json", ConsumerProbe.V2, "text/plain"}) {
            var answer = http.ask("POST", "/consumers/lenient", body, "Content-Type", type);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        assertThat(http.post("/consumers/lenient", "").statusCode()).isEqualTo(200);
    }

    @Test
    void aNameIsTakenOnlyOnce() throws Exception {
        http.consumer("names", "{\"name\":\"mine\"}");
        assertRefused(http.post("/consumers/names", "{\"name\":\"mine\"}"), 409, 40902);
    }

    @Test
    void whatThereIsNotIs404() throws Exception {
        assertRefused(http.get("/consumers/none/instances/x/records"), 404, 40403);
        assertRefused(http.ask("DELETE", "/consumers/none/instances/x", ""), 404, 40403);
        String path = http.consumer("missing", "{}");
        assertRefused(
                http.post(
                        path + "/assignments",
                        "{\"partitions\":[{\"topic\":\"known\",\"partition\":7}]}"),
                404,
                40402);
        assertRefused(
                http.post(
                        path + "/assignments",
                        "{\"partitions\":[{\"topic\":\"never\",\"partition\":0}]}"),
                404,
                40401);
        assertRefused(http.get(path + "/what"), 404, 404);
        assertThat(http.ask("PUT", path + "/records", "").statusCode()).isEqualTo(405);
    }

    @Test
    void subscriptionAndAssignmentsExcludeEachOther() throws Exception {
        String partitions = "{\"partitions\":[{\"topic\":\"known\",\"partition\":0}]}";
        String path = http.consumer("excluding", "{}");
        assertRefused(http.get(path + "/records"), 409, 40903);
        assertRefused(http.post(path + "/subscription", "{}"), 422, 422);
        assertRefused(
                http.post(path + "/subscription", "{\"topics\":[\"a\"],\"topic_pattern\":\"b\"}"),
                409,
                40903);
        http.post(path + "/subscription", "{\"topics\":[\"known\"]}");
        assertRefused(http.post(path + "/assignments", partitions), 409, 40903);
        http.ask("DELETE", path + "/subscription", "");
        assertThat(http.post(path + "/assignments", partitions).statusCode()).isEqualTo(204);
        assertRefused(http.post(path + "/subscription", "{\"topics\":[\"known\"]}"), 409, 40903);
    }

    @Test
    void positionsOfWhatIsNotAssignedAreRefused() throws Exception {
        gateway.cluster().addTopic("other", 1);
        String path = http.subscribed("seeking", "known", "\"consumer.request.timeout.ms\":100");
        assertRefused(
                http.post(
                        path + "/positions",
                        "{\"offsets\":[{\"topic\":\"other\",\"partition\":0,\"offset\":0}]}"),
                409,
                40903);
    }

    @Test
    void anotherFormatThanTheConsumersIsNotAcceptable() throws Exception {
        String path = http.subscribed("accepting", "known", "\"name\":null");
        String binary = "application/vnd.kafka.binary.v2+json";
        assertRefused(http.ask("GET", path + "/records", "", "Accept", binary), 406, 40601);
        assertRefused(http.ask("GET", path + "/records", "", "Accept", "text/html"), 406, 406);
        for (String accept : new String[] {"*/*", "application/json", ConsumerProbe.V2}) {
            var answer = http.ask("GET", path + "/records?timeout=0", "", "Accept", accept);
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void noOffsetToBeginAtAndNoResetIsSaidAndCuredByAPosition() throws Exception {
        gateway.cluster().addTopic("unreset", 1);
        http.produce("unreset", "1");
        String path =
                http.consumer("unreset-g", "{\"auto.offset.reset\":\"none\",\"format\":\"json\"}");
        String partitions = "{\"partitions\":[{\"topic\":\"unreset\",\"partition\":0}]}";
        http.post(path + "/assignments", partitions);
        assertRefused(http.get(path + "/records?timeout=10000"), 409, 40903);
        assertThat(http.post(path + "/positions/beginning", partitions).statusCode())
                .isEqualTo(204);
        assertThat(values(http.get(path + "/records?timeout=10000"))).containsExactly(1);
    }

    @Test
    void anInstanceThatNobodyAsksGoesAndLeavesItsGroup() throws Exception {
        String path = http.subscribed("idle", "known", "\"name\":\"idle\"");
        await().until(() -> gateway.groups().memberCount("idle") == 1);
        await().atMost(Duration.ofSeconds(15))
                .until(() -> gateway.groups().memberCount("idle") == 0);
        assertRefused(http.get(path + "/records"), 404, 40403);
    }

    @Test
    void thereIsABoundOnInstances() throws Exception {
        try (MemoryGateway small =
                MemoryGateway.start(Map.of("taffrail.gateway.consumers-max", "2"))) {
            var probe = new ConsumerProbe(small);
            String path = probe.consumer("many", "{}");
            probe.consumer("many", "{}");
            var answer = probe.post("/consumers/many", "{}");
            assertRefused(answer, 429, 42901);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(answer.body()).contains("taffrail.gateway.consumers-max");
            probe.ask("DELETE", path, "");
            probe.consumer("many", "{}");
        }
    }
}
