package io.taffrail.standalone.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taffrail.broker.app.BrokerApplication;
import io.taffrail.controller.app.ControllerApplication;
import io.taffrail.standalone.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.QuorumInfo.ReplicaState;
import org.apache.kafka.clients.admin.RaftVoterEndpoint;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.DuplicateVoterException;
import org.apache.kafka.common.errors.VoterNotFoundException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Controllers that come and go, with Kafka's own admin client through a broker. */
@Tag("system")
class VotersOfAdminClientTest {

    private static final Duration WAIT = Duration.ofSeconds(60);

    @TempDir Path directory;

    private final List<Integer> raftPorts = freePorts();
    private final List<Integer> kafkaPorts = freePorts();

    @Test
    void aFourthControllerIsAddedAndTheFirstRemoved() throws Exception {
        int port = FreePorts.next();
        try (var _ = controller(1, 3);
                var _ = controller(2, 3);
                var _ = controller(3, 3);
                var _ = broker(port);
                Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port))) {
            await().atMost(WAIT).until(() -> voters(admin).equals(Set.of(1, 2, 3)));
            assertThatThrownBy(() -> add(admin, 2))
                    .hasCauseInstanceOf(DuplicateVoterException.class);
            assertThatThrownBy(() -> admin.removeRaftVoter(9, Uuid.ZERO_UUID).all().get())
                    .hasCauseInstanceOf(VoterNotFoundException.class);

            try (var _ = controller(4, 4)) {
                await().atMost(WAIT).ignoreExceptions().untilAsserted(() -> add(admin, 4));
                assertThat(voters(admin)).containsExactlyInAnyOrder(1, 2, 3, 4);

                admin.removeRaftVoter(1, Uuid.ZERO_UUID).all().get();
                await().atMost(WAIT)
                        .ignoreExceptions()
                        .until(() -> voters(admin).equals(Set.of(2, 3, 4)));
                await().atMost(WAIT)
                        .ignoreExceptions()
                        .untilAsserted(() -> create(admin, "after-the-change"));
            }
        }
    }

    private void add(Admin admin, int id) throws Exception {
        admin.addRaftVoter(
                        id,
                        Uuid.ZERO_UUID,
                        Set.of(
                                new RaftVoterEndpoint(
                                        "CONTROLLER", "127.0.0.1", raftPorts.get(id - 1))))
                .all()
                .get();
    }

    private static Set<Integer> voters(Admin admin) throws Exception {
        return admin.describeMetadataQuorum().quorumInfo().get().voters().stream()
                .map(ReplicaState::replicaId)
                .collect(Collectors.toSet());
    }

    private static void create(Admin admin, String topic) throws Exception {
        if (!admin.listTopics().names().get().contains(topic)) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    private ConfigurableApplicationContext controller(int id, int known) {
        var peers = new ArrayList<String>();
        for (int peer = 1; peer <= known; peer++) {
            peers.add(peer + "@127.0.0.1:" + raftPorts.get(peer - 1));
        }
        return SpringApplication.run(
                ControllerApplication.class,
                "--taffrail.controller.node-id=" + id,
                "--taffrail.controller.kafka-port=" + kafkaPorts.get(id - 1),
                "--taffrail.controller.peers=" + String.join(",", peers),
                "--taffrail.controller.data-dir=" + directory.resolve("controller-" + id),
                "--server.port=0",
                "--spring.main.banner-mode=off");
    }

    private ConfigurableApplicationContext broker(int port) {
        return SpringApplication.run(
                BrokerApplication.class,
                "--taffrail.broker.node-id=1",
                "--taffrail.broker.port=" + port,
                "--taffrail.broker.controllers="
                        + kafkaPorts.stream()
                                .map(controller -> "127.0.0.1:" + controller)
                                .collect(Collectors.joining(",")),
                "--taffrail.broker.log-directories=" + directory.resolve("broker"),
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--spring.autoconfigure.exclude="
                        + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
                        + "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
                        + "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration");
    }

    private static List<Integer> freePorts() {
        var ports = new ArrayList<Integer>();
        for (int i = 0; i < 4; i++) {
            ports.add(FreePorts.next());
        }
        return ports;
    }
}
