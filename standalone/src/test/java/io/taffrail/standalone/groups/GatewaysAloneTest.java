package io.taffrail.standalone.groups;

import io.taffrail.standalone.cluster.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients that are told of gateways only: what leads and what coordinates, they find from there.
 */
@Tag("system")
@Tag("alone")
class GatewaysAloneTest {

    @TempDir private static Path directory;
    private static LocalCluster cluster;
    private static Admin admin;

    @BeforeAll
    static void up() {
        GroupPrograms.install();
        cluster = LocalCluster.up(directory);
        admin = Admin.create(Map.of("bootstrap.servers", cluster.gatewayServers()));
    }

    @AfterAll
    static void down() {
        admin.close(Duration.ZERO);
        cluster.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"KCAT", "KAFKAJS", "KAFKA_PYTHON", "JAVA_CONSUMER"})
    void aClientThatKnowsGatewaysOnlyProducesAndReadsInAGroup(GroupClient client) throws Exception {
        try (var scenario = new GroupScenario(client, cluster.gatewayServers(), admin)) {
            scenario.createTopic(3);
            GroupProgram first = scenario.oneMemberReadsAllInOrder();
            scenario.aSecondMemberTakesHalf(first);
        }
    }
}
