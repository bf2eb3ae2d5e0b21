package io.taffrail.controller.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.taffrail.controller.command.CommandReply.NodeAdmitted;
import io.taffrail.controller.command.ControllerCommand;
import io.taffrail.controller.command.ControllerCommand.AlterConfigs;
import io.taffrail.controller.command.ControllerCommand.ConfigEdit;
import io.taffrail.controller.command.ControllerCommand.CreateCluster;
import io.taffrail.controller.command.ControllerCommand.CreateTopic;
import io.taffrail.controller.command.ControllerCommand.DeleteTopic;
import io.taffrail.controller.command.ControllerCommand.FenceNode;
import io.taffrail.controller.command.ControllerCommand.PartitionName;
import io.taffrail.controller.command.ControllerCommand.ReassignPartitions;
import io.taffrail.controller.command.ControllerCommand.Reassignment;
import io.taffrail.controller.command.ControllerCommand.RegisterNode;
import io.taffrail.controller.command.ControllerCommand.UnfenceNode;
import io.taffrail.controller.quorum.LocalMetadataLog;
import io.taffrail.controller.quorum.MetadataLog;
import io.taffrail.kernel.metadata.ConfigResource;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.MetadataEntry;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.runtime.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

class ProjectionTest {

    private static final int HISTORY_MAX = 200_000;

    private final LocalMetadataLog log = new LocalMetadataLog(Clock.system(), 1);
    private final Recorder recorder = new Recorder();
    private HikariDataSource source;
    private JdbcTemplate jdbc;
    private ProjectionWriter writer;

    @BeforeEach
    void open() throws Exception {
        source =
                ProjectionDatabase.open(
                        "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "", 2);
        jdbc = new JdbcTemplate(source);
        writer = ProjectionDatabase.writer(source, HISTORY_MAX);
        log.listen(recorder);
        log.start();
        ask(new CreateCluster());
        var admitted =
                (NodeAdmitted)
                        log.propose(
                                        new RegisterNode(
                                                1,
                                                "",
                                                new UUID(0, 1),
                                                List.of(new Endpoint("PLAINTEXT", "h", 9092)),
                                                "rack-a",
                                                List.of()),
                                        "Node:1")
                                .get();
        ask(new UnfenceNode(1, admitted.epoch()));
    }

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void tablesFollowTheLog() {
        ask(new CreateTopic("orders", 2, 1, List.of(), Map.of("retention.ms", "5")));
        ask(new CreateTopic("gone", 3, 1, List.of(), Map.of("retention.ms", "6")));
        ask(new DeleteTopic(log.image().topic("gone").id()));
        ask(
                new AlterConfigs(
                        ConfigResource.topic("orders"),
                        List.of(new ConfigEdit("retention.ms", ConfigEdit.Operation.SET, "7")),
                        false));
        ask(new FenceNode(1, log.image().node(1).epoch()));

        writer.write(recorder.changes, 0);

        assertThat(texts("select name from topic_view")).containsExactly("orders");
        assertThat(texts("select topic || leader || offline from partition_view order by id"))
                .containsExactly("orders-1TRUE", "orders-1TRUE");
        assertThat(texts("select resource_name || setting from config_view"))
                .containsExactly("orders7");
        assertThat(texts("select role || fenced || rack from node_view"))
                .containsExactly("BROKERTRUErack-a");
        assertThat(count("select count(distinct applied_index) from topic_view")).isEqualTo(1);
    }

    @Test
    void historyTellsWhoDidWhatFromWhatToWhat() {
        ask(new CreateTopic("orders", 1, 1, List.of(), Map.of("retention.ms", "5")));
        log.propose(
                new AlterConfigs(
                        ConfigResource.topic("orders"),
                        List.of(new ConfigEdit("retention.ms", ConfigEdit.Operation.SET, "7")),
                        false),
                "User:alice");
        ask(new FenceNode(1, log.image().node(1).epoch()));

        writer.write(recorder.changes, 0);

        assertThat(texts("select kind from history_event order by id"))
                .containsExactly(
                        "CLUSTER_CREATED",
                        "FEATURE_LEVEL_CHANGED",
                        "NODE_REGISTERED",
                        "NODE_UNFENCED",
                        "TOPIC_CREATED",
                        "CONFIG_CHANGED",
                        "CONFIG_CHANGED",
                        "NODE_FENCED",
                        "LEADER_CHANGED");
        assertThat(
                        texts(
                                "select principal || before_json || after_json from history_event where kind = 'CONFIG_CHANGED' and before_json is not null"))
                .containsExactly("User:alice{\"retention.ms\":\"5\"}{\"retention.ms\":\"7\"}");
        assertThat(
                        texts(
                                "select resource_name || node_id || reason from history_event where kind = 'LEADER_CHANGED'"))
                .containsExactly("orders-01LEADER_FENCED");
    }

    @Test
    void historyTellsWhereReplicasGoAndWhichBrokerIsDrained() {
        ask(new CreateTopic("orders", 1, 1, List.of(), Map.of()));
        log.propose(
                new RegisterNode(
                        2,
                        "",
                        new UUID(1, 2),
                        List.of(new Endpoint("PLAINTEXT", "localhost", 9093)),
                        null,
                        List.of()),
                "Node:2");
        log.propose(
                new ReassignPartitions(
                        true,
                        List.of(new Reassignment(new PartitionName("orders", 0), List.of(1, 2)))),
                "User:alice");
        log.propose(
                new AlterConfigs(
                        ConfigResource.broker(1),
                        List.of(new ConfigEdit("broker.drain", ConfigEdit.Operation.SET, "true")),
                        false),
                "User:bob");

        writer.write(recorder.changes, 0);

        assertThat(
                        texts(
                                "select principal || reason || before_json || after_json from history_event where kind = 'REPLICAS_CHANGED'"))
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("User:aliceREASSIGNMENT_BEGUN")
                .contains("\"replicas\":[1],")
                .contains("\"replicas\":[1,2]")
                .contains("\"addingReplicas\":[2]");
        assertThat(
                        texts(
                                "select principal || resource_name || after_json from history_event where kind = 'CONFIG_CHANGED' and resource_type = 'BROKER'"))
                .containsExactly("User:bob1{\"broker.drain\":\"true\"}");
    }

    @Test
    void whatIsToldAgainIsNotWrittenAgain() {
        ask(new CreateTopic("orders", 2, 1, List.of(), Map.of()));
        writer.write(recorder.changes, 0);
        long before = count("select count(*) from history_event");

        writer.write(recorder.changes, 0);
        ask(new CreateTopic("more", 1, 1, List.of(), Map.of()));
        writer.write(recorder.changes, 0);

        assertThat(count("select count(*) from history_event")).isEqualTo(before + 1);
        assertThat(texts("select name from topic_view order by name"))
                .containsExactly("more", "orders");
    }

    @Test
    void anImageAloneFillsTheTablesAndTheHistorySaysThatItHasAGap() {
        ask(new CreateTopic("orders", 4, 1, List.of(), Map.of()));

        writer.write(List.of(new Change.Replaced(log.image())), 77);

        assertThat(count("select count(*) from partition_view")).isEqualTo(4);
        assertThat(texts("select kind || time_ms from history_event"))
                .containsExactly("HISTORY_GAP77");
    }

    @Test
    void whatTheDatabaseHasLostIsReplacedByTheImageAndLeavesAGapInTheHistory() {
        writer.write(recorder.changes, 0);
        long keptIndex = log.image().appliedIndex();
        ask(new CreateTopic("lost", 1, 1, List.of(), Map.of()));
        writer.write(recorder.changes, 0);
        jdbc.update("delete from topic_view");
        jdbc.update("delete from partition_view");
        jdbc.update("delete from history_event where log_index > ?", keptIndex);
        jdbc.update("update projection_position set applied_index = ?", keptIndex);
        recorder.changes.clear();

        ask(new CreateTopic("next", 1, 1, List.of(), Map.of()));
        writer.write(recorder.changes, 0);

        assertThat(texts("select name from topic_view order by name"))
                .containsExactly("lost", "next");
        assertThat(count("select count(*) from partition_view")).isEqualTo(2);
        assertThat(texts("select kind from history_event where log_index > " + keptIndex))
                .containsExactlyInAnyOrder("HISTORY_GAP", "TOPIC_CREATED");
    }

    @Test
    void tablesThatTheDatabaseHasLostAreMadeAgainAfterTheWriteThatMissedThem() {
        ask(new CreateTopic("orders", 2, 1, List.of(), Map.of()));
        writer.write(recorder.changes, 0);
        jdbc.execute("drop all objects");
        recorder.changes.clear();
        ask(new CreateTopic("next", 1, 1, List.of(), Map.of()));

        assertThatThrownBy(() -> writer.write(recorder.changes, 0))
                .isInstanceOf(DataAccessException.class);
        writer.write(recorder.changes, 0);

        assertThat(texts("select name from topic_view order by name"))
                .containsExactly("next", "orders");
        assertThat(texts("select kind from history_event"))
                .containsExactlyInAnyOrder("HISTORY_GAP", "TOPIC_CREATED");
    }

    @Test
    void anotherClustersTablesAreEmptiedFirst() {
        writer.write(recorder.changes, 0);
        var other = new LocalMetadataLog(Clock.system(), 2);
        var otherRecorder = new Recorder();
        other.listen(otherRecorder);
        other.start();
        other.propose(new CreateCluster(), "p");

        writer.write(otherRecorder.changes, 0);

        assertThat(count("select count(*) from node_view")).isZero();
        assertThat(texts("select resource_name from history_event where kind = 'CLUSTER_CREATED'"))
                .containsExactly(other.image().clusterId());
    }

    @Test
    void tenThousandPartitionsAreProjected() {
        ask(new CreateTopic("large", 10_000, 1, List.of(), Map.of()));
        ask(new FenceNode(1, log.image().node(1).epoch()));
        ask(new UnfenceNode(1, log.image().node(1).epoch()));

        writer.write(recorder.changes, 0);

        assertThat(count("select count(*) from partition_view where not offline"))
                .isEqualTo(10_000);
        assertThat(count("select count(*) from history_event where kind = 'LEADER_CHANGED'"))
                .isEqualTo(20_000);
    }

    @Test
    void theOldestHistoryGoesFirst() {
        ProjectionWriter small = ProjectionDatabase.writer(source, 5);
        for (int i = 0; i < 10; i++) {
            ask(new CreateTopic("t" + i, 1, 1, List.of(), Map.of()));
        }

        small.write(recorder.changes, 0);

        assertThat(texts("select resource_name from history_event order by id"))
                .containsExactly("t5", "t6", "t7", "t8", "t9");
    }

    @Test
    void aTailerThatIsOverrunCatchesUpFromTheImage() throws Exception {
        var tailer = new ProjectionTailer(writer, Clock.system(), 3);
        recorder.changes.forEach(change -> {
            if (change instanceof Change.Applied a) {
                tailer.onApplied(a.entry(), a.before(), a.after());
            }
        });
        for (int i = 0; i < 10; i++) {
            ask(new CreateTopic("t" + i, 1, 1, List.of(), Map.of()));
            Change.Applied last = (Change.Applied) recorder.changes.getLast();
            tailer.onApplied(last.entry(), last.before(), last.after());
        }
        tailer.start();

        assertThat(tailer.awaitCaughtUp(20_000)).isTrue();
        tailer.close();

        assertThat(count("select count(*) from topic_view")).isEqualTo(10);
        assertThat(count("select count(*) from history_event where kind = 'HISTORY_GAP'"))
                .isPositive();
    }

    private void ask(ControllerCommand command) {
        log.propose(command, "User:test").join();
    }

    private List<String> texts(String sql) {
        return jdbc.queryForList(sql, String.class);
    }

    private long count(String sql) {
        return jdbc.queryForObject(sql, Long.class);
    }

    private static final class Recorder implements MetadataLog.Listener {
        final List<Change> changes = new ArrayList<>();

        @Override
        public void onApplied(MetadataEntry entry, MetadataImage before, MetadataImage after) {
            changes.add(new Change.Applied(entry, before, after));
        }

        @Override
        public void onSnapshot(MetadataImage image) {}

        @Override
        public void onLeadership(boolean isLeader) {}
    }
}
