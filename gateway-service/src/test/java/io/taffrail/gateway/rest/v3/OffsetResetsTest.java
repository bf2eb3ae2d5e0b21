package io.taffrail.gateway.rest.v3;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Offsets that are moved and forgotten over HTTP. Each topic has five records in partition 0. */
class OffsetResetsTest {

    private static final String GROUPS = "/v3/clusters/memory-cluster-id/consumer-groups/";

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
    void aDryRunSaysWhatWouldChangeAndChangesNothing() throws Exception {
        group("dry", 3);
        var answer = reset("dry", "?dry_run=true", "{\"to\":\"earliest\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"kind\":\"KafkaConsumerGroupOffsetReset\"")
                .contains("consumer-group=dry/offsets")
                .contains("\"dry_run\":true,\"total_lag_before\":2,\"total_lag_after\":5,")
                .contains(
                        "{\"topic_name\":\"dry\",\"partition_id\":0,\"before\":3,\"after\":0,"
                                + "\"log_start_offset\":0,\"log_end_offset\":5,\"lag_before\":2,"
                                + "\"lag_after\":5,\"is_clamped\":false,\"note\":null}");
        assertThat(committed("dry")).containsEntry(partition("dry", 0), 3L);
    }

    @Test
    void offsetsAreMovedInEveryForm() throws Exception {
        group("forms", 3);
        group("other", 2);
        gateway.groups().commit("other", "", -1, Map.of(partition("forms", 0), 4L));
        assertMovedTo("{\"to\":\"latest\"}", 5);
        assertMovedTo("{\"to\":\"2\"}", 2);
        assertMovedTo("{\"to\":1}", 1);
        assertMovedTo("{\"to\":\"+2\"}", 3);
        assertMovedTo("{\"to\":\"-1\"}", 2);
        assertMovedTo("{\"to\":\"1h\"}", 0);
        assertMovedTo("{\"to\":\"@4102444800000\"}", 5);
        assertMovedTo("{\"to\":\"group:other\",\"topics\":[\"forms\"]}", 4);
        assertMovedTo("{\"to\":\"forms:0=1\"}", 1);
        assertMovedTo(
                "{\"to\":\"end\",\"partitions\":[{\"topic_name\":\"forms\",\"partition_id\":0}]}",
                5);
    }

    private static void assertMovedTo(String body, long offset) throws Exception {
        var answer = reset("forms", "", body);
        assertThat(answer.statusCode()).as(body + " " + answer.body()).isEqualTo(200);
        assertThat(answer.body()).as(body).contains("\"after\":" + offset + ",");
        assertThat(committed("forms")).as(body).containsEntry(partition("forms", 0), offset);
    }

    @Test
    void aTopicBringsInPartitionsOfWhichNothingIsCommitted() throws Exception {
        group("fresh", 3);
        assertThat(reset("fresh", "", "{\"to\":\"earliest\",\"topics\":[\"fresh\"]}").body())
                .contains("\"partition_id\":1,\"before\":null,\"after\":0,");
        assertThat(committed("fresh")).hasSize(2);
        gateway.groups().forget("fresh", List.of(partition("fresh", 1)));
        var named =
                reset(
                        "fresh",
                        "",
                        "{\"to\":\"fresh:0=1\",\"partitions\":[{\"topic_name\":\"fresh\",\"partition_id\":1}]}");
        assertThat(named.statusCode()).isEqualTo(400);
        assertThat(named.body()).contains("no offset is given for [fresh-1]");
        var shift = reset("fresh", "", "{\"to\":\"+1\",\"topics\":[\"fresh\"]}");
        assertThat(shift.statusCode()).isEqualTo(400);
        assertThat(shift.body()).contains("committed nothing in [fresh-1] to go +1 from");
    }

    @Test
    void anOffsetOutsideOfTheLogIsHeldToItAndSaysSo() throws Exception {
        group("clamped", 3);
        gateway.cluster().deleteRecordsBefore(partition("clamped", 0), 2);
        assertThat(reset("clamped", "", "{\"to\":\"1\"}").body())
                .contains("\"after\":2,")
                .contains(
                        "\"is_clamped\":true,\"note\":\"offset 1 is not in the log, which has 2 to"
                                + " 5\"");
        assertThat(reset("clamped", "", "{\"to\":\"+99\"}").body()).contains("\"after\":5,");
    }

    @Test
    void nothingIsMovedWhileSomebodyIsInTheGroup() throws Exception {
        group("active", 3);
        join("active");
        var refused = reset("active", "", "{\"to\":\"earliest\"}");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body())
                .contains("\"error_code\":409")
                .contains("group active has 1 member")
                .contains("stop m1 (client-m1) first");
        assertThat(reset("active", "?dry_run=true", "{\"to\":\"earliest\"}").statusCode())
                .isEqualTo(409);
        assertThat(send("DELETE", "active", "").statusCode()).isEqualTo(409);
        assertThat(send("DELETE", "active/offsets/active", "").statusCode()).isEqualTo(409);
        assertThat(committed("active")).containsEntry(partition("active", 0), 3L);
    }

    @Test
    void aRefusalIsAProblemForWhoAsksForOne() throws Exception {
        group("problem", 3);
        join("problem");
        var request =
                HttpRequest.newBuilder(gateway.uri(GROUPS + "problem/offsets:reset"))
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, application/problem+json")
                        .POST(BodyPublishers.ofString("{\"to\":\"earliest\"}"))
                        .build();
        var refused = client.send(request, BodyHandlers.ofString());
        assertThat(refused.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(refused.body()).contains("\"status\":409", "m1 (client-m1)");
    }

    @Test
    void whatIsNotThereIs404AndWhatMakesNoSenseIs400() throws Exception {
        group("there", 3);
        assertThat(reset("not", "", "{\"to\":\"earliest\"}").statusCode()).isEqualTo(404);
        assertThat(reset("there", "", "{\"to\":\"group:not\"}").statusCode()).isEqualTo(404);
        assertThat(reset("there", "", "{\"to\":\"latest\",\"topics\":[\"not\"]}").statusCode())
                .isEqualTo(404);
        assertThat(reset("there", "", "{\"to\":\"there:7=1\"}").statusCode()).isEqualTo(404);
        assertThat(reset("there", "", "{}").statusCode()).isEqualTo(400);
        assertThat(reset("there", "", "{\"to\":\"soon\"}").body())
                .contains("\"error_code\":400", "'soon' is no position: use earliest");
        assertThat(reset("there", "?dry_run=perhaps", "{\"to\":\"latest\"}").statusCode())
                .isEqualTo(400);
        assertThat(send("DELETE", "not", "").statusCode()).isEqualTo(404);
        assertThat(send("DELETE", "there/offsets/not", "").statusCode()).isEqualTo(404);
    }

    @Test
    void offsetsAndGroupsAreForgotten() throws Exception {
        group("forgotten", 3);
        gateway.groups().commit("forgotten", "", -1, Map.of(partition("forgotten", 1), 0L));
        assertThat(send("DELETE", "forgotten/offsets/forgotten/partitions/0", "").statusCode())
                .isEqualTo(204);
        assertThat(committed("forgotten")).containsOnlyKeys(partition("forgotten", 1));
        assertThat(send("DELETE", "forgotten/offsets/forgotten", "").statusCode()).isEqualTo(204);
        assertThat(committed("forgotten")).isEmpty();
        assertThat(send("DELETE", "forgotten", "").statusCode()).isEqualTo(204);
        assertThat(send("GET", "forgotten", "").statusCode()).isEqualTo(404);
    }

    @Test
    void itIsAllDescribed() throws Exception {
        var request = HttpRequest.newBuilder(gateway.uri("/openapi.json")).build();
        assertThat(client.send(request, BodyHandlers.ofString()).body())
                .contains("/v3/clusters/{cluster}/consumer-groups/{group}/offsets:reset")
                .contains("/v3/clusters/{cluster}/consumer-groups/{group}/offsets/{topic}")
                .contains("dry_run");
    }

    /** A group without members. */
    private static void group(String name, long committed) throws Exception {
        gateway.cluster().addTopic(name, 2);
        for (int i = 0; i < 5; i++) {
            var post =
                    HttpRequest.newBuilder(gateway.uri("/topics/" + name + "/records?partition=0"))
                            .POST(BodyPublishers.ofString("x"))
                            .build();
            client.send(post, BodyHandlers.discarding());
        }
        gateway.groups().commit(name, "", -1, Map.of(partition(name, 0), committed));
    }

    private static void join(String name) {
        gateway.groups()
                .heartbeat(
                        new Heartbeat(
                                name, "m1", GroupCalls.JOINING, 1000, List.of(name), Set.of()));
    }

    private static HttpResponse<String> reset(String group, String query, String body)
            throws Exception {
        return send("POST", group + "/offsets:reset" + query, body);
    }

    private static HttpResponse<String> send(String method, String path, String body)
            throws Exception {
        var request =
                HttpRequest.newBuilder(gateway.uri(GROUPS + path))
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static Map<TopicPartition, Long> committed(String group) {
        return gateway.groups().committed(group);
    }

    private static TopicPartition partition(String topic, int partition) {
        return new TopicPartition(topic, partition);
    }
}
