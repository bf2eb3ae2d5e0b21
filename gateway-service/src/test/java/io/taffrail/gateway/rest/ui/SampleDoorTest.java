package io.taffrail.gateway.rest.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.app.MemoryGateway;
import io.taffrail.kernel.runtime.Clock;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the dashboard learns of a topic by reading some of it, from a cluster in memory. */
class SampleDoorTest {

    private static MemoryGateway gateway;
    private static HttpClient client;

    @BeforeAll
    static void start() {
        gateway = MemoryGateway.start(Map.of());
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        client.close();
        gateway.close();
    }

    @Test
    void keysAreToldWithTheirSharesAndPartitions() throws Exception {
        gateway.cluster().addTopic("skewed", 2);
        for (int i = 0; i < 3; i++) {
            post("skewed", 0, "hot", "12345");
        }
        post("skewed", 1, "hot", "12345");
        post("skewed", 1, "cold", "1");
        post("skewed", 1, null, "1");

        JsonNode sample = get("/ui/v1/topics/skewed/keys");

        assertThat(sample.at("/records").asInt()).isEqualTo(6);
        assertThat(sample.at("/withoutKey").asInt()).isEqualTo(1);
        assertThat(sample.at("/distinctKeys").asInt()).isEqualTo(2);
        assertThat(sample.at("/whole").asBoolean()).isTrue();
        assertThat(sample.at("/stopped").isNull()).isTrue();
        assertThat(sample.at("/newestMs").asLong())
                .isGreaterThanOrEqualTo(sample.at("/oldestMs").asLong());
        assertThat(sample.at("/top/0").toString())
                .isEqualTo(
                        "{\"key\":\"hot\",\"encoding\":\"text\",\"cut\":false,\"records\":4,"
                                + "\"bytes\":32,\"partitions\":[0,1]}");
        assertThat(sample.at("/partitionsById/1").toString())
                .isEqualTo(
                        "{\"startOffset\":\"0\",\"endOffset\":\"3\",\"fromOffset\":\"0\","
                                + "\"toOffset\":\"3\",\"records\":3,\"withoutKey\":1,"
                                + "\"problem\":null}");
    }

    @Test
    void aSampleIsOfTheNewestAndAsLargeAPartOfEachPartition() throws Exception {
        gateway.cluster().addTopic("large", 2);
        for (int i = 0; i < 30; i++) {
            post("large", 0, "old " + i, "x");
        }
        for (int i = 0; i < 10; i++) {
            post("large", 1, "new " + i, "x");
        }

        JsonNode sample = get("/ui/v1/topics/large/keys?records=8");

        assertThat(sample.at("/records").asInt()).isEqualTo(8);
        assertThat(sample.at("/whole").asBoolean()).isFalse();
        assertThat(sample.at("/partitionsById/0/fromOffset").asString()).isEqualTo("24");
        assertThat(sample.at("/partitionsById/0/records").asInt()).isEqualTo(6);
        assertThat(sample.at("/partitionsById/1/fromOffset").asString()).isEqualTo("8");
        assertThat(sample.at("/partitionsById/1/records").asInt()).isEqualTo(2);
    }

    @Test
    void volumeIsToldByStretchesOfTime() throws Exception {
        gateway.cluster().addTopic("counted", 2);
        long beforeMs = Clock.system().nowMs();
        post("counted", 0, null, "x");
        post("counted", 1, null, "x");
        post("counted", 1, null, "x");

        long toMs = beforeMs + 600_000;
        String path = "/ui/v1/topics/counted/volume?from=" + (beforeMs - 600_000) + "&to=" + toMs;
        JsonNode volume = get(path + "&buckets=4");

        assertThat(volume.at("/fromMs").asLong()).isEqualTo(beforeMs - 600_000);
        assertThat(volume.at("/bucketMs").asLong()).isEqualTo(300_000);
        assertThat(volume.at("/records").toString()).isEqualTo("[0,0,3,0]");
        assertThat(volume.at("/unknown").toString()).isEqualTo("[]");
        assertThat(get("/ui/v1/topics/counted/volume?range=60000").at("/records")).hasSize(60);
    }

    @Test
    void aStretchThatIsNoneIsRefused() throws Exception {
        gateway.cluster().addTopic("stretched", 1);
        for (var wrong :
                Map.of(
                                "from=5&to=5", "from 5 is not a time before to, which is 5",
                                "range=0", "is not a time before to",
                                "buckets=121", "buckets 121 is not within 1 and 120")
                        .entrySet()) {
            HttpResponse<String> refused = send("/ui/v1/topics/stretched/volume?" + wrong.getKey());
            assertThat(refused.statusCode()).as(wrong.getKey()).isEqualTo(400);
            assertThat(refused.body()).contains(wrong.getValue());
        }
    }

    @Test
    void aSampleOfNothingAndWhatIsNotThereSaySo() throws Exception {
        gateway.cluster().addTopic("bare", 1);
        JsonNode sample = get("/ui/v1/topics/bare/keys");
        assertThat(sample.at("/records").asInt()).isZero();
        assertThat(sample.at("/whole").asBoolean()).isTrue();
        assertThat(sample.at("/oldestMs").isNull()).isTrue();

        assertThat(send("/ui/v1/topics/nowhere/keys"))
                .satisfies(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(404);
                    assertThat(answer.body()).contains("there is no topic nowhere");
                });
        assertThat(send("/ui/v1/topics/bare/keys?records=10001"))
                .satisfies(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(400);
                    assertThat(answer.body()).contains("records 10001 is not within 1 and 10000");
                });
    }

    private static void post(String topic, int partition, @Nullable String key, String value)
            throws Exception {
        var request =
                HttpRequest.newBuilder(
                                gateway.uri("/topics/" + topic + "/records?partition=" + partition))
                        .POST(BodyPublishers.ofString(value));
        if (key != null) {
            request.header("Kafka-Key", key);
        }
        assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode())
                .isBetween(200, 299);
    }

    private static JsonNode get(String path) throws Exception {
        HttpResponse<String> response = send(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(response.body());
    }

    private static HttpResponse<String> send(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(gateway.uri(path)).build(), BodyHandlers.ofString());
    }
}
