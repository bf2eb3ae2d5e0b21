package io.taffrail.standalone.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.standalone.Node;
import io.taffrail.standalone.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kafka 4.3.1's tools for groups, unmodified, on topics of two partitions with ten records each.
 */
@Tag("system")
class GroupToolsTest {

    private static final String CONSUMER = "org.apache.kafka.tools.consumer.ConsoleConsumer";
    private static final String VERIFIABLE = "org.apache.kafka.tools.VerifiableConsumer";

    /** Record n of a partition is n minutes younger than this. */
    private static final Duration OLDEST = Duration.ofHours(1);

    private static String brokers;
    private static Admin admin;
    private static ToolProcess consumerGroups;

    @TempDir Path directory;

    @BeforeAll
    static void start() {
        brokers = Node.shared().bootstrapServers();
        admin = Admin.create(Map.of("bootstrap.servers", brokers));
        consumerGroups = new ToolProcess();
    }

    @AfterAll
    static void stop() {
        admin.close();
        consumerGroups.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void theConsoleConsumerGoesOnWhereItsGroupStopped(String protocol) throws Exception {
        String name = create("console-" + protocol);
        assertThat(console(name, protocol, 20)).contains("0-0", "0-9", "1-0", "1-9");
        produce(name, 10, 11);
        assertThat(console(name, protocol, 2).lines())
                .contains("0-10", "1-10")
                .doesNotContain("0-9");
        assertThat(groups("--describe", "--group", name, "--offsets"))
                .containsPattern(name + " +" + name + " +0 +11 +11 +0 ")
                .containsPattern(name + " +" + name + " +1 +11 +11 +0 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void aGroupIsListedAndDescribedWithItsMembers(String protocol) throws Exception {
        String name = create("described-" + protocol);
        try (var member = LocalMember.join(brokers, protocol, name, name)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            member.held().equals(Set.of(0, 1)) && member.values().size() == 20);

            assertThat(groups("--list")).contains(name);
            assertThat(groups("--list", "--state", "--type"))
                    .containsPattern("(?i)" + name + " +" + protocol + " +stable");
            assertThat(groups("--describe", "--group", name, "--members", "--verbose"))
                    .containsPattern(name + " +\\S+ +/127\\.0\\.0\\.1 +consumer-\\S+ +2 +")
                    .contains(name + ":0,1");
            assertThat(groups("--describe", "--group", name, "--state"))
                    .containsPattern("127\\.0\\.0\\.1:\\d+ +\\(1\\) +(range|uniform) +Stable +1");
            assertThat(reset(name, "--topic", name, "--to-earliest", "--execute"))
                    .contains("is inactive, but the current state is Stable");
            assertThat(groups("--delete", "--group", name)).contains("GroupNotEmptyException");
        }
    }

    @Test
    void offsetsAreResetInEveryForm() throws Exception {
        String name = create("reset");
        commit(name, 6);
        String dayAndTime = Instant.now().minus(Duration.ofSeconds(55 * 60 + 50)).toString();
        String whole = dayAndTime.substring(0, "2026-01-01T00:00:00".length()) + ".000";
        Path plan = directory.resolve("plan.csv");
        Files.writeString(plan, name + ",0,2\n" + name + ",1,3\n");

        assertOffsets(name, 0, 0, "--topic", name, "--to-earliest");
        assertOffsets(name, 10, 10, "--topic", name, "--to-latest");
        assertOffsets(name, 4, 4, "--all-topics", "--to-offset", "4");
        assertOffsets(name, 3, 3, "--topic", name, "--shift-by", "-3");
        assertOffsets(name, 6, 6, "--topic", name, "--to-current");
        assertOffsets(name, 5, 5, "--topic", name, "--to-datetime", whole);
        assertOffsets(name, 5, 5, "--topic", name, "--by-duration", "PT55M50S");
        assertOffsets(name, 2, 3, "--from-file", plan.toString());
        assertThat(reset(name, "--topic", name + ":1", "--to-earliest", "--export", "--dry-run"))
                .contains(name + ",1,0")
                .doesNotContain(name + ",0,");
        assertThat(committed(name)).as("nothing was executed").containsOnly(6L);

        assertThat(reset(name, "--topic", name + ":1", "--to-offset", "4", "--execute"))
                .containsPattern(name + " +" + name + " +1 +4");
        assertThat(committed(name)).containsExactly(6L, 4L);
    }

    @Test
    void offsetsAndGroupsAreDeleted() throws Exception {
        String name = create("deleted");
        commit(name, 6);
        assertThat(groups("--delete-offsets", "--group", name, "--topic", name + ":0"))
                .containsPattern(name + " +0 +Successful");
        assertThat(admin.listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata().get())
                .containsOnlyKeys(new TopicPartition(name, 1));
        assertThat(groups("--delete", "--group", name))
                .contains("Deletion of requested consumer groups ('" + name + "') was successful");
        assertThat(groups("--list")).doesNotContain(name);
        assertThat(groups("--describe", "--group", name)).contains("GroupIdNotFoundException");
        assertThat(groups("--delete", "--group", name)).contains("GroupIdNotFoundException");
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void theVerifiableConsumerReadsCommitsAndEnds(String protocol) throws Exception {
        String name = create("verifiable-" + protocol);
        Program consumed =
                Program.kafkaTool(
                        VERIFIABLE,
                        "--bootstrap-server",
                        brokers,
                        "--topic",
                        name,
                        "--group-id",
                        name,
                        "--group-protocol",
                        protocol,
                        "--reset-policy",
                        "earliest",
                        "--max-messages",
                        "20");
        assertThat(consumed.output())
                .contains("\"name\":\"partitions_assigned\"")
                .contains("\"name\":\"offsets_committed\"")
                .contains("\"success\":true")
                .contains("\"name\":\"shutdown_complete\"");
        assertThat(committed(name)).containsExactly(10L, 10L);
    }

    @Test
    void whatCoordinatorsKeepIsReadWithTheFormattersOfKafka() throws Exception {
        String name = create("formatted");
        try (var member = LocalMember.join(brokers, "classic", name, name)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> member.values().size() == 20);
        }
        assertThat(kept("OffsetsMessageFormatter").lines())
                .anySatisfy(line ->
                        assertThat(line)
                                .contains("\"group\":\"" + name + "\"")
                                .contains("\"topic\":\"" + name + "\",\"partition\":1")
                                .contains("\"offset\":10"));
        assertThat(kept("GroupMetadataMessageFormatter").lines())
                .anySatisfy(line ->
                        assertThat(line)
                                .contains("\"group\":\"" + name + "\"")
                                .contains("\"protocolType\":\"consumer\"")
                                .contains("\"protocol\":\"range\""));
    }

    private static String console(String name, String protocol, int records) {
        return Program.kafkaTool(
                        CONSUMER,
                        "--bootstrap-server",
                        brokers,
                        "--topic",
                        name,
                        "--group",
                        name,
                        "--command-property",
                        "group.protocol=" + protocol,
                        "--from-beginning",
                        "--max-messages",
                        "" + records,
                        "--timeout-ms",
                        "20000")
                .output();
    }

    private static String kept(String formatter) {
        return Program.kafkaTool(
                        CONSUMER,
                        "--bootstrap-server",
                        brokers,
                        "--topic",
                        "__consumer_offsets",
                        "--formatter",
                        "org.apache.kafka.tools.consumer." + formatter,
                        "--from-beginning",
                        "--timeout-ms",
                        "4000")
                .output();
    }

    private static void assertOffsets(String name, int first, int second, String... how) {
        var words = new ArrayList<>(List.of(how));
        words.add("--dry-run");
        assertThat(reset(name, words.toArray(String[]::new)))
                .as(String.join(" ", how))
                .containsPattern(name + " +" + name + " +0 +" + first + "\\s")
                .containsPattern(name + " +" + name + " +1 +" + second + "\\s");
    }

    private static String reset(String name, String... how) {
        var words = new ArrayList<>(List.of("--reset-offsets", "--group", name));
        words.addAll(List.of(how));
        return groups(words.toArray(String[]::new));
    }

    private static String groups(String... arguments) {
        var all = new ArrayList<>(List.of("--bootstrap-server", brokers));
        all.addAll(List.of(arguments));
        return consumerGroups.run(all.toArray(String[]::new));
    }

    private static String create(String test) throws Exception {
        String name = "tools-" + test;
        admin.createTopics(List.of(new NewTopic(name, 2, (short) 1))).all().get();
        produce(name, 0, 10);
        return name;
    }

    private static void produce(String topic, int first, int end) {
        long oldestMs = Instant.now().minus(OLDEST).toEpochMilli();
        Map<String, Object> settings = Map.of("bootstrap.servers", brokers);
        var strings = new StringSerializer();
        try (var producer = new KafkaProducer<>(settings, strings, strings)) {
            for (int n = first; n < end; n++) {
                for (int partition = 0; partition < 2; partition++) {
                    long timestampMs = oldestMs + Duration.ofMinutes(n).toMillis();
                    String value = partition + "-" + n;
                    producer.send(
                            new ProducerRecord<>(topic, partition, timestampMs, "key", value));
                }
            }
        }
    }

    private static void commit(String name, long offset) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        offsets.put(new TopicPartition(name, 0), new OffsetAndMetadata(offset));
        offsets.put(new TopicPartition(name, 1), new OffsetAndMetadata(offset));
        admin.alterConsumerGroupOffsets(name, offsets).all().get();
    }

    private static List<Long> committed(String name) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> offsets =
                admin.listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata().get();
        return List.of(
                offsets.get(new TopicPartition(name, 0)).offset(),
                offsets.get(new TopicPartition(name, 1)).offset());
    }
}
