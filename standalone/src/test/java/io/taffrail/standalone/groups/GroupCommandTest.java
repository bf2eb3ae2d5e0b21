package io.taffrail.standalone.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.standalone.Node;
import io.taffrail.standalone.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups by the launcher and over HTTP, as an operator types it; five records in a topic. */
@Tag("system")
class GroupCommandTest {

    private static final String LAUNCHER =
            Path.of("..", "taffrail").toAbsolutePath().normalize().toString();

    /** A session lasts 45 s: whoever is faster was told. */
    private static final Duration AT_ONCE = Duration.ofSeconds(30);

    private static String brokers;
    private static Admin admin;

    @TempDir Path directory;

    @BeforeAll
    static void start() {
        brokers = Node.shared().bootstrapServers();
        admin = Admin.create(Map.of("bootstrap.servers", brokers));
    }

    @AfterAll
    static void stop() {
        admin.close();
    }

    @Test
    void aConsumerLeavesItsGroupOnCtrlCAndTheOtherTakesOverAtOnce() throws Exception {
        create("interrupted");
        Path printed = directory.resolve("printed");
        Process consuming =
                new ProcessBuilder(
                                // Whoever runs the tests in the background ignores Ctrl-C, and
                                // what it starts would too.
                                "env",
                                "--default-signal=INT",
                                LAUNCHER,
                                "consume",
                                "interrupted",
                                "-g",
                                "interrupted",
                                "-o",
                                "start",
                                "-b",
                                brokers)
                        .redirectErrorStream(true)
                        .redirectOutput(printed.toFile())
                        .start();
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Files.readString(printed).lines().count() == 5);
            try (var other = LocalMember.join(brokers, "consumer", "interrupted", "interrupted")) {
                Program.run("kill", "-INT", Long.toString(consuming.pid()));

                await().atMost(AT_ONCE).until(() -> !other.held().isEmpty());
                assertThat(consuming.waitFor()).isEqualTo(130);
                assertThat(other.values()).as("what was printed was committed").isEmpty();
            }
        } finally {
            consuming.destroyForcibly();
        }
    }

    @Test
    void theCommandLineAndHttpPreviewTheSameReset() throws Exception {
        create("reset");
        commit("reset", 3);

        Program preview = group("reset", "reset", "--to", "-2");
        assertThat(preview.output())
                .contains("TOPIC  PARTITION  BEFORE  AFTER  START  END  LAG    NOTE")
                .containsPattern("reset +0 +3 +1 +0 +5 +2 → 4")
                .contains("nothing was changed");
        assertThat(http("POST", "reset/offsets:reset?dry_run=true", "{\"to\":\"-2\"}"))
                .contains("\"before\":3,\"after\":1,", "\"lag_before\":2,\"lag_after\":4,");
        assertThat(committed("reset")).isEqualTo(3);

        assertThat(http("POST", "reset/offsets:reset", "{\"to\":\"99\"}"))
                .contains("\"after\":5,", "\"is_clamped\":true");
        assertThat(committed("reset")).isEqualTo(5);
        assertThat(group("reset", "reset", "--to", "reset:0=2", "--execute").output())
                .doesNotContain("nothing was changed");
        assertThat(committed("reset")).isEqualTo(2);
        assertThat(group("reset", "reset", "--to", "+1", "-t", "reset:0").output())
                .containsPattern("reset +0 +2 +3 ");
        assertThat(group("reset", "reset", "--to", "1", "-t", "reset:7").output())
                .contains("has no partition 7");
    }

    @Test
    void neitherMovesAGroupThatIsActive() throws Exception {
        create("active");
        try (var member = LocalMember.join(brokers, "consumer", "active", "active")) {
            await().atMost(Duration.ofSeconds(60)).until(() -> member.values().size() == 5);
            assertThat(group("reset", "active", "--to", "earliest", "--execute").output())
                    .contains("group 'active' has 1 member");
            assertThat(http("POST", "active/offsets:reset", "{\"to\":\"earliest\"}"))
                    .contains("\"error_code\":409", "group active has 1 member");
            assertThat(http("DELETE", "active", "")).contains("\"error_code\":409");
        }
        assertThat(http("DELETE", "active/offsets/active", "")).isEmpty();
        assertThat(http("DELETE", "active", "")).isEmpty();
        assertThat(http("GET", "active", "")).contains("\"error_code\":404");
    }

    @Test
    void whoAsksWhatHeMayDoWithAGroupIsToldAsByAKafkaWithoutAuthorizer() throws Exception {
        create("operations");
        for (String protocol : List.of("classic", "consumer")) {
            String group = "operations-" + protocol;
            try (var member = LocalMember.join(brokers, protocol, group, "operations")) {
                await().atMost(Duration.ofSeconds(60)).until(() -> member.values().size() == 5);
                var options = new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true);
                var described =
                        admin.describeConsumerGroups(List.of(group), options)
                                .all()
                                .get()
                                .get(group);
                assertThat(described.authorizedOperations())
                        .containsExactlyInAnyOrder(
                                AclOperation.READ,
                                AclOperation.DESCRIBE,
                                AclOperation.DELETE,
                                AclOperation.DESCRIBE_CONFIGS,
                                AclOperation.ALTER_CONFIGS);
            }
        }
    }

    private static Program group(String... words) {
        String[] command = new String[words.length + 4];
        command[0] = LAUNCHER;
        command[1] = "group";
        System.arraycopy(words, 0, command, 2, words.length);
        command[words.length + 2] = "-b";
        command[words.length + 3] = brokers;
        return Program.run(command);
    }

    private static String http(String method, String path, String body) throws Exception {
        String cluster = admin.describeCluster().clusterId().get();
        return Program.run(
                        "curl",
                        "-s",
                        "-X",
                        method,
                        "-H",
                        "Content-Type: application/json",
                        "-d",
                        body,
                        Node.shared().httpUrl()
                                + "/v3/clusters/"
                                + cluster
                                + "/consumer-groups/"
                                + path)
                .output();
    }

    private static void create(String topic) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        var strings = new StringSerializer();
        try (var producer =
                new KafkaProducer<>(Map.of("bootstrap.servers", brokers), strings, strings)) {
            for (int i = 0; i < 5; i++) {
                producer.send(new ProducerRecord<>(topic, 0, "k", "v" + i)).get();
            }
        }
    }

    private static void commit(String group, long offset) throws Exception {
        admin.alterConsumerGroupOffsets(
                        group, Map.of(new TopicPartition(group, 0), new OffsetAndMetadata(offset)))
                .all()
                .get();
    }

    private static long committed(String group) throws Exception {
        return admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .get(new TopicPartition(group, 0))
                .offset();
    }
}
