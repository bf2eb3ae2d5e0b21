package io.taffrail.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.taffrail.standalone.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A browser has every page of the dashboard open while a broker is killed and comes back. */
@Tag("system")
@Tag("alone")
class DashboardOutageTest {

    private static final String CHROMIUM = "/usr/bin/chromium";
    private static final int WALK_S_MAX = 240;
    private static final String TOPIC = "orders";
    private static final String GROUP = "billing";

    @TempDir private static Path directory;
    private static LocalCluster cluster;

    @BeforeAll
    static void up() {
        assumeTrue(
                Files.isExecutable(Path.of(CHROMIUM)),
                "there is no " + CHROMIUM + ": install Debian's chromium");
        cluster = LocalCluster.up(directory, "--controllers", "1", "--gateways", "1");
    }

    @AfterAll
    static void down() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void everyPageTellsOfAnOutageAndItsEndWithoutAReloadAndTheTimelineHasTheExactElection()
            throws Exception {
        cluster.createTopic(TOPIC, 3);
        int broker = cluster.partition(TOPIC, 0).leader().id();
        try (var reader = new Reader()) {
            send("before the outage");
            awaitGroup();
            Program walk =
                    Program.runWithin(
                            WALK_S_MAX,
                            "node",
                            Path.of("..", "web-ui", "dev", "outage.mjs").toString(),
                            "--url",
                            cluster.httpUrl(1),
                            "--topic",
                            TOPIC,
                            "--group",
                            GROUP,
                            "--broker",
                            Integer.toString(broker),
                            "--kill",
                            command("kill", broker),
                            "--start",
                            command("start", broker));
            System.out.println(walk.output());
            assertThat(walk.exitCode()).as(walk.output()).isZero();
            timelineAgreesWithTheHistory(walk.output(), broker);
        }
    }

    private static String command(String verb, int broker) {
        return "%s cluster %s broker-%d --data %s"
                .formatted(Path.of("..", "taffrail"), verb, broker, directory);
    }

    /** What the browser found, against what the controller's database keeps. */
    private static void timelineAgreesWithTheHistory(String printed, int broker) {
        List<JsonNode> shown =
                printed.lines()
                        .filter(line -> line.startsWith("{"))
                        .map(JsonMapper.shared()::readTree)
                        .toList();
        String asked = cluster.controllerUrl(1) + "/controller/v1/events?kind=LEADER_CHANGED";
        JsonNode history =
                JsonMapper.shared()
                        .readTree(
                                Program.shell("curl -sf '" + asked + "&topic=" + TOPIC + "'")
                                        .output())
                        .path("items");
        List<JsonNode> lost =
                history.valueStream()
                        .filter(line -> line.at("/before/leader").asInt() == broker)
                        .toList();
        assertThat(lost).as("elections since broker %d went", broker).isNotEmpty();
        assertThat(shown).hasSameSizeAs(lost);
        for (JsonNode line : lost) {
            int leader = line.at("/after/leader").asInt();
            int epoch = line.at("/after/leaderEpoch").asInt();
            String text =
                    "Broker %d leads %s since epoch %d; before: broker %d (leader fenced)"
                            .formatted(leader, line.path("resource").asString(), epoch, broker);
            JsonNode election =
                    shown.stream()
                            .filter(each -> each.path("text").asString().equals(text))
                            .findFirst()
                            .orElseThrow(() ->
                                    new AssertionError(text + " is not in the timeline: " + shown));
            assertThat(election.path("lane").asString()).isEqualTo("Broker " + leader);
            assertThat(election.path("facts").valueStream().map(JsonNode::asString))
                    .contains("Why: LEADER_FENCED")
                    .contains("Entry of the log: " + line.path("id").asLong())
                    .anySatisfy(fact ->
                            assertThat(fact)
                                    .startsWith("Before → after: leader " + broker + ";")
                                    .contains("→ leader " + leader + "; leaderEpoch " + epoch));
        }
    }

    /** Before it has members, and has read, its page rightly says that there is nothing to show. */
    private static void awaitGroup() {
        String asks = "curl -sf '%s/ui/v1/groups/%s'".formatted(cluster.httpUrl(1), GROUP);
        await("the group has read")
                .atMost(Duration.ofSeconds(60))
                .until(() -> Program.shell(asks).output().contains(TOPIC));
    }

    private static void send(String value) {
        assertThat(
                        Program.shell(
                                        "curl -sf -d '%s' '%s/topics/%s/records?partition=0'"
                                                .formatted(value, cluster.httpUrl(1), TOPIC))
                                .exitCode())
                .isZero();
    }

    /** A member that reads on through all of it, so that the group is well and so is everything. */
    private static final class Reader implements AutoCloseable {

        private final KafkaConsumer<String, String> consumer;
        private final Thread thread;

        Reader() {
            var properties = new Properties();
            properties.put("bootstrap.servers", cluster.bootstrapServers());
            properties.put("group.id", GROUP);
            properties.put("auto.offset.reset", "earliest");
            properties.put("auto.commit.interval.ms", "500");
            properties.put("key.deserializer", StringDeserializer.class.getName());
            properties.put("value.deserializer", StringDeserializer.class.getName());
            consumer = new KafkaConsumer<>(properties);
            consumer.subscribe(List.of(TOPIC));
            thread = Thread.ofPlatform().name("reader").start(this::read);
        }

        private void read() {
            try (consumer) {
                while (true) {
                    consumer.poll(Duration.ofSeconds(1));
                }
            } catch (WakeupException end) {
                // Asked to go.
            }
        }

        @Override
        public void close() throws InterruptedException {
            consumer.wakeup();
            thread.join();
        }
    }
}
