package io.taffrail.gateway.rest.v3;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.app.MemoryGateway;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.NodeRegistered;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import io.taffrail.kernel.metadata.PartitionImage;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What operators ask a gateway over HTTP. */
class OperationsTest {

    private static final String CLUSTER = "/v3/clusters/memory-cluster-id";

    private static MemoryGateway gateway;
    private static HttpClient client;

    @BeforeAll
    static void start() {
        gateway = MemoryGateway.start(Map.of());
        client = HttpClient.newHttpClient();
        register(2, false);
    }

    @AfterAll
    static void stop() {
        client.close();
        gateway.close();
    }

    @Test
    void aReassignmentIsBegunListedAndCancelled() throws Exception {
        gateway.cluster().addTopic("moving", 2);
        String path = CLUSTER + "/topics/moving/partitions/0/reassignment";
        assertThat(send("GET", path, "").statusCode()).isEqualTo(404);

        HttpResponse<String> begun = send("PUT", path, "{\"replicas\":[2]}");

        assertThat(begun.statusCode()).isEqualTo(200);
        assertThat(begun.body())
                .contains("\"kind\":\"KafkaReassignment\"")
                .contains("\"adding_replicas\":[2],\"removing_replicas\":[1]");
        assertThat(send("GET", path, "").body()).isEqualTo(begun.body());
        for (String all : List.of("/topics/-", "/topics/moving")) {
            assertThat(send("GET", CLUSTER + all + "/partitions/-/reassignment", "").body())
                    .contains("\"kind\":\"KafkaReassignmentList\"")
                    .contains("\"topic_name\":\"moving\",\"partition_id\":0");
        }
        assertThat(send("DELETE", path, "").statusCode()).isEqualTo(204);
        assertThat(send("GET", path, "").statusCode()).isEqualTo(404);
        HttpResponse<String> again = send("DELETE", path, "");
        assertThat(again.statusCode()).isEqualTo(404);
        assertThat(again.body()).contains("moving-0 is not being reassigned");
    }

    @Test
    void manyReassignmentsAreDecidedOneByOne() throws Exception {
        gateway.cluster().addTopic("many", 2);

        HttpResponse<String> answer =
                send(
                        "POST",
                        CLUSTER + "/topics/-/partitions/-/reassignment",
                        """
                        {"data":[{"topic_name":"many","partition_id":1,"replicas":[1,2]},
                                 {"topic_name":"nowhere","partition_id":0,"replicas":[1]}]}\
                        """);

        assertThat(answer.statusCode()).isEqualTo(207);
        assertThat(answer.body())
                .contains("\"topic_name\":\"many\",\"partition_id\":1,\"error_code\":200")
                .contains("\"topic_name\":\"nowhere\",\"partition_id\":0,\"error_code\":40401");
        assertThat(gateway.cluster().image().partition("many", 1).addingReplicas())
                .containsExactly(2);
    }

    @Test
    void whoLeavesOutWhatIsNeededIsToldWhat() throws Exception {
        gateway.cluster().addTopic("asked", 1);
        String path = CLUSTER + "/topics/asked/partitions/0/reassignment";
        assertThat(send("PUT", path, "{}").body()).contains("replicas is missing");
        assertThat(
                        send(
                                        "POST",
                                        CLUSTER + "/topics/-/partitions/-/reassignment",
                                        "{\"data\":[{\"topic_name\":\"asked\"}]}")
                                .body())
                .contains("topic_name and partition_id");
        assertThat(send("POST", CLUSTER + "/leader-elections", "{}").body())
                .contains("election_type is missing");
        assertThat(
                        send("POST", CLUSTER + "/leader-elections", "{\"election_type\":\"FAIR\"}")
                                .body())
                .contains("election_type FAIR is neither PREFERRED nor UNCLEAN");
    }

    @Test
    void anElectionAnswersForEachPartition() throws Exception {
        gateway.cluster().addTopic("led", 2);
        PartitionImage second = gateway.cluster().image().partition("led", 1);
        gateway.cluster()
                .apply(
                        new PartitionChanged(
                                gateway.cluster().image().topic("led").id(),
                                second.withLeader(2, List.of(1, 2), List.of()),
                                ChangeReason.LEADER_FENCED));

        HttpResponse<String> answer =
                send(
                        "POST",
                        CLUSTER + "/leader-elections",
                        """
                        {"election_type":"preferred","partitions":[
                          {"topic_name":"led","partition_id":0},
                          {"topic_name":"led","partition_id":1}]}\
                        """);

        assertThat(answer.statusCode()).isEqualTo(207);
        assertThat(answer.body())
                .contains("\"partition_id\":0,\"error_code\":409,\"message\":\"it leads already\"")
                .contains("\"partition_id\":1,\"error_code\":200");
        assertThat(gateway.cluster().image().partition("led", 1).leader()).isEqualTo(1);
    }

    @Test
    void aDrainTellsWhatTheBrokerStillLeadsAndEnds() throws Exception {
        gateway.cluster().addTopic("kept", 3);
        String path = CLUSTER + "/brokers/2/drain";
        assertThat(send("GET", path, "").body()).contains("\"is_draining\":false");

        HttpResponse<String> begun = send("POST", path, "");

        assertThat(begun.statusCode()).isEqualTo(200);
        assertThat(begun.body())
                .contains("\"kind\":\"KafkaBrokerDrain\"")
                .contains("\"broker_id\":2,\"is_draining\":true,\"is_drained\":true")
                .contains("\"leaders_count\":0");
        assertThat(send("GET", CLUSTER + "/brokers/-/drain", "").body())
                .contains("\"broker_id\":1,\"is_draining\":false,\"is_drained\":false")
                .contains("\"broker_id\":2,\"is_draining\":true");
        assertThat(send("DELETE", path, "").statusCode()).isEqualTo(204);
        assertThat(send("GET", path, "").body()).contains("\"is_draining\":false");
        assertThat(send("POST", CLUSTER + "/brokers/9/drain", "").statusCode()).isEqualTo(404);
    }

    @Test
    void onlyABrokerThatIsGoneIsForgotten() throws Exception {
        register(5, true);
        assertThat(send("DELETE", CLUSTER + "/brokers/5", "").statusCode()).isEqualTo(204);
        assertThat(gateway.cluster().image().node(5)).isNull();
        assertThat(send("DELETE", CLUSTER + "/brokers/5", "").statusCode()).isEqualTo(404);

        HttpResponse<String> alive = send("DELETE", CLUSTER + "/brokers/2", "");
        assertThat(alive.statusCode()).isEqualTo(409);
        assertThat(alive.body()).contains("broker 2 is alive: stop it first");
    }

    @Test
    void theQuorumTellsWhoLeadsAndWhoIsBehind() throws Exception {
        assertThat(send("GET", CLUSTER + "/quorum", "").body())
                .contains("\"kind\":\"KafkaQuorum\"")
                .contains("\"leader_id\":3,\"leader_epoch\":7,\"committed_index\":100")
                .contains(
                        "\"controller_id\":2,\"host\":\"controller-2\",\"port\":9094,\"is_leader\":false,\"last_index\":90,\"lag\":10")
                .contains("\"controller_id\":4,\"host\":null")
                .contains("\"last_index\":null,\"lag\":null");
    }

    @Test
    void controllersAreAddedAndRemoved() throws Exception {
        String path = CLUSTER + "/quorum/voters";
        HttpResponse<String> twice =
                send("POST", path, "{\"controller_id\":3,\"host\":\"c\",\"port\":9094}");
        assertThat(twice.statusCode()).isEqualTo(409);
        assertThat(twice.body()).contains("controller 3 is a voter already");
        assertThat(send("POST", path, "{\"controller_id\":3}").body())
                .contains("controller_id, host and port");
        assertThat(send("DELETE", path + "/2", "").statusCode()).isEqualTo(204);
        assertThat(send("DELETE", path + "/9", "").statusCode()).isEqualTo(404);
    }

    private static void register(int id, boolean fenced) {
        gateway.cluster()
                .apply(
                        new NodeRegistered(
                                new NodeImage(
                                        id,
                                        NodeRole.BROKER,
                                        id,
                                        UUID.randomUUID(),
                                        List.of(new Endpoint("KAFKA", "localhost", 9000 + id)),
                                        null,
                                        fenced,
                                        false,
                                        List.of())));
    }

    private static HttpResponse<String> send(String method, String path, String body)
            throws Exception {
        return client.send(
                HttpRequest.newBuilder(gateway.uri(path))
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
