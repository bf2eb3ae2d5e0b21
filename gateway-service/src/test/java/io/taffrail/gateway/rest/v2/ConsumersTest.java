package io.taffrail.gateway.rest.v2;

import static io.taffrail.gateway.rest.v2.ConsumerProbe.JSON_V2;
import static io.taffrail.gateway.rest.v2.ConsumerProbe.V2;
import static io.taffrail.gateway.rest.v2.ConsumerProbe.errorCode;
import static io.taffrail.gateway.rest.v2.ConsumerProbe.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.gateway.app.MemoryGateway;
import io.taffrail.gateway.link.TopicPartition;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Transcripts of version 2's consumers that read and commit. */
class ConsumersTest {

    private static MemoryGateway gateway;
    private static ConsumerProbe http;

    @BeforeAll
    static void start() {
        gateway = MemoryGateway.start(Map.of());
        http = new ConsumerProbe(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void theFirstPollBringsWhatIsThere() throws Exception {
        gateway.cluster().addTopic("first", 3);
        http.produce("first", "1", "{\"a\":2}", "\"three\"");
        String path = http.subscribed("first-group", "first", "\"name\":\"c1\"");
        assertThat(path).isEqualTo("/consumers/first-group/instances/c1");
        var answer = http.ask("GET", path + "/records?timeout=10000", "", "Accept", JSON_V2);
        assertThat(values(answer)).hasSize(3);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(JSON_V2);
        assertThat(answer.headers().firstValue("Kafka-Batch")).hasValue("1");
        assertThat(answer.body()).contains("\"timestamp\":").contains("\"headers\":{");
        assertThat(values(http.get(path + "/records?timeout=0"))).isEmpty();
    }

    @Test
    void aPollWaitsForTheNextRecord() throws Exception {
        gateway.cluster().addTopic("waiting", 1);
        String path = http.subscribed("waiting-group", "waiting", "\"name\":\"c\"");
        var waiting =
                java.util.concurrent.CompletableFuture.supplyAsync(() -> {
                    try {
                        return http.get(path + "/records?timeout=15000");
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
        await().until(() -> http.get(path + "/assignments").body().contains("\"partition\":0"));
        http.produce("waiting", "\"now\"");
        assertThat(values(waiting.join())).containsExactly("now");
    }

    @Test
    void aLostAnswerIsGivenAgainByItsNumber() throws Exception {
        gateway.cluster().addTopic("lost", 1);
        http.produce("lost", "1", "2");
        String path = http.subscribed("lost-group", "lost", "\"name\":\"c\"");
        var first = http.get(path + "/records?timeout=10000&retry=1");
        assertThat(values(first)).containsExactly(1, 2);
        http.produce("lost", "3");
        var again = http.get(path + "/records?timeout=10000&retry=1");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Kafka-Batch")).hasValue("1");
        assertThat(gateway.groups().committed("lost-group")).isEmpty();
        assertThat(values(http.get(path + "/records?timeout=10000&retry=2"))).containsExactly(3);
        await().untilAsserted(() ->
                assertThat(gateway.groups().committed("lost-group"))
                        .containsEntry(new TopicPartition("lost", 0), 2L));
        var tooOld = http.get(path + "/records?retry=1");
        assertThat(tooOld.statusCode()).isEqualTo(409);
        assertThat(errorCode(tooOld)).isEqualTo(40903);
    }

    @Test
    void aBatchThatSucceedsNoneIsTheFirstWhoeverAsksForIt() throws Exception {
        gateway.cluster().addTopic("numbered", 1);
        String path = http.subscribed("numbered-group", "numbered", "\"name\":\"c\"");
        assertThat(values(http.get(path + "/records?timeout=0&retry=1"))).isEmpty();
        http.produce("numbered", "1");
        assertThat(values(http.get(path + "/records?timeout=10000&retry=1"))).containsExactly(1);
    }

    @Test
    void deletingAnInstanceCommitsWhatItDelivered() throws Exception {
        gateway.cluster().addTopic("deleted", 1);
        http.produce("deleted", "1", "2");
        String path =
                http.subscribed("deleted-group", "deleted", "\"auto.commit.enable\":\"true\"");
        assertThat(values(http.get(path + "/records?timeout=10000"))).hasSize(2);
        assertThat(http.ask("DELETE", path, "", "Accept", V2).statusCode()).isEqualTo(204);
        assertThat(gateway.groups().committed("deleted-group"))
                .containsEntry(new TopicPartition("deleted", 0), 2L);
        assertThat(gateway.groups().memberCount("deleted-group")).isZero();
        var gone = http.get(path + "/records");
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(errorCode(gone)).isEqualTo(40403);
    }

    @Test
    void whoCommitsItselfCommitsTheOffsetAfterTheOneItNames() throws Exception {
        gateway.cluster().addTopic("committing", 1);
        http.produce("committing", "1", "2", "3");
        String path =
                http.subscribed("committing-group", "committing", "\"enable.auto.commit\":false");
        assertThat(values(http.get(path + "/records?timeout=10000"))).hasSize(3);
        var answer =
                http.post(
                        path + "/offsets",
                        "{\"offsets\":[{\"topic\":\"committing\",\"partition\":0,\"offset\":0,"
                                + "\"metadata\":null}]}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("[");
        String asked = "{\"partitions\":[{\"topic\":\"committing\",\"partition\":0}]}";
        String committed =
                "{\"offsets\":[{\"topic\":\"committing\",\"partition\":0,\"offset\":1,"
                        + "\"metadata\":\"\"}]}";
        assertThat(http.ask("GET", path + "/offsets", asked).body()).isEqualTo(committed);
        assertThat(http.get(path + "/offsets?partition=committing:0").body()).isEqualTo(committed);
        http.post(
                path + "/offsets",
                "{\"offsets\":[{\"topic\":\"committing\",\"partition\":0,\"offset\":1,"
                        + "\"metadata\":\"batch \\\"7\\\" ü\"}]}");
        assertThat(http.get(path + "/offsets?partition=committing:0").body())
                .as("what the client noted is found beside the offset")
                .contains("\"offset\":2,\"metadata\":\"batch \\\"7\\\" ü\"}");
        assertThat(http.post(path + "/offsets", "").statusCode()).isEqualTo(200);
        assertThat(gateway.groups().committed("committing-group"))
                .containsEntry(new TopicPartition("committing", 0), 3L);
    }

    @Test
    void maxBytesBoundsAnAnswerAndNeverToNothing() throws Exception {
        gateway.cluster().addTopic("bounded", 1);
        http.produce("bounded", "1", "2", "3");
        String path = http.subscribed("bounded-group", "bounded", "\"name\":\"c\"");
        assertThat(values(http.get(path + "/records?timeout=10000&max_bytes=1")))
                .containsExactly(1);
        assertThat(values(http.get(path + "/records?timeout=10000&max_bytes=1")))
                .containsExactly(2);
        assertThat(values(http.get(path + "/records?timeout=10000&max_bytes=99999999999")))
                .containsExactly(3);
    }

    @Test
    void aRecordThatIsNoJsonDoesNotHoldUpTheOthers() throws Exception {
        gateway.cluster().addTopic("mixed", 1);
        http.produce("mixed", "{\"a\":1}", "no json", "2");
        String path = http.subscribed("mixed-group", "mixed", "\"name\":\"c\"");
        var answer = http.get(path + "/records?timeout=10000");
        assertThat(values(answer)).hasSize(3);
        assertThat(answer.body())
                .contains("\"value\":{\"base64\":\"bm8ganNvbg==\"}")
                .contains("\"decode_error\":");
    }

    @Test
    void binaryIsPlainBase64AndTextIsText() throws Exception {
        gateway.cluster().addTopic("formats", 1);
        http.produce("formats", "text");
        for (String[] expected :
                new String[][] {
                    {"binary", "\"value\":\"dGV4dA==\""}, {"text", "\"value\":\"text\""}
                }) {
            String path =
                    http.consumer(
                            "formats-" + expected[0],
                            "{\"format\":\""
                                    + expected[0]
                                    + "\",\"auto.offset.reset\":\"earliest\"}");
            http.post(
                    path + "/assignments",
                    "{\"partitions\":[{\"topic\":\"formats\",\"partition\":0}]}");
            String mediaType = "application/vnd.kafka." + expected[0] + ".v2+json";
            var answer = http.ask("GET", path + "/records?timeout=10000", "", "Accept", mediaType);
            assertThat(answer.body()).contains(expected[1]);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue(mediaType);
        }
    }

    @Test
    void aPatternTakesTopicsThatComeLater() throws Exception {
        gateway.cluster().addTopic("pattern-a", 1);
        String path = http.consumer("pattern-group", "{\"auto.offset.reset\":\"earliest\"}");
        http.post(path + "/subscription", "{\"topics\":null,\"topic_pattern\":\"pattern-.*\"}");
        assertThat(http.get(path + "/subscription").body())
                .isEqualTo("{\"topics\":[\"pattern-a\"]}");
        gateway.cluster().addTopic("pattern-b", 1);
        http.produce("pattern-b", "1");
        assertThat(values(http.get(path + "/records?timeout=10000"))).hasSize(1);
        assertThat(http.ask("DELETE", path + "/subscription", "").statusCode()).isEqualTo(204);
        assertThat(http.get(path + "/subscription").body()).isEqualTo("{\"topics\":[]}");
    }

    @Test
    void positionsCanBeChosenByOffsetAndTimeAndBound() throws Exception {
        gateway.cluster().addTopic("sought", 1);
        http.produce("sought", "1", "2", "3");
        String path = http.consumer("sought-group", "{\"format\":\"json\"}");
        String partitions = "{\"partitions\":[{\"topic\":\"sought\",\"partition\":0}]}";
        assertThat(http.post(path + "/assignments", partitions).statusCode()).isEqualTo(204);
        assertThat(http.get(path + "/assignments").body()).isEqualTo(partitions);
        http.post(
                path + "/positions",
                "{\"offsets\":[{\"topic\":\"sought\",\"partition\":0,\"offset\":1}]}");
        assertThat(values(http.get(path + "/records?timeout=10000"))).containsExactly(2, 3);
        http.post(path + "/positions/beginning", partitions);
        assertThat(values(http.get(path + "/records?timeout=10000"))).containsExactly(1, 2, 3);
        http.post(path + "/positions/end", partitions);
        assertThat(values(http.get(path + "/records?timeout=50"))).isEmpty();
        http.post(
                path + "/positions",
                "{\"timestamps\":[{\"topic\":\"sought\",\"partition\":0,"
                        + "\"timestamp\":\"2020-01-01T00:00:00Z\"}]}");
        assertThat(values(http.get(path + "/records?timeout=10000"))).containsExactly(1, 2, 3);
    }

    @Test
    void recordsThatAreGoneAreSkippedAsTheConsumerWishes() throws Exception {
        gateway.cluster().addTopic("truncated", 1);
        http.produce("truncated", "1", "2", "3");
        String path = http.subscribed("truncated-group", "truncated", "\"name\":\"c\"");
        await().until(() -> http.get(path + "/assignments").body().contains("\"partition\":0"));
        assertThat(values(http.get(path + "/records?timeout=10000&max_bytes=1")))
                .containsExactly(1);
        gateway.cluster().deleteRecordsBefore(new TopicPartition("truncated", 0), 2);
        assertThat(values(http.get(path + "/records?timeout=10000"))).containsExactly(3);
    }

    @Test
    void twoInstancesShareATopicAndNoneReadsWhatTheOtherHas() throws Exception {
        gateway.cluster().addTopic("shared", 2);
        String one = http.subscribed("shared-group", "shared", "\"name\":\"one\"");
        await().until(() -> http.get(one + "/assignments").body().contains("\"partition\":1"));
        String two = http.subscribed("shared-group", "shared", "\"name\":\"two\"");
        await().untilAsserted(() -> {
            assertThat(http.get(one + "/assignments").body()).containsOnlyOnce("partition\":");
            assertThat(http.get(two + "/assignments").body()).containsOnlyOnce("partition\":");
        });
    }

    @Test
    void aPartitionThatIsBeingWorkedOnGoesWithTheNextPollAndIsCommittedFirst() throws Exception {
        gateway.cluster().addTopic("moving", 2);
        for (String partition : new String[] {"0", "1"}) {
            http.post("/topics/moving/records?partition=" + partition, "1");
        }
        String one = http.subscribed("moving-group", "moving", "\"name\":\"one\"");
        await().until(() -> http.get(one + "/assignments").body().contains("\"partition\":1"));
        assertThat(values(http.get(one + "/records?timeout=10000"))).hasSize(2);

        String two = http.subscribed("moving-group", "moving", "\"name\":\"two\"");

        // The client of one is still at work on both records, so neither may go to two.
        await().during(Duration.ofMillis(700))
                .until(() -> !http.get(two + "/assignments").body().contains("partition\":"));
        assertThat(gateway.groups().committed("moving-group")).isEmpty();
        http.get(one + "/records?timeout=0");
        await().until(() -> http.get(two + "/assignments").body().contains("partition\":"));
        assertThat(gateway.groups().committed("moving-group"))
                .containsEntry(new TopicPartition("moving", 0), 1L)
                .containsEntry(new TopicPartition("moving", 1), 1L);
        assertThat(values(http.get(two + "/records?timeout=300"))).isEmpty();
    }
}
