package io.taffrail.controller.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.NodeAdmitted;
import io.taffrail.controller.command.ControllerCommand;
import io.taffrail.controller.command.ControllerCommand.CreateCluster;
import io.taffrail.controller.command.ControllerCommand.CreateTopic;
import io.taffrail.controller.command.ControllerCommand.FenceNode;
import io.taffrail.controller.command.ControllerCommand.RegisterNode;
import io.taffrail.controller.command.ControllerCommand.UnfenceNode;
import io.taffrail.controller.quorum.LocalMetadataLog;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.runtime.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a controller of three brokers tells Prometheus, as one of them goes. */
class ControllerScrapeTest {

    private static final int PARTITIONS_MAX = 4;

    private final LocalMetadataLog log = new LocalMetadataLog(Clock.system(), 1);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ChangeCounts counts = new ChangeCounts(log, registry);
    private final ControllerScrape scrape = new ControllerScrape(log, counts, PARTITIONS_MAX);

    @BeforeEach
    void start() {
        log.listen(counts);
        log.start();
        ask(new CreateCluster());
        for (int broker = 1; broker <= 3; broker++) {
            ask(new UnfenceNode(broker, register(broker)));
        }
        create("orders", List.of(List.of(1, 2), List.of(2, 3)), Map.of());
        create("alone", List.of(List.of(1)), Map.of());
        create("strict", List.of(List.of(2, 1)), Map.of("min.insync.replicas", "2"));
    }

    @Test
    void aClusterThatIsWellLacksNothing() throws IOException {
        assertThat(text())
                .contains("\ntaffrail_topics 3.0\n", "\ntaffrail_partitions 4.0\n")
                .contains("\ntaffrail_offline_partitions 0.0\n")
                .contains("\ntaffrail_under_replicated_partitions 0.0\n")
                .contains("\ntaffrail_nodes{role=\"broker\",state=\"up\"} 3.0\n")
                .contains("\ntaffrail_metadata_lag_records{node=\"0\"} 0.0\n")
                .contains("\nkafka_controller_kafkacontroller_activecontrollercount 1.0\n")
                .contains("\nkafka_brokers 3.0\n")
                .contains("\nkafka_topic_partition_leader{partition=\"0\",topic=\"orders\"} 1.0\n");
    }

    @Test
    void aBrokerThatGoesIsSeenInWhatItLedAndReplicated() throws IOException {
        ask(new FenceNode(1, log.image().node(1).epoch()));
        assertThat(text())
                .contains("\ntaffrail_offline_partitions 1.0\n")
                .as("who was the last one in sync stays so")
                .contains("\ntaffrail_under_replicated_partitions 2.0\n")
                .contains("\ntaffrail_under_min_isr_partitions 1.0\n")
                .contains("\ntaffrail_not_preferred_leaders 2.0\n")
                .contains("\ntaffrail_nodes{role=\"broker\",state=\"fenced\"} 1.0\n")
                .contains("\nkafka_controller_kafkacontroller_fencedbrokercount 1.0\n")
                .contains("\nkafka_topic_partition_leader{partition=\"0\",topic=\"orders\"} 2.0\n")
                .contains("\nkafka_controller_controllerstats_leaderelections_total 1.0\n")
                .contains("\nkafka_controller_controllerstats_uncleanleaderelections_total 0.0\n");
        assertThat(registry.get("taffrail.isr.changes").tag("kind", "shrink").counter().count())
                .isEqualTo(2);
        assertThat(registry.get("taffrail.controller.elections").counter().count()).isEqualTo(1);
    }

    @Test
    void partitionsBelowTheirMinimumAreThoseThatRefuseWrites() throws IOException {
        ask(new FenceNode(3, log.image().node(3).epoch()));
        assertThat(text()).contains("\ntaffrail_under_min_isr_partitions 0.0\n");
        ask(new FenceNode(1, log.image().node(1).epoch()));
        assertThat(text()).contains("\ntaffrail_under_min_isr_partitions 1.0\n");
    }

    @Test
    void aControllerThatDoesNotLeadCountsNothingUnderKafkasNames() throws IOException {
        log.close();
        assertThat(text())
                .contains("\ntaffrail_partitions 4.0\n")
                .contains("\nkafka_controller_kafkacontroller_globalpartitioncount 0.0\n")
                .doesNotContain("kafka_brokers", "kafka_topic_partition_leader");
        assertThat(counts.elections()).isZero();
    }

    @Test
    void partitionsBeyondTheBoundHaveNoSeriesOfTheirOwn() throws IOException {
        create("more", List.of(List.of(1)), Map.of());
        assertThat(text())
                .contains("\ntaffrail_partitions 5.0\n", "\nkafka_brokers 3.0\n")
                .doesNotContain("kafka_topic_partition_leader");
    }

    private long register(int broker) {
        CommandReply reply =
                ask(
                        new RegisterNode(
                                broker,
                                "",
                                new UUID(0, broker),
                                List.of(new Endpoint(Endpoint.KAFKA, "host-" + broker, 9092)),
                                null,
                                List.of(new UUID(1, broker))));
        return ((NodeAdmitted) reply).epoch();
    }

    private void create(String topic, List<List<Integer>> assignment, Map<String, String> configs) {
        ask(new CreateTopic(topic, -1, -1, assignment, configs));
    }

    private CommandReply ask(ControllerCommand command) {
        return log.propose(command, "User:test").join();
    }

    private String text() throws IOException {
        var out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.builder().build().write(out, scrape.collect());
        return out.toString(StandardCharsets.UTF_8);
    }
}
