package io.taffrail.standalone.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.standalone.cluster.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real clients in groups of a cluster of eight processes, all at once, while each gateway in turn
 * is killed: whichever coordinates a group, another one must take over what it knew.
 */
@Tag("system")
@Tag("alone")
class GroupClientsOnClusterTest {

    private static final Duration WAIT = Duration.ofSeconds(120);

    /** One of each library; the others speak through the same ones. */
    private static final List<GroupClient> CLIENTS =
            List.of(
                    GroupClient.KCAT,
                    GroupClient.JAVA_CLASSIC,
                    GroupClient.JAVA_CONSUMER,
                    GroupClient.KAFKA_PYTHON,
                    GroupClient.KAFKAJS,
                    GroupClient.KAFKA_GO);

    @TempDir private static Path directory;
    private static LocalCluster cluster;
    private static Admin admin;

    /** A client's part of the test, with the members that it has at the time. */
    private static final class Part implements AutoCloseable {
        private final GroupScenario scenario;
        private GroupProgram first;
        private GroupProgram second;
        private Map<TopicPartition, Long> committed = Map.of();

        private Part(GroupClient client) {
            scenario = new GroupScenario(client, cluster.bootstrapServers(), admin);
        }

        void twoMembersShare() throws Exception {
            scenario.createTopic(3);
            first = scenario.oneMemberReadsAllInOrder();
            second = scenario.aSecondMemberTakesHalf(first);
            awaitEverythingCommitted();
        }

        void goesOn() {
            scenario.produceToAll(first, second);
            awaitEverythingCommitted();
        }

        void membersComeAndGo() throws Exception {
            scenario.whatAKilledMemberHeldMoves(first, second);
            GroupProgram restarted = scenario.aRestartedMemberGoesOnWhereItWas(first);
            scenario.aResetGroupReplaysFromTheStart(restarted);
        }

        private void awaitEverythingCommitted() {
            await(scenario.group() + " commits")
                    .atMost(WAIT)
                    .untilAsserted(() -> {
                        Map<TopicPartition, Long> now = scenario.committed();
                        committed.forEach((partition, offset) ->
                                assertThat(now.get(partition))
                                        .as("%s goes back", partition)
                                        .isGreaterThanOrEqualTo(offset));
                        committed = now;
                        assertThat(now.values().stream().mapToLong(each -> each).sum())
                                .isEqualTo(scenario.produced());
                    });
        }

        @Override
        public void close() {
            scenario.close();
        }
    }

    /** What a part does at the same time as the others. */
    private interface Step {
        void of(Part part) throws Exception;
    }

    @BeforeAll
    static void up() {
        GroupPrograms.install();
        cluster = LocalCluster.up(directory);
        admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
    }

    @AfterAll
    static void down() {
        admin.close(Duration.ZERO);
        cluster.close();
    }

    @Test
    void membersGoOnAndCommitsStayWhicheverGatewayIsKilled() throws Exception {
        List<Part> parts = CLIENTS.stream().map(Part::new).collect(Collectors.toList());
        try {
            each(parts, Part::twoMembersShare);
            for (String gateway : List.of("gateway-1", "gateway-2")) {
                cluster.run("kill", gateway);
                each(parts, Part::goesOn);
                cluster.run("up");
            }
            each(parts, Part::membersComeAndGo);
        } finally {
            parts.forEach(Part::close);
        }
    }

    private static void each(List<Part> parts, Step step) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (Part part : parts) {
                running.add(
                        threads.submit(() -> {
                            step.of(part);
                            return null;
                        }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
    }
}
