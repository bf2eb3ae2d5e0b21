package io.taffrail.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.gateway.app.MemoryGateway;
import io.taffrail.gateway.link.GroupCalls;
import io.taffrail.gateway.link.GroupCalls.Heartbeat;
import io.taffrail.gateway.link.TopicPartition;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sockets that watch how far groups are behind. */
class LagSocketTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static MemoryGateway gateway;

    @BeforeAll
    static void start() {
        gateway = MemoryGateway.start(Map.of("taffrail.gateway.subscriptions-max", "2"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void theLagOfAGroupComesAtOnceAndWheneverItChanges() throws Exception {
        topic("billing");
        gateway.groups()
                .heartbeat(
                        new Heartbeat(
                                "billing",
                                "m",
                                GroupCalls.JOINING,
                                1,
                                List.of("billing"),
                                Set.of()));
        try (var probe = SocketProbe.open(gateway, "/ws")) {
            probe.say("{\"type\":\"lag\",\"id\":\"l1\",\"group\":\"billing\"}");
            assertThat(probe.hear())
                    .startsWith(
                            "{\"type\":\"lag\",\"id\":\"l1\",\"group\":\"billing\",\"state\":\"Stable\","
                                    + "\"members\":1,\"lag\":0,\"lag_seconds\":0,\"partitions\":[")
                    .contains(
                            "{\"topic\":\"billing\",\"partition\":0,\"committed\":null,\"start\":0,"
                                    + "\"end\":0,\"lag\":0,\"lag_seconds\":0}");
            post("billing");
            assertThat(probe.hear()).contains("\"lag\":1,", "\"end\":1,");

            gateway.groups().commit("billing", "m", 1, Map.of(at("billing"), 1L));
            await().untilAsserted(() ->
                    assertThat(probe.hear())
                            .contains("\"lag\":0,\"lag_seconds\":0,", "\"committed\":1,"));

            probe.say("{\"type\":\"unsubscribe\",\"id\":\"l1\"}");
            assertThat(probe.hear("unsubscribed")).contains("\"id\":\"l1\"");
            post("billing");
            probe.hearsNothingMore();
        }
    }

    @Test
    void allGroupsAreWatchedAndOneThatGoesIsDead() throws Exception {
        topic("all");
        gateway.groups().commit("all", "", -1, Map.of(at("all"), 0L));
        try (var probe = SocketProbe.open(gateway, "/ws")) {
            probe.say("{\"type\":\"lag\",\"id\":\"all\"}");
            String frame = probe.hear();
            while (!frame.contains("\"group\":\"all\"")) {
                frame = probe.hear();
            }
            assertThat(frame)
                    .isEqualTo(
                            "{\"type\":\"lag\",\"id\":\"all\",\"group\":\"all\",\"state\":\"Empty\","
                                    + "\"members\":0,\"lag\":0,\"lag_seconds\":0}");
            probe.hear("caught_up");

            gateway.groups().delete("all").join();
            String gone = probe.hear();
            while (!gone.contains("\"group\":\"all\"")) {
                gone = probe.hear();
            }
            assertThat(gone).contains("\"state\":\"Dead\"");
        }
    }

    @Test
    void aGroupThatIsNotThereIsAnErrorAndTheNameIsFreeAgain() throws Exception {
        topic("late");
        try (var probe = SocketProbe.open(gateway, "/ws")) {
            probe.say("{\"type\":\"lag\",\"id\":\"x\",\"group\":\"late\"}");
            assertThat(probe.hear())
                    .contains("\"type\":\"error\",\"id\":\"x\"", "\"error_code\":404");
            gateway.groups().commit("late", "", -1, Map.of(at("late"), 0L));
            probe.say("{\"type\":\"lag\",\"id\":\"x\",\"group\":\"late\"}");
            assertThat(probe.hear()).contains("\"type\":\"lag\",\"id\":\"x\"");
        }
    }

    @Test
    void watchesCountAsSubscriptionsAndAnIdIsUsedOnce() throws Exception {
        topic("bounded");
        gateway.groups().commit("bounded", "", -1, Map.of(at("bounded"), 0L));
        try (var probe = SocketProbe.open(gateway, "/ws")) {
            probe.say("{\"type\":\"lag\",\"id\":\"a\",\"group\":\"bounded\"}");
            probe.say("{\"type\":\"subscribe\",\"id\":\"b\",\"topics\":[\"bounded\"]}");
            probe.say("{\"type\":\"lag\",\"id\":\"c\",\"group\":\"bounded\"}");
            assertThat(probe.hear("error"))
                    .contains("\"id\":\"c\"", "has 2 subscriptions, which is the limit");
            probe.say("{\"type\":\"subscribe\",\"id\":\"a\",\"topics\":[\"bounded\"]}");
            assertThat(probe.closeCode()).isEqualTo(CloseCode.DUPLICATE_ID);
        }
    }

    private static void topic(String name) {
        gateway.cluster().addTopic(name, 1);
    }

    private static TopicPartition at(String topic) {
        return new TopicPartition(topic, 0);
    }

    private static void post(String topic) throws Exception {
        var request =
                HttpRequest.newBuilder(gateway.uri("/topics/" + topic + "/records?partition=0"))
                        .POST(BodyPublishers.ofString("x"))
                        .build();
        HTTP.send(request, BodyHandlers.discarding());
    }
}
