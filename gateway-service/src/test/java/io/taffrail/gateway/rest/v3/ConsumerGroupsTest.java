package io.taffrail.gateway.rest.v3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import io.taffrail.gateway.app.MemoryGateway;
import io.taffrail.gateway.link.GroupCalls;
import io.taffrail.gateway.link.GroupCalls.Heartbeat;
import io.taffrail.gateway.link.TopicPartition;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Transcripts of version 3's resources of consumer groups. */
class ConsumerGroupsTest {

    private static final String GROUPS = "/v3/clusters/memory-cluster-id/consumer-groups";

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

    /** A group whose one member reads the topic, and has three records in partition 0 before it. */
    private static void group(String name) throws Exception {
        gateway.cluster().addTopic(name, 2);
        for (int i = 0; i < 3; i++) {
            var post =
                    HttpRequest.newBuilder(gateway.uri("/topics/" + name + "/records?partition=0"))
                            .POST(BodyPublishers.ofString("x"))
                            .build();
            client.send(post, BodyHandlers.discarding());
        }
        gateway.groups()
                .heartbeat(
                        new Heartbeat(
                                name, "m1", GroupCalls.JOINING, 1000, List.of(name), Set.of()));
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(gateway.uri(path)).build(), BodyHandlers.ofString());
    }

    @Test
    void groupsAndTheirMembersAreListed() throws Exception {
        group("listed");
        var all = get(GROUPS);
        assertThat(all.statusCode()).as(all.body()).isEqualTo(200);
        assertThat(all.body())
                .contains("\"kind\":\"KafkaConsumerGroupList\"")
                .contains("\"consumer_group_id\":\"listed\"");
        var one = get(GROUPS + "/listed");
        assertThat(one.body())
                .contains("crn:///kafka=memory-cluster-id/consumer-group=listed")
                .contains("\"is_simple\":false,\"partition_assignor\":\"uniform\"")
                .contains("\"state\":\"STABLE\",\"type\":\"CONSUMER\"");
        assertThat(get(GROUPS + "/listed/consumers").body())
                .contains(
                        "\"consumer_id\":\"m1\",\"instance_id\":null,\"client_id\":\"client-m1\"");
        assertThat(get(GROUPS + "/listed/consumers/m1").body()).contains("KafkaConsumer");
        List<Integer> partitions =
                JsonPath.read(
                        get(GROUPS + "/listed/consumers/m1/assignments").body(),
                        "$.data[*].partition_id");
        assertThat(partitions).containsExactly(0, 1);
        assertThat(
                        get(GROUPS + "/listed/consumers/m1/assignments/listed/partitions/1")
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatThereIsNotIs404() throws Exception {
        group("there");
        for (String path :
                List.of(
                        "/not",
                        "/not/lags",
                        "/there/consumers/m2",
                        "/there/consumers/m1/assignments/there/partitions/9",
                        "/there/lags/there/partitions/9")) {
            assertThat(get(GROUPS + path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(get("/v3/clusters/other/consumer-groups").statusCode()).isEqualTo(404);
    }

    @Test
    void whoNeverCommittedIsBehindFromTheLogsStart() throws Exception {
        group("new");
        String lag = get(GROUPS + "/new/lags/new/partitions/0").body();
        assertThat(lag)
                .contains("\"current_offset\":0,\"log_end_offset\":3,\"lag\":3,")
                .contains("\"consumer_id\":\"m1\"");
        await().untilAsserted(() -> {
            double seconds =
                    JsonPath.<Number>read(
                                    get(GROUPS + "/new/lags/new/partitions/0").body(),
                                    "$.lag_seconds")
                            .doubleValue();
            assertThat(seconds).isPositive();
        });
    }

    @Test
    void aGroupThatNeverCommittedIsMarkedAndOneWhosePositionIsGoneToo() throws Exception {
        group("marked");
        assertThat(get(GROUPS + "/marked/lags/marked/partitions/0").body())
                .contains("\"committed_offset\":null,\"log_start_offset\":0,\"lost_offsets\":0,");
        gateway.groups().commit("marked", "m1", 1, Map.of(new TopicPartition("marked", 0), 1L));
        gateway.cluster().deleteRecordsBefore(new TopicPartition("marked", 0), 2);
        assertThat(get(GROUPS + "/marked/lags/marked/partitions/0").body())
                .contains("\"current_offset\":1,\"log_end_offset\":3,\"lag\":1,")
                .contains("\"committed_offset\":1,\"log_start_offset\":2,\"lost_offsets\":1,");
    }

    @Test
    void lagIsCountedInRecordsAndSeconds() throws Exception {
        group("behind");
        gateway.groups().commit("behind", "m1", 1, Map.of(new TopicPartition("behind", 0), 2L));
        String summary = get(GROUPS + "/behind/lag-summary").body();
        assertThat(summary)
                .contains("\"max_lag_topic_name\":\"behind\",\"max_lag_partition_id\":0")
                .contains("\"max_lag\":1,")
                .contains("\"total_lag\":1,");
        gateway.groups().commit("behind", "m1", 1, Map.of(new TopicPartition("behind", 0), 3L));
        String list = get(GROUPS + "/behind/lags").body();
        List<Number> seconds = JsonPath.read(list, "$.data[*].lag_seconds");
        assertThat(seconds).allMatch(each -> each.doubleValue() == 0);
    }
}
