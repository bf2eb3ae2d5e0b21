package io.taffrail.standalone.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.standalone.Node;
import io.taffrail.standalone.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command-line tools of Kafka 4.3.1, unmodified. */
@Tag("system")
class KafkaToolsTest {

    private static final String TOPICS = "org.apache.kafka.tools.TopicCommand";
    private static final String CONFIGS = "kafka.admin.ConfigCommand";
    private static final String PRODUCER = "org.apache.kafka.tools.ConsoleProducer";
    private static final String CONSUMER = "org.apache.kafka.tools.consumer.ConsoleConsumer";
    private static final String OFFSETS = "org.apache.kafka.tools.GetOffsetShell";
    private static final String LOG_DIRS = "org.apache.kafka.tools.LogDirsCommand";
    private static final String DELETE_RECORDS = "org.apache.kafka.tools.DeleteRecordsCommand";
    private static final String PERFORMANCE = "org.apache.kafka.tools.ProducerPerformance";
    private static final String LEADER_ELECTION = "org.apache.kafka.tools.LeaderElectionCommand";
    private static final String REASSIGN =
            "org.apache.kafka.tools.reassign.ReassignPartitionsCommand";
    private static final String FEATURES = "org.apache.kafka.tools.FeatureCommand";
    private static final String QUORUM = "org.apache.kafka.tools.MetadataQuorumCommand";
    private static final String API_VERSIONS = "org.apache.kafka.tools.BrokerApiVersionsCommand";

    private static String brokers;

    @TempDir Path directory;

    @BeforeAll
    static void start() {
        brokers = Node.shared().bootstrapServers();
    }

    @Test
    void kafkaTopicsCreatesDescribesAltersListsAndDeletes() {
        ok(
                topics(
                        "--create",
                        "--topic",
                        "tools-a",
                        "--partitions",
                        "2",
                        "--config",
                        "retention.ms=60000"));
        assertThat(topics("--list").output()).contains("tools-a");
        assertThat(topics("--describe", "--topic", "tools-a").output())
                .contains("PartitionCount: 2")
                .contains("ReplicationFactor: 1")
                .contains("retention.ms=60000")
                .contains("Leader: 1");
        ok(topics("--alter", "--topic", "tools-a", "--partitions", "5"));
        assertThat(topics("--describe", "--topic", "tools-a").output())
                .contains("PartitionCount: 5");
        ok(topics("--delete", "--topic", "tools-a"));
        assertThat(topics("--list").output()).doesNotContain("tools-a");
    }

    @Test
    void kafkaTopicsIsToldWhyATopicCannotBeCreated() {
        ok(topics("--create", "--topic", "tools-b"));
        assertThat(topics("--create", "--topic", "tools-b").output())
                .contains("TopicExistsException");
        assertThat(topics("--create", "--topic", "tools-c", "--replication-factor", "3").output())
                .contains("InvalidReplicationFactorException");
        assertThat(
                        topics("--create", "--topic", "tools-d", "--config", "retention.ms=soon")
                                .output())
                .contains("retention.ms");
    }

    @Test
    void kafkaLeaderElectionFindsThatFirstReplicasLead() {
        ok(topics("--create", "--topic", "tools-elect"));
        assertThat(
                        Program.kafkaTool(
                                        LEADER_ELECTION,
                                        "--bootstrap-server",
                                        brokers,
                                        "--election-type",
                                        "preferred",
                                        "--topic",
                                        "tools-elect",
                                        "--partition",
                                        "0")
                                .output())
                .contains("Valid replica already elected for partitions tools-elect-0");
        ok(
                Program.kafkaTool(
                        LEADER_ELECTION,
                        "--bootstrap-server",
                        brokers,
                        "--election-type",
                        "unclean",
                        "--all-topic-partitions"));
    }

    @Test
    void kafkaReassignPartitionsExecutesAndVerifies() throws Exception {
        ok(topics("--create", "--topic", "tools-move"));
        Path plan = directory.resolve("plan.json");
        Files.writeString(
                plan,
                """
                {"version":1,"partitions":[{"topic":"tools-move","partition":0,"replicas":[1]}]}
                """);
        assertThat(reassign("--execute", "--reassignment-json-file", plan.toString()).output())
                .contains("Successfully started partition reassignment for tools-move-0");
        assertThat(
                        reassign(
                                        "--verify",
                                        "--preserve-throttles",
                                        "--reassignment-json-file",
                                        plan.toString())
                                .output())
                .contains("Reassignment of partition tools-move-0 is completed");
        assertThat(reassign("--list").output()).contains("No partition reassignments found");
    }

    @Test
    void kafkaMetadataQuorumDescribesTheControllers() {
        Program status =
                Program.kafkaTool(QUORUM, "--bootstrap-server", brokers, "describe", "--status");
        ok(status);
        assertThat(status.output())
                .containsPattern("LeaderId: +1")
                .containsPattern("MaxFollowerLag: +0")
                .containsPattern("HighWatermark: +[1-9]");
        ok(Program.kafkaTool(QUORUM, "--bootstrap-server", brokers, "describe", "--replication"));
    }

    @Test
    void kafkaFeaturesDescribesTheLevelOfTheRulesAndKeepsItWithinWhatTheBuildKnows() {
        Program described = Program.kafkaTool(FEATURES, "--bootstrap-server", brokers, "describe");
        ok(described);
        assertThat(described.output())
                .containsPattern(
                        "taffrail.rules\\s+SupportedMinVersion: 1\\s+SupportedMaxVersion: (\\d+)\\s+FinalizedVersionLevel: \\1");

        Program raised =
                Program.kafkaTool(
                        FEATURES,
                        "--bootstrap-server",
                        brokers,
                        "upgrade",
                        "--feature",
                        "taffrail.rules=99");
        assertThat(raised.exitCode()).isNotZero();
        assertThat(raised.output()).contains("taffrail.rules", "99");
    }

    private static Program reassign(String... arguments) {
        var all = new ArrayList<>(List.of("--bootstrap-server", brokers));
        all.addAll(List.of(arguments));
        return Program.kafkaTool(REASSIGN, all.toArray(String[]::new));
    }

    @Test
    void kafkaConfigsAltersAndDescribesTopicsAndBrokers() {
        ok(topics("--create", "--topic", "tools-e"));
        ok(
                configs(
                        "--entity-type",
                        "topics",
                        "--entity-name",
                        "tools-e",
                        "--alter",
                        "--add-config",
                        "max.message.bytes=2000,cleanup.policy=compact"));
        assertThat(
                        configs("--entity-type", "topics", "--entity-name", "tools-e", "--describe")
                                .output())
                .contains("max.message.bytes=2000")
                .contains("cleanup.policy=compact");
        ok(
                configs(
                        "--entity-type",
                        "topics",
                        "--entity-name",
                        "tools-e",
                        "--alter",
                        "--delete-config",
                        "cleanup.policy"));
        assertThat(
                        configs(
                                        "--entity-type",
                                        "topics",
                                        "--entity-name",
                                        "tools-e",
                                        "--describe",
                                        "--all")
                                .output())
                .contains("cleanup.policy=delete")
                .contains("DEFAULT_CONFIG");
        ok(
                configs(
                        "--entity-type",
                        "brokers",
                        "--entity-default",
                        "--alter",
                        "--add-config",
                        "log.cleaner.delete.retention.ms=86400001"));
        assertThat(
                        configs(
                                        "--entity-type",
                                        "brokers",
                                        "--entity-name",
                                        "1",
                                        "--describe",
                                        "--all")
                                .output())
                .contains("log.cleaner.delete.retention.ms=86400001");
    }

    @Test
    void theConsoleProducerWritesWhatTheConsoleConsumerReads() {
        ok(topics("--create", "--topic", "tools-f"));
        ok(
                Program.kafkaToolWithInput(
                        "k1:first\nk2:second\n",
                        PRODUCER,
                        "--bootstrap-server",
                        brokers,
                        "--topic",
                        "tools-f",
                        "--reader-property",
                        "parse.key=true",
                        "--reader-property",
                        "key.separator=:"));
        Program consumed =
                Program.kafkaTool(
                        CONSUMER,
                        "--bootstrap-server",
                        brokers,
                        "--topic",
                        "tools-f",
                        "--partition",
                        "0",
                        "--offset",
                        "earliest",
                        "--max-messages",
                        "2",
                        "--timeout-ms",
                        "20000",
                        "--formatter-property",
                        "print.key=true",
                        "--formatter-property",
                        "print.offset=true");
        assertThat(consumed.output())
                .contains("Offset:0\tk1\tfirst")
                .contains("Offset:1\tk2\tsecond");
    }

    @Test
    void getOffsetsDeleteRecordsAndLogDirsAgree() throws Exception {
        ok(topics("--create", "--topic", "tools-g"));
        ok(
                Program.kafkaToolWithInput(
                        "a\nb\nc\nd\n",
                        PRODUCER,
                        "--bootstrap-server",
                        brokers,
                        "--topic",
                        "tools-g"));
        assertThat(offsets("-1")).contains("tools-g:0:4");
        assertThat(offsets("-2")).contains("tools-g:0:0");
        assertThat(offsets("-3")).containsPattern("tools-g:0:[0-3]");
        Path json =
                Files.writeString(
                        directory.resolve("delete.json"),
                        """
                        {"partitions": [{"topic": "tools-g", "partition": 0, "offset": 3}], "version": 1}
                        """);
        assertThat(
                        Program.kafkaTool(
                                        DELETE_RECORDS,
                                        "--bootstrap-server",
                                        brokers,
                                        "--offset-json-file",
                                        json.toString())
                                .output())
                .contains("low_watermark: 3");
        assertThat(offsets("-2")).contains("tools-g:0:3");
        assertThat(
                        Program.kafkaTool(
                                        LOG_DIRS,
                                        "--bootstrap-server",
                                        brokers,
                                        "--describe",
                                        "--topic-list",
                                        "tools-g")
                                .output())
                .contains("\"partition\":\"tools-g-0\"")
                .containsPattern("\"size\":[1-9]");
    }

    @Test
    void theProducerPerformanceTestRuns() {
        ok(topics("--create", "--topic", "tools-h", "--partitions", "3"));
        assertThat(
                        Program.kafkaTool(
                                        PERFORMANCE,
                                        "--topic",
                                        "tools-h",
                                        "--num-records",
                                        "50000",
                                        "--record-size",
                                        "100",
                                        "--throughput",
                                        "-1",
                                        "--command-property",
                                        "bootstrap.servers=" + brokers,
                                        "acks=all")
                                .output())
                .contains("50000 records sent");
        int records = 0;
        for (String line : offsetsOf("tools-h", "-1").split("\n")) {
            records +=
                    line.startsWith("tools-h:") ? Integer.parseInt(line.split(":")[2].trim()) : 0;
        }
        assertThat(records).isEqualTo(50_000);
    }

    @Test
    void everyApiThatIsNamedIsOneThatKafkaKnows() {
        assertThat(Program.kafkaTool(API_VERSIONS, "--bootstrap-server", brokers).output())
                .contains("Produce(0): 0 to 13 [usable: 13]")
                .contains("Fetch(1): 0 to 18 [usable: 18]")
                .contains("Metadata(3): 0 to 13 [usable: 13]");
    }

    private String offsets(String time) {
        return offsetsOf("tools-g", time);
    }

    private static String offsetsOf(String topic, String time) {
        return Program.kafkaTool(
                        OFFSETS, "--bootstrap-server", brokers, "--topic", topic, "--time", time)
                .output();
    }

    private static Program topics(String... arguments) {
        return Program.kafkaTool(TOPICS, withBrokers(arguments));
    }

    private static Program configs(String... arguments) {
        return Program.kafkaTool(CONFIGS, withBrokers(arguments));
    }

    private static String[] withBrokers(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "--bootstrap-server";
        all[1] = brokers;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return all;
    }

    private static void ok(Program program) {
        assertThat(program.exitCode()).as(program.output()).isZero();
        assertThat(program.output()).doesNotContain("ERROR");
    }
}
