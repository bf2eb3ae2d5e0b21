package io.taffrail.gateway.rest.v3;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.app.MemoryGateway;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Confluent's REST API, version 3, is asked, and what a gateway answers. */
class AdministrationTest {

    private static final String CLUSTER = "/v3/clusters/memory-cluster-id";
    private static final String JSON = "application/json";

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
    void theClusterNamesItselfAndItsParts() throws Exception {
        String list = get("/v3/clusters").body();
        assertThat(list)
                .contains("\"kind\":\"KafkaClusterList\"")
                .contains("\"next\":null")
                .contains("\"cluster_id\":\"memory-cluster-id\"")
                .contains("\"self\":\"http://localhost:" + gateway.port() + "/v3/clusters\"")
                .contains("\"related\":\"" + url("/topics") + "\"");
        assertThat(get(CLUSTER).body())
                .contains("\"resource_name\":\"crn:///kafka=memory-cluster-id\"");
    }

    @Test
    void linksBeginWithTheProxysNameWhereThereIsOne() throws Exception {
        var request =
                HttpRequest.newBuilder(gateway.uri(CLUSTER))
                        .header("X-Forwarded-Proto", "https")
                        .header("X-Forwarded-Host", "log.example.com")
                        .build();
        assertThat(client.send(request, BodyHandlers.ofString()).body())
                .contains("\"self\":\"https://log.example.com/v3/clusters/memory-cluster-id\"");
    }

    @Test
    void anotherClusterIsNotFound() throws Exception {
        HttpResponse<String> answer = get("/v3/clusters/other/topics");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body())
                .contains("\"error_code\":404")
                .contains("other")
                .contains("memory-cluster-id");
    }

    @Test
    void brokersAreListedWithTheirAddresses() throws Exception {
        assertThat(get(CLUSTER + "/brokers").body())
                .contains("\"kind\":\"KafkaBrokerList\"")
                .contains("\"broker_id\":1,\"host\":\"localhost\",\"port\":9092");
        assertThat(get(CLUSTER + "/brokers/1").body()).contains("/broker=1\"");
        assertThat(get(CLUSTER + "/brokers/7").statusCode()).isEqualTo(404);
        assertThat(get(CLUSTER + "/brokers/one").statusCode()).isEqualTo(400);
    }

    @Test
    void aTopicIsCreatedLookedAtGrownAndDeleted() throws Exception {
        HttpResponse<String> created =
                post(
                        CLUSTER + "/topics",
                        """
                        {"topic_name":"life","partitions_count":2,"replication_factor":null,
                         "configs":[{"name":"retention.ms","value":"60000"}]}\
                        """);
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location")).contains(url("/topics/life"));
        assertThat(created.body())
                .contains("\"kind\":\"KafkaTopic\"")
                .contains("\"topic_name\":\"life\"")
                .contains("\"is_internal\":false")
                .contains("\"partitions_count\":2")
                .contains("\"replication_factor\":1");
        assertThat(get(CLUSTER + "/topics").body()).contains("\"topic_name\":\"life\"");
        assertThat(get(CLUSTER + "/topics/life/configs/retention.ms").body())
                .contains("\"value\":\"60000\"");

        HttpResponse<String> grown =
                send("PATCH", CLUSTER + "/topics/life", "{\"partitions_count\":3}");
        assertThat(grown.statusCode()).isEqualTo(200);
        assertThat(grown.body()).contains("\"partitions_count\":3");

        assertThat(send("DELETE", CLUSTER + "/topics/life", "").statusCode()).isEqualTo(204);
        HttpResponse<String> gone = get(CLUSTER + "/topics/life");
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(gone.body()).contains("\"error_code\":40403");
    }

    @Test
    void aTopicThatExistsIsRefusedAsConfluentDoes() throws Exception {
        gateway.cluster().addTopic("twice", 1);
        HttpResponse<String> answer = post(CLUSTER + "/topics", "{\"topic_name\":\"twice\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"error_code\":40002").contains("twice");
    }

    @Test
    void aDryRunCreatesNothing() throws Exception {
        HttpResponse<String> answer =
                post(CLUSTER + "/topics", "{\"topic_name\":\"dry\",\"validate_only\":true}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(get(CLUSTER + "/topics/dry").statusCode()).isEqualTo(404);
    }

    @Test
    void settingsTellWhereTheirValueComesFrom() throws Exception {
        gateway.cluster().addTopic("settings", 1);
        String path = CLUSTER + "/topics/settings/configs";
        assertThat(get(path + "/retention.ms").body())
                .contains("\"is_default\":true")
                .contains("\"source\":\"DEFAULT_CONFIG\"");
        assertThat(send("PUT", path + "/retention.ms", "{\"value\":\"1000\"}").statusCode())
                .isEqualTo(204);
        assertThat(get(path + "/retention.ms").body())
                .contains("\"value\":\"1000\",\"is_default\":false")
                .contains("\"source\":\"DYNAMIC_TOPIC_CONFIG\"")
                .contains("\"synonyms\":[{\"name\":\"retention.ms\",\"value\":\"1000\"");
        assertThat(send("DELETE", path + "/retention.ms", "").statusCode()).isEqualTo(204);
        assertThat(get(path + "/retention.ms").body()).contains("\"is_default\":true");
        assertThat(get(path + "/no.such.setting").statusCode()).isEqualTo(404);
    }

    @Test
    void severalSettingsAreAlteredTogether() throws Exception {
        gateway.cluster().addTopic("altered", 1);
        String path = CLUSTER + "/topics/altered/configs";
        HttpResponse<String> answer =
                post(
                        path + ":alter",
                        """
                        {"data":[{"name":"retention.ms","value":"5"},
                                 {"name":"segment.bytes","value":"2000000","operation":"SET"},
                                 {"name":"retention.ms","operation":"DELETE"}]}\
                        """);
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(get(path + "/segment.bytes").body()).contains("\"value\":\"2000000\"");
        assertThat(get(path + "/retention.ms").body()).contains("\"is_default\":true");
        assertThat(get(CLUSTER + "/topics/-/configs").body()).contains("altered");
        assertThat(
                        post(path + ":alter", "{\"data\":[{\"name\":\"a\",\"operation\":\"NO\"}]}")
                                .body())
                .contains("operation NO of a is neither SET nor DELETE");
    }

    @Test
    void partitionsLeadToTheirReplicas() throws Exception {
        gateway.cluster().addTopic("parts", 2);
        String path = CLUSTER + "/topics/parts/partitions";
        assertThat(get(path).body())
                .contains("\"kind\":\"KafkaPartitionList\"")
                .contains("\"partition_id\":1")
                .contains(url("/topics/parts/partitions/0/replicas/1"));
        assertThat(get(path + "/0/replicas").body())
                .contains("\"broker_id\":1,\"is_leader\":true,\"is_in_sync\":true");
        assertThat(get(path + "/0/replicas/1").statusCode()).isEqualTo(200);
        assertThat(get(path + "/0/replicas/9").statusCode()).isEqualTo(404);
        assertThat(get(path + "/2").body()).contains("it has 0 to 1");
    }

    @Test
    void aPartitionTellsWhereItBeginsAndEnds() throws Exception {
        gateway.cluster().addTopic("ends", 1);
        String path = CLUSTER + "/topics/ends/partitions/0/offset";
        assertThat(get(path).body()).contains("\"earliest_offset\":0,\"latest_offset\":0");
        assertThat(get(path + "?offset_type=latest").body())
                .contains("\"earliest_offset\":null,\"latest_offset\":0");
        assertThat(get(CLUSTER + "/topics/ends/partitions/7/offset").statusCode()).isEqualTo(404);
    }

    @Test
    void aBrokerNamesItsReplicas() throws Exception {
        gateway.cluster().addTopic("replicated", 2);
        assertThat(get(CLUSTER + "/brokers/1/partition-replicas").body())
                .contains("\"kind\":\"KafkaReplicaList\"")
                .contains("\"topic_name\":\"replicated\",\"partition_id\":1,\"broker_id\":1");
        assertThat(get(CLUSTER + "/brokers/9/partition-replicas").statusCode()).isEqualTo(404);
    }

    @Test
    void allBrokersAreGivenASettingAndLoseIt() throws Exception {
        String path = CLUSTER + "/broker-configs";
        String change = "{\"data\":[{\"name\":\"log.retention.ms\",\"value\":\"5\"}]}";
        assertThat(post(path + ":alter", change).statusCode()).isEqualTo(204);
        assertThat(get(path).body()).contains("\"kind\":\"KafkaClusterConfigList\"");
        assertThat(get(path + "/log.retention.ms").body())
                .contains("\"config_type\":\"BROKER\",\"name\":\"log.retention.ms\"")
                .contains("\"value\":\"5\"", "\"source\":\"DYNAMIC_DEFAULT_BROKER_CONFIG\"");
        String back = "{\"data\":[{\"name\":\"log.retention.ms\",\"operation\":\"DELETE\"}]}";
        assertThat(post(path + ":alter", back).statusCode()).isEqualTo(204);
        assertThat(get(path + "/log.retention.ms").statusCode()).isEqualTo(404);
    }

    @Test
    void aBodyThatIsNoJsonIsRefusedInVersionThreesForm() throws Exception {
        HttpResponse<String> answer = post(CLUSTER + "/topics", "{\"topic_name\":");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"error_code\":400").doesNotContain("Exception");
        HttpResponse<String> unnamed = post(CLUSTER + "/topics", "{}");
        assertThat(unnamed.body()).contains("topic_name is missing");
    }

    @Test
    void whoAsksForProblemJsonGetsIt() throws Exception {
        var request =
                HttpRequest.newBuilder(gateway.uri(CLUSTER + "/topics/nowhere"))
                        .header("Accept", "application/json, application/problem+json")
                        .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(
                        type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(answer.body()).contains("\"title\":").contains("\"error_code\":40403");
    }

    @Test
    void healthAndMetricsAnswerToTheNamesThatOthersGiveThem() throws Exception {
        for (String alias : new String[] {"/healthz", "/healthy"}) {
            assertThat(get(alias).body()).contains("\"status\":\"UP\"");
        }
        for (String alias : new String[] {"/readyz", "/ready", "/status/ready", "/_health"}) {
            assertThat(get(alias).body()).contains("\"status\"");
        }
        assertThat(get("/metrics").body()).contains("taffrail_http_records_in_total");
    }

    private static String url(String path) {
        return "http://localhost:" + gateway.port() + CLUSTER + path;
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(gateway.uri(path)).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return send("POST", path, body);
    }

    private static HttpResponse<String> send(String method, String path, String body)
            throws Exception {
        return client.send(
                HttpRequest.newBuilder(gateway.uri(path))
                        .header("Content-Type", JSON)
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
