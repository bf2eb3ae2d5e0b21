package io.taffrail.gateway.rest.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.app.MemoryGateway;
import io.taffrail.kernel.metadata.CanaryTopic;
import io.taffrail.kernel.metadata.MetadataEvent.FeatureLevelChanged;
import io.taffrail.kernel.metadata.MetadataEvent.NodeRegistered;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import io.taffrail.kernel.metadata.RulesLevels;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The drill as the dashboard asks for it, in a cluster in memory. */
class DrillDoorTest {

    private MemoryGateway gateway;
    private HttpClient client;

    @BeforeEach
    void start() {
        gateway = MemoryGateway.start(Map.of());
        client = HttpClient.newHttpClient();
        gateway.cluster()
                .apply(
                        new FeatureLevelChanged(
                                RulesLevels.FEATURE, CanaryTopic.INTERNAL_FROM_LEVEL));
    }

    @AfterEach
    void stop() {
        client.close();
        gateway.close();
    }

    @Test
    void aDrillTellsWhereTheLeaderWentAndForHowLongNoRecordCameThrough() throws Exception {
        gateway.cluster()
                .apply(
                        new NodeRegistered(
                                new NodeImage(
                                        2,
                                        NodeRole.BROKER,
                                        2,
                                        new UUID(1, 2),
                                        List.of(),
                                        null,
                                        false,
                                        false,
                                        List.of())));
        gateway.cluster().addTopic(CanaryTopic.NAME, 1, List.of(1, 2));

        HttpResponse<String> response = drill();

        JsonNode report = JsonMapper.shared().readTree(response.body());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(report.at("/fromBroker").asInt()).isEqualTo(1);
        assertThat(report.at("/toBroker").asInt()).isEqualTo(2);
        assertThat(report.at("/gapMs").asDouble()).isPositive();
        assertThat(report.at("/arrivalsMs")).hasSize(report.at("/came").asInt());
    }

    @Test
    void whyThereIsNoDrillIsToldInWords() throws Exception {
        HttpResponse<String> response = drill();

        JsonNode problem = JsonMapper.shared().readTree(response.body());
        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(problem.at("/detail").asString())
                .isEqualTo(
                        "__canary-0 has replicas on [1], in sync [1], led by 1: a drill needs"
                                + " another one in sync on a broker that is up and not being"
                                + " drained");
    }

    private HttpResponse<String> drill() throws Exception {
        return client.send(
                HttpRequest.newBuilder(gateway.uri("/ui/v1/canary/drill"))
                        .POST(BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }
}
