package io.taffrail.standalone.groups;

import io.taffrail.standalone.NodeProcess;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real clients, unmodified, in groups of a node. They mostly wait, so some do at once. */
@Tag("system")
class GroupClientsTest {

    @TempDir private static Path directory;
    private static NodeProcess node;
    private static Admin admin;

    @BeforeAll
    static void start() throws Exception {
        GroupPrograms.install();
        node = new NodeProcess(directory);
        // Members of consumer groups are told their session by the coordinator.
        node.start(
                "group.consumer.min.session.timeout.ms=6000",
                "group.consumer.session.timeout.ms=6000",
                "group.consumer.min.heartbeat.interval.ms=500",
                "group.consumer.heartbeat.interval.ms=500");
        admin = Admin.create(Map.of("bootstrap.servers", node.bootstrapServers()));
    }

    @AfterAll
    static void stop() {
        admin.close();
        node.close();
    }

    @ParameterizedTest
    @EnumSource
    @Execution(ExecutionMode.CONCURRENT)
    void readsInAGroup(GroupClient client) throws Exception {
        try (var scenario = new GroupScenario(client, node.bootstrapServers(), admin)) {
            scenario.createTopic(1);
            GroupProgram first = scenario.oneMemberReadsAllInOrder();
            GroupProgram second = scenario.aSecondMemberTakesHalf(first);
            scenario.whatAKilledMemberHeldMoves(first, second);
            GroupProgram restarted = scenario.aRestartedMemberGoesOnWhereItWas(first);
            scenario.aResetGroupReplaysFromTheStart(restarted);
        }
    }
}
