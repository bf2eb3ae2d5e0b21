package io.taffrail.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.app.MemoryGateway;
import io.taffrail.gateway.link.TopicPartition;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Transcripts of {@code json.v1}: what a client says and what it hears. */
class OperationsTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static MemoryGateway gateway;

    @BeforeAll
    static void start() {
        gateway = MemoryGateway.start(Map.of());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aSocketOnATopicHearsItsRecordsWithoutAWord() throws Exception {
        addTopic("silent", 2);
        try (var probe = SocketProbe.open(gateway, "/topics/silent/ws?from=earliest")) {
            assertThat(probe.hear())
                    .startsWith("{\"type\":\"record\",\"topic\":\"silent\",\"partition\":0,")
                    .contains("\"offset\":0,")
                    .contains("\"value\":0");
            assertThat(probe.hear()).contains("\"offset\":1,");
            post("silent", "2");
            assertThat(probe.hear()).contains("\"offset\":2,").contains("\"value\":2");
        }
    }

    @Test
    void aBatchIsAskedForInTheQuery() throws Exception {
        addTopic("batched", 3);
        try (var probe = SocketProbe.open(gateway, "/topics/batched/ws?from=earliest&batch=10")) {
            assertThat(probe.hear("records")).contains("\"resume\":\"batched:0=");
        }
    }

    @Test
    void aSubscriptionIsAnsweredThenRecordsThenCaughtUp() throws Exception {
        addTopic("followed", 2);
        try (var probe = SocketProbe.open(gateway, "/ws")) {
            probe.say(subscribe("followed", ",\"from\":\"earliest\""));
            assertThat(probe.hear())
                    .isEqualTo(
                            "{\"type\":\"subscribed\",\"id\":\"s\",\"partitions\":[{\"topic\":"
                                    + "\"followed\",\"partition\":0,\"position\":0,\"end\":2}],"
                                    + "\"resume\":\"followed:0=0\"}");
            assertThat(probe.hear("records")).startsWith("{\"type\":\"records\",\"id\":\"s\",");
            assertThat(probe.hear("caught_up")).contains("\"id\":\"s\"");
            post("followed", "2");
            assertThat(probe.hear()).contains("\"offset\":2,", "\"resume\":\"followed:0=3\"");
        }
    }

    @Test
    void eventsStandInTheirPlace() throws Exception {
        addTopic("evented", 1);
        String event = "\"offset\":0,\"event\":{\"specversion\":\"1.0\",\"id\":\"evented:0:0\",";
        try (var probe =
                SocketProbe.open(gateway, "/topics/evented/ws?from=earliest&format=cloudevents")) {
            assertThat(probe.hear())
                    .startsWith("{\"type\":\"record\",\"topic\":\"evented\",\"partition\":0,")
                    .contains(event)
                    .endsWith(",\"data\":0}}");
        }
        try (var probe = SocketProbe.open(gateway, "/ws")) {
            probe.say(subscribe("evented", ",\"from\":\"earliest\",\"format\":\"cloudevents\""));
            assertThat(probe.hear("records"))
                    .contains("[{\"topic\":\"evented\",\"partition\":0," + event)
                    .endsWith("}}],\"resume\":\"evented:0=1\"}");
            probe.say(subscribe("evented", ",\"format\":\"xml\"").replace("\"s\"", "\"t\""));
            assertThat(probe.hear("error")).contains("\"format\\\" is xml");
        }
    }

    @Test
    void creditIsAHardBoundAndIsToppedUp() throws Exception {
        addTopic("credit", 5);
        try (var probe = SocketProbe.open(gateway, "/ws")) {
            probe.say(subscribe("credit", ",\"from\":\"earliest\",\"credit\":2"));
            probe.hear("subscribed");
            int heard = count(probe.hear());
            while (heard < 2) {
                heard += count(probe.hear());
            }
            assertThat(heard).isEqualTo(2);
            probe.hearsNothingMore();
            probe.say("{\"type\":\"credit\",\"id\":\"s\",\"records\":1}");
            assertThat(probe.hear()).contains("\"offset\":2,").doesNotContain("\"offset\":3,");
            probe.hearsNothingMore();
        }
    }

    @Test
    void whatIsPausedIsSilentUntilItIsResumed() throws Exception {
        addTopic("paused", 0);
        try (var probe = SocketProbe.open(gateway, "/ws")) {
            probe.say(subscribe("paused", ",\"from\":\"latest\""));
            probe.hear("caught_up");
            probe.say("{\"type\":\"pause\",\"id\":\"s\"}");
            probe.hearsNothingMore();
            post("paused", "1");
            probe.hearsNothingMore();
            probe.say("{\"type\":\"resume\",\"id\":\"s\"}");
            assertThat(probe.hear("records")).contains("\"offset\":0,");
        }
    }

    @Test
    void seekGoesBack() throws Exception {
        addTopic("sought", 3);
        try (var probe = SocketProbe.open(gateway, "/ws")) {
            probe.say(subscribe("sought", ",\"from\":\"latest\""));
            probe.hear("caught_up");
            probe.say(
                    "{\"type\":\"seek\",\"id\":\"s\","
                            + "\"from\":{\"offsets\":{\"sought\":{\"0\":2}}}}");
            assertThat(probe.hear("records")).contains("\"offset\":2,");
            probe.hear("caught_up");
            probe.say("{\"type\":\"seek\",\"id\":\"s\",\"from\":\"-2\"}");
            assertThat(probe.hear("records")).contains("\"offset\":1,");
        }
    }

    @Test
    void afterUnsubscribeItIsSilentAndTheIdIsFree() throws Exception {
        addTopic("ended", 1);
        try (var probe = SocketProbe.open(gateway, "/ws")) {
            for (int round = 0; round < 20; round++) {
                probe.say(subscribe("ended", ",\"from\":\"earliest\""));
                probe.hear("caught_up");
                probe.say("{\"type\":\"unsubscribe\",\"id\":\"s\"}");
                assertThat(probe.hear()).isEqualTo("{\"type\":\"unsubscribed\",\"id\":\"s\"}");
            }
            post("ended", "1");
            probe.hearsNothingMore();
            probe.say("{\"type\":\"pause\",\"id\":\"s\"}");
            assertThat(probe.hear()).contains("\"type\":\"error\"").contains("\"status\":404");
        }
    }

    @Test
    void aSecondSubscriptionOfTheSameIdClosesWith4409() throws Exception {
        addTopic("doubled", 0);
        try (var probe = SocketProbe.open(gateway, "/ws")) {
            probe.say(subscribe("doubled", ""));
            probe.hear("subscribed");
            probe.say(subscribe("doubled", ""));
            assertThat(probe.closeCode()).isEqualTo(CloseCode.DUPLICATE_ID);
        }
    }

    @Test
    void aSocketOfOneTopicClosesWhenTheTopicIsDeleted() throws Exception {
        addTopic("doomed", 1);
        try (var probe = SocketProbe.open(gateway, "/topics/doomed/ws?from=earliest")) {
            probe.hear("record");
            gateway.cluster().deleteTopic("doomed").join();
            assertThat(probe.hear("error")).contains("\"error_code\":40401");
            assertThat(probe.closeCode()).isEqualTo(CloseCode.ofStatus(404));
        }
    }

    @Test
    void anUnknownTopicIsAnErrorFrame() throws Exception {
        try (var probe = SocketProbe.open(gateway, "/ws")) {
            probe.say(subscribe("nowhere", ""));
            assertThat(probe.hear())
                    .contains("\"type\":\"error\"", "\"id\":\"s\"", "\"error_code\":40401");
            probe.hearsNothingMore();
        }
    }

    @Test
    void producingAnswersEachRecordInOrder() throws Exception {
        addTopic("written", 0);
        try (var probe = SocketProbe.open(gateway, "/ws")) {
            probe.say(
                    "{\"type\":\"produce\",\"id\":\"p7\",\"topic\":\"written\",\"records\":["
                            + "{\"key\":\"k\",\"value\":{\"a\":1},\"headers\":{\"h\":\"v\"}},"
                            + "{\"value\":2,\"partition\":9}]}");
            assertThat(probe.hear())
                    .startsWith(
                            "{\"type\":\"produced\",\"id\":\"p7\",\"results\":["
                                    + "{\"partition\":0,\"offset\":0,\"timestamp\":\"")
                    .contains("{\"error\":{\"error_code\":40401,");
        }
    }

    @Test
    void withAcks0NoOffsetIsTold() throws Exception {
        addTopic("unheard", 0);
        try (var probe = SocketProbe.open(gateway, "/ws");
                var door = SocketProbe.open(gateway, "/topics/unheard/produce?acks=0")) {
            probe.say(
                    "{\"type\":\"produce\",\"id\":\"p\",\"topic\":\"unheard\",\"acks\":0,"
                            + "\"records\":[{\"value\":1}]}");
            assertThat(probe.hear()).contains("\"partition\":0").doesNotContain("offset");
            door.say("hello");
            assertThat(door.hear()).contains("\"partition\":0").doesNotContain("offset");
        }
        assertThat(gateway.cluster().batches(new TopicPartition("unheard", 0))).hasSize(2);
    }

    @Test
    void aPingOfEitherKindIsAnswered() throws Exception {
        try (var probe = SocketProbe.open(gateway, "/ws")) {
            probe.say("{\"type\":\"ping\",\"id\":\"9\"}");
            assertThat(probe.hear()).isEqualTo("{\"type\":\"pong\",\"id\":\"9\"}");
            probe.socket()
                    .sendPing(ByteBuffer.wrap("abc".getBytes(StandardCharsets.US_ASCII)))
                    .join();
            assertThat(probe.hearPong()).isEqualTo("abc");
        }
    }

    @Test
    void aPositionThatWasDeletedIsResetAndGoesOn() throws Exception {
        addTopic("cut", 4);
        gateway.cluster().deleteRecordsBefore(new TopicPartition("cut", 0), 3);
        try (var probe = SocketProbe.open(gateway, "/ws")) {
            probe.say(subscribe("cut", ",\"from\":\"resume:cut:0=1\""));
            assertThat(probe.hear("reset")).contains("\"from\":1,\"to\":3");
            assertThat(probe.hear("records")).contains("\"offset\":3,");
        }
    }

    private static int count(String recordsFrame) {
        return recordsFrame.split("\"offset\":", -1).length - 1;
    }

    private static String subscribe(String topic, String more) {
        return "{\"type\":\"subscribe\",\"id\":\"s\",\"topics\":[\"" + topic + "\"]" + more + "}";
    }

    private static void addTopic(String name, int records)
            throws IOException, InterruptedException {
        gateway.cluster().addTopic(name, 1);
        for (int i = 0; i < records; i++) {
            post(name, Integer.toString(i));
        }
    }

    private static void post(String topic, String value) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(gateway.uri("/topics/" + topic + "/records"))
                        .POST(BodyPublishers.ofString(value))
                        .build();
        assertThat(HTTP.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(201);
    }
}
