package io.taffrail.standalone.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.standalone.Node;
import io.taffrail.standalone.Program;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lag of a real group at every door, in a topic with five records of an hour ago. */
@Tag("system")
class GroupLagTest {

    private static final long OLDEST_S = 3600;

    private static String brokers;
    private static String url;
    private static Admin admin;

    @BeforeAll
    static void start() {
        brokers = Node.shared().bootstrapServers();
        url = Node.shared().httpUrl();
        admin = Admin.create(Map.of("bootstrap.servers", brokers));
    }

    @AfterAll
    static void stop() {
        admin.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void aGroupThatNeverCommittedIsBehindByTheWholeLogAtEveryDoor(String protocol)
            throws Exception {
        String name = "lagging-" + protocol;
        create(name);
        try (var member = member(protocol, name)) {
            assertThat(lag(name))
                    .contains("\"lag\":5,", "\"committed_offset\":null,")
                    .containsPattern("\"lag_seconds\":36\\d\\d\\.");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(scraped(name))
                                    .contains("taffrail_group_lag_records{" + tags(name) + "} 5.0")
                                    .containsPattern(
                                            "taffrail_group_lag_seconds\\{[^}]*\\} 36\\d\\d\\.")
                                    .contains("taffrail_group_members{group=\"" + name + "\"} 1.0")
                                    .containsPattern(
                                            "taffrail_group_rebalances_total\\{[^}]*\\} [1-9]")
                                    .doesNotContain("kafka_consumergroup_lag{"));

            member.commitSync(Map.of(new TopicPartition(name, 0), new OffsetAndMetadata(3)));
            assertThat(lag(name)).contains("\"lag\":2,", "\"committed_offset\":3,");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(scraped(name))
                                    .contains("taffrail_group_lag_records{" + tags(name) + "} 2.0")
                                    .contains(
                                            "kafka_consumergroup_lag{consumer"
                                                    + tags(name)
                                                    + "} 2.0"));
        }
        admin.deleteConsumerGroups(List.of(name)).all().get();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(scraped(name)).doesNotContain("group=\"" + name + "\""));
    }

    @Test
    void whatWasDeletedUnreadIsLostAndNoLag() throws Exception {
        create("trimmed");
        var partition = new TopicPartition("trimmed", 0);
        admin.alterConsumerGroupOffsets("trimmed", Map.of(partition, new OffsetAndMetadata(1)))
                .all()
                .get();
        admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(4))).all().get();
        assertThat(lag("trimmed"))
                .contains("\"current_offset\":1,\"log_end_offset\":5,\"lag\":1,")
                .contains("\"log_start_offset\":4,\"lost_offsets\":3,")
                .containsPattern("\"lag_seconds\":3[56]\\d\\d\\.");
    }

    @Test
    void aSocketIsToldWhenAGroupCatchesUp() throws Exception {
        create("watched");
        var partition = new TopicPartition("watched", 0);
        admin.alterConsumerGroupOffsets("watched", Map.of(partition, new OffsetAndMetadata(1)))
                .all()
                .get();
        var frames = new Frames();
        WebSocket socket =
                HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .buildAsync(URI.create(url.replace("http:", "ws:") + "/ws"), frames)
                        .join();
        try {
            socket.sendText("{\"type\":\"lag\",\"id\":\"l\",\"group\":\"watched\"}", true).join();
            assertThat(frames.next())
                    .contains("\"group\":\"watched\",\"state\":\"Empty\",\"members\":0,\"lag\":4,")
                    .contains("\"partition\":0,\"committed\":1,\"start\":0,\"end\":5,\"lag\":4,");
            admin.alterConsumerGroupOffsets("watched", Map.of(partition, new OffsetAndMetadata(5)))
                    .all()
                    .get();
            await().untilAsserted(() ->
                    assertThat(frames.next()).contains("\"lag\":0,\"lag_seconds\":0,"));
        } finally {
            socket.abort();
        }
    }

    private static final class Frames implements WebSocket.Listener {

        private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean end) {
            text.append(part);
            if (end) {
                frames.add(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        String next() throws InterruptedException {
            String frame = frames.poll(15, TimeUnit.SECONDS);
            assertThat(frame).isNotNull();
            return frame;
        }
    }

    /** A member that is assigned everything and commits nothing by itself. */
    private static KafkaConsumer<String, String> member(String protocol, String name) {
        var strings = new StringDeserializer();
        var member =
                new KafkaConsumer<>(
                        Map.<String, Object>of(
                                "bootstrap.servers", brokers,
                                "group.id", name,
                                "group.protocol", protocol,
                                "auto.offset.reset", "earliest",
                                "enable.auto.commit", false),
                        strings,
                        strings);
        member.subscribe(List.of(name));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !member.poll(Duration.ofMillis(100)).isEmpty());
        return member;
    }

    private static String lag(String name) throws Exception {
        String cluster = admin.describeCluster().clusterId().get();
        return Program.shell(
                        "curl -s "
                                + url
                                + "/v3/clusters/"
                                + cluster
                                + "/consumer-groups/"
                                + name
                                + "/lags/"
                                + name
                                + "/partitions/0")
                .output();
    }

    /** The lines about that group. */
    private static String scraped(String name) {
        return Program.shell("curl -s " + url + "/actuator/prometheus | grep '\"" + name + "\"'")
                .output();
    }

    private static String tags(String name) {
        return "group=\"" + name + "\",partition=\"0\",topic=\"" + name + "\"";
    }

    private static void create(String topic) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        long oldestMs = nowMs() - OLDEST_S * 1_000;
        var strings = new StringSerializer();
        try (var producer =
                new KafkaProducer<>(Map.of("bootstrap.servers", brokers), strings, strings)) {
            for (int i = 0; i < 5; i++) {
                long timestampMs = oldestMs + i * 1_000L;
                producer.send(new ProducerRecord<>(topic, 0, timestampMs, "k", "v" + i)).get();
            }
        }
    }

    private static long nowMs() {
        return java.time.Clock.systemUTC().millis();
    }
}
