package io.taffrail.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.gateway.app.MemoryGateway;
import io.taffrail.gateway.link.TopicPartition;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sockets as members of groups: what they hear, and what is committed for them. */
class GroupSocketTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration SOON = Duration.ofSeconds(10);
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
    void aMemberHearsWhatItIsAssignedAndWhatItHeardIsCommitted() throws Exception {
        addTopic("auto", 1, 3);
        try (var probe = SocketProbe.open(gateway, "/topics/auto/ws?group=auto&from=earliest")) {
            assertThat(probe.hear("assigned"))
                    .contains("\"partitions\":[{\"topic\":\"auto\",\"partition\":0}]");
            for (int i = 0; i < 3; i++) {
                assertThat(probe.hear("record")).contains("\"offset\":" + i + ",");
            }
            awaitCommitted("auto", partition("auto", 0), 3);
        }
        await().atMost(SOON).until(() -> gateway.groups().memberCount("auto") == 0);
    }

    @Test
    void theNextMemberGoesOnWhereTheLastWasCommitted() throws Exception {
        addTopic("relay", 1, 2);
        try (var first = SocketProbe.open(gateway, "/topics/relay/ws?group=relay&from=earliest")) {
            first.hear("record");
            first.hear("record");
            // Of a client that hangs up at once nobody knows what it still heard.
            awaitCommitted("relay", partition("relay", 0), 2);
        }
        post("relay", 0, "news");
        try (var second = SocketProbe.open(gateway, "/topics/relay/ws?group=relay")) {
            assertThat(second.hear("record")).contains("\"offset\":2,", "\"value\":\"news\"");
        }
    }

    @Test
    void twoMembersShareThePartitionsAndAThirdPartyHearsOfNone() throws Exception {
        addTopic("shared", 2, 0);
        try (var one = SocketProbe.open(gateway, "/topics/shared/ws?group=shared&from=earliest")) {
            one.hear("assigned");
            try (var two =
                    SocketProbe.open(gateway, "/topics/shared/ws?group=shared&from=earliest")) {
                String taken = one.hear("revoked");
                String given = two.hear("assigned");
                assertThat(given.substring(given.indexOf("\"partitions\"")))
                        .isEqualTo(taken.substring(taken.indexOf("\"partitions\"")));
                int moved = given.contains("\"partition\":0") ? 0 : 1;
                post("shared", moved, "two");
                post("shared", 1 - moved, "one");
                assertThat(two.hear("record")).contains("\"value\":\"two\"");
                assertThat(one.hear("record")).contains("\"value\":\"one\"");
            }
            assertThat(one.hear("assigned")).contains("\"partitions\":[{");
        }
    }

    @Test
    void aPartitionIsNotLetGoBeforeWhatWasReadOfItIsCommitted() throws Exception {
        addTopic("moved", 2, 2);
        post("moved", 1, "one");
        post("moved", 1, "two");
        String path = "/topics/moved/ws?group=moved&from=earliest";
        gateway.groups().load(true);
        try (var one = SocketProbe.open(gateway, path)) {
            for (int i = 0; i < 4; i++) {
                one.hear("record");
            }
            try (var two = SocketProbe.open(gateway, path)) {
                await().atMost(SOON).until(() -> gateway.groups().memberCount("moved") == 2);
                int refused = gateway.groups().refusedCommits();
                await().atMost(SOON).until(() -> gateway.groups().refusedCommits() > refused + 5);
                gateway.groups().load(false);
                int moved = two.hear("assigned").contains("\"partition\":0") ? 0 : 1;
                post("moved", moved, "news");
                assertThat(two.hear("record")).contains("\"offset\":2,", "\"value\":\"news\"");
            }
        } finally {
            gateway.groups().load(false);
        }
    }

    @Test
    void withManualAcksOnlyWhatIsAcknowledgedIsCommitted() throws Exception {
        addTopic("manual", 1, 3);
        String path = "/topics/manual/ws?group=manual&ack=manual&from=earliest";
        try (var probe = SocketProbe.open(gateway, path)) {
            probe.hear("record");
            probe.hear("record");
            probe.say(
                    "{\"type\":\"ack\",\"offsets\":[{\"topic\":\"manual\",\"partition\":0,\"offset\":0}]}");
            assertThat(probe.hear("acked"))
                    .contains("\"offsets\":[{\"topic\":\"manual\",\"partition\":0,\"offset\":0}]");
        }
        assertThat(gateway.groups().committed("manual"))
                .containsExactly(Map.entry(partition("manual", 0), 1L));
        await().atMost(SOON).until(() -> gateway.groups().memberCount("manual") == 0);
        try (var next = SocketProbe.open(gateway, path)) {
            assertThat(next.hear("record")).contains("\"offset\":1,");
        }
    }

    @Test
    void whatBelongsToAnotherCannotBeAcknowledged() throws Exception {
        addTopic("foreign", 1, 1);
        try (var probe = SocketProbe.open(gateway, "/ws")) {
            probe.say(
                    "{\"type\":\"subscribe\",\"id\":\"s\",\"topics\":[\"foreign\"],\"group\":\"foreign\",\"from\":\"committed\"}");
            assertThat(probe.hear("subscribed")).contains("\"group\":\"foreign\",\"member\":\"");
            probe.hear("assigned");
            probe.say(
                    "{\"type\":\"ack\",\"id\":\"s\",\"offsets\":[{\"topic\":\"foreign\",\"partition\":7,\"offset\":0}]}");
            assertThat(probe.hear("error")).contains("foreign-7 is not assigned to this member");
        }
    }

    @Test
    void aMemberThatWasThrownOutComesBackWithoutAGap() throws Exception {
        addTopic("fenced", 1, 2);
        try (var probe =
                SocketProbe.open(
                        gateway, "/topics/fenced/ws?group=fenced&ack=manual&from=earliest")) {
            probe.hear("record");
            probe.hear("record");

            gateway.groups().fence("fenced");

            probe.hear("revoked");
            probe.hear("assigned");
            assertThat(probe.hear("record"))
                    .as("nothing was acknowledged, so it begins again")
                    .contains("\"offset\":0,");
        }
    }

    @Test
    void partitionsAndGroupsExcludeEachOther() throws Exception {
        addTopic("both", 1, 0);
        try (var probe = SocketProbe.open(gateway, "/ws")) {
            probe.say(
                    "{\"type\":\"subscribe\",\"id\":\"s\",\"topics\":[\"both\"],\"group\":\"g\",\"partitions\":[0]}");
            assertThat(probe.hear("error")).contains("the group decides who reads which partition");
            probe.say("{\"type\":\"ack\",\"id\":\"none\",\"offsets\":[]}");
            assertThat(probe.hear("error")).contains("there is no subscription");
        }
    }

    @Test
    void aGatewayThatStopsTakesItsMembersOutOfTheirGroups() throws Exception {
        MemoryGateway stopping = MemoryGateway.start(Map.of());
        var groups = stopping.groups();
        stopping.cluster().addTopic("stopping", 1);
        try (var probe = SocketProbe.open(stopping, "/topics/stopping/ws?group=stopping")) {
            probe.hear("assigned");
            assertThat(groups.memberCount("stopping")).isOne();

            stopping.close();

            assertThat(groups.memberCount("stopping")).isZero();
            assertThat(probe.hear("going_away")).contains("reconnect_after_ms");
        }
    }

    @Test
    void aGatewayThatStopsEndsEventStreamsOfGroupsInOrder() throws Exception {
        MemoryGateway stopping = MemoryGateway.start(Map.of());
        var groups = stopping.groups();
        stopping.cluster().addTopic("ending", 1);
        var request =
                HttpRequest.newBuilder(stopping.uri("/topics/ending/sse?group=ending")).build();
        var stream = HTTP.sendAsync(request, BodyHandlers.ofString());
        await().atMost(SOON).until(() -> groups.memberCount("ending") == 1);

        stopping.node().farewell();

        assertThat(groups.memberCount("ending")).isZero();
        assertThat(stream).succeedsWithin(SOON);
        stopping.close();
    }

    @Test
    void anEventStreamCanBeAMemberToo() throws Exception {
        addTopic("events", 1, 2);
        var request =
                HttpRequest.newBuilder(
                                gateway.uri(
                                        "/topics/events/sse?group=events&from=earliest&limit=2"))
                        .build();

        String heard = HTTP.send(request, BodyHandlers.ofString()).body();

        assertThat(heard).contains("\"offset\":0,", "\"offset\":1,");
        awaitCommitted("events", partition("events", 0), 2);
    }

    private static void awaitCommitted(String group, TopicPartition partition, long next) {
        await().atMost(SOON)
                .until(() ->
                        gateway.groups()
                                .committed(group)
                                .getOrDefault(partition, -1L)
                                .equals(next));
    }

    private static TopicPartition partition(String topic, int partition) {
        return new TopicPartition(topic, partition);
    }

    private static void addTopic(String name, int partitions, int records) throws Exception {
        gateway.cluster().addTopic(name, partitions);
        for (int i = 0; i < records; i++) {
            post(name, 0, "r" + i);
        }
    }

    private static void post(String topic, int partition, String value) throws Exception {
        var request =
                HttpRequest.newBuilder(
                                gateway.uri("/topics/" + topic + "/records?partition=" + partition))
                        .POST(BodyPublishers.ofString(value))
                        .build();
        assertThat(HTTP.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
    }
}
