package io.taffrail.standalone.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.standalone.Node;
import io.taffrail.standalone.Program;
import io.taffrail.standalone.clients.ServicesInProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A real Prometheus asks a node that is everything, and a controller, two brokers and a gateway
 * that are alone, while records and a group's offsets go through both.
 */
@Tag("system")
class ScrapesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String ONE_COPY = "[offsets.topic.replication.factor]=1";

    /** Names that kafka_exporter has given, and that its users' dashboards read. */
    private static final Pattern ALLOWED =
            Pattern.compile("kafka_consumergroup_(lag|current_offset)_sum .*_sum\" suffix.*");

    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) \\S+$");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_]+)");

    @TempDir static Path directory;

    private static ServicesInProcess services;
    private static List<String> addresses;
    private static PrometheusProcess prometheus;

    @BeforeAll
    static void start() throws Exception {
        services =
                new ServicesInProcess(
                                directory.resolve("services"),
                                "--taffrail.controller.broker-defaults" + ONE_COPY)
                        .broker("--taffrail.broker.kafka" + ONE_COPY)
                        .broker(
                                "--taffrail.broker.kafka" + ONE_COPY,
                                "--taffrail.metrics.partitions-max=3")
                        .gateway(
                                "--taffrail.gateway.broker-properties" + ONE_COPY,
                                "--taffrail.gateway.lag-interval=1s",
                                "--taffrail.gateway.canary=true");
        addresses = new ArrayList<>(services.httpAddresses());
        String alone = "127.0.0.1:" + Node.shared().httpPort();
        services.admin().close();
        use(services.bootstrapServers(), 2);
        use(Node.shared().bootstrapServers(), 1);
        Program.shell("curl -s -d x http://" + gateway() + "/topics/measured/records");
        // Some of the JVM's numbers begin with its first collection.
        System.gc();
        prometheus =
                new PrometheusProcess(
                        Files.createDirectories(directory.resolve("prometheus")),
                        Map.of("services", List.copyOf(addresses), "alone", List.of(alone)));
        addresses.add(alone);
        await().atMost(PATIENCE).until(() -> prometheus.up() == addresses.size());
    }

    @AfterAll
    static void stop() throws Exception {
        if (prometheus != null) {
            prometheus.close();
        }
        services.close();
    }

    private static String gateway() {
        return addresses.get(3);
    }

    /** Records go in and out, and a group commits some of them. */
    private static void use(String brokers, int replicas) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            admin.createTopics(List.of(new NewTopic("measured", 2, (short) replicas))).all().get();
        }
        var toBytes = new StringSerializer();
        try (var producer =
                new KafkaProducer<>(Map.of("bootstrap.servers", brokers), toBytes, toBytes)) {
            for (int i = 0; i < 10; i++) {
                producer.send(new ProducerRecord<>("measured", i % 2, "k", "v" + i)).get();
            }
        }
        var toText = new StringDeserializer();
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers", brokers,
                        "group.id", "measuring",
                        "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(settings, toText, toText)) {
            consumer.subscribe(List.of("measured"));
            await().atMost(PATIENCE).until(() -> !consumer.poll(Duration.ofMillis(100)).isEmpty());
            consumer.commitSync();
        }
    }

    @Test
    void thePrometheusLinterTakesEveryScrape() throws IOException {
        for (String address : addresses) {
            Path scraped = directory.resolve("scraped.txt");
            Files.writeString(scraped, scrape(address));
            Program checked = Program.shell("promtool check metrics < " + scraped);
            assertThat(checked.output().lines())
                    .as(address)
                    .filteredOn(line -> !ALLOWED.matcher(line).matches())
                    .isEmpty();
        }
    }

    @Test
    void everyQueryOfEveryDashboardHasAnAnswer() {
        Set<String> silent = new TreeSet<>();
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    silent.clear();
                    for (var query : Observability.queries()) {
                        if (prometheus.query(query.expression()).isEmpty()) {
                            silent.add(query.panel() + ": " + query.expression());
                        }
                    }
                    assertThat(silent).isEmpty();
                });
    }

    @Test
    void everyAlertIsLoadedAndWhatItMeasuresIsThere() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    List<JsonNode> alerts = prometheus.alerts();
                    assertThat(alerts).hasSizeGreaterThan(20);
                    for (JsonNode alert : alerts) {
                        String measured = Observability.measured(alert.get("query").asString());
                        assertThat(alert.get("health").asString()).isEqualTo("ok");
                        assertThat(prometheus.query(measured))
                                .as("%s: %s", alert.get("name"), measured)
                                .isNotEmpty();
                    }
                });
    }

    @Test
    void aClusterThatIsWellAlarmsNobody() {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(prometheus.query("sum(taffrail_controller_is_leader)"))
                                .isNotEmpty());
        assertThat(prometheus.query("ALERTS{alertstate=\"firing\",alertname!~\".*Disk.*\"}"))
                .as("the disk is this machine's")
                .isEmpty();
    }

    @Test
    void aBrokerOfMorePartitionsThanItsBoundSpeaksOfTopics() {
        assertThat(scrape(addresses.get(1)))
                .contains("taffrail_log_size_bytes{partition=\"0\",topic=\"measured\"}")
                .contains("kafka_log_log_size{partition=\"0\",topic=\"measured\"}");
        assertThat(scrape(addresses.get(2)))
                .contains("taffrail_log_size_bytes{partition=\"all\",topic=\"measured\"}")
                .contains("taffrail_replica_lag_records{partition=\"all\",topic=\"measured\"}")
                .contains("taffrail_bytes_in_total{topic=\"measured\"}")
                .doesNotContain("partition=\"0\"");
    }

    @Test
    void noMetricOpensALog() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", services.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("untouched", 3, (short) 1))).all().get();
        }
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(value("kafka_topic_partitions{topic=\"untouched\"}"))
                                .isEqualTo(3));
        double before = scrapes();
        await().atMost(PATIENCE).until(() -> scrapes() > before + 20);
        assertThat(prometheus.query("kafka_log_log_size{topic=\"untouched\"}")).isEmpty();
    }

    /** Each scrape of a gateway is itself an HTTP request. */
    private static double scrapes() {
        return value("http_server_requests_seconds_count{uri=\"/actuator/prometheus\"}");
    }

    @Test
    void sumsOverTheNodesComeOutAsInKafka() {
        String prefix = "kafka_server_brokertopicmetrics_";
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    assertThat(value(prefix + "messagesin_total{topic=\"measured\"}"))
                            .as("ten records here and there, and one by HTTP")
                            .isEqualTo(21);
                    assertThat(value(prefix + "bytesin_total{topic=\"measured\"}")).isPositive();
                    assertThat(value(prefix + "bytesout_total{topic=\"measured\"}")).isPositive();
                    assertThat(value(prefix + "replicationbytesin_total")).isPositive();
                    assertThat(value("kafka_controller_kafkacontroller_activecontrollercount"))
                            .as("two clusters")
                            .isEqualTo(2);
                    assertThat(value("kafka_server_replicamanager_underreplicatedpartitions"))
                            .isZero();
                    assertThat(value("kafka_brokers")).isEqualTo(3);
                });
    }

    private static double value(String metric) {
        return prometheus.query("sum(" + metric + ")").at("/0/value/1").asDouble(-1);
    }

    @Test
    void thePageNamesWhatIsExportedAndNothingElse() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "METRICS.md"));
        Set<String> named =
                ROW.matcher(page).results().map(row -> row.group(1)).collect(Collectors.toSet());
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    Set<String> exported = new TreeSet<>();
                    for (String address : addresses) {
                        TYPE.matcher(scrape(address))
                                .results()
                                .map(type -> type.group(1))
                                .filter(name -> name.matches("(taffrail|kafka)_.*"))
                                // Micrometer has the largest of late beside each timer.
                                .filter(name -> !name.endsWith("_seconds_max"))
                                .forEach(exported::add);
                    }
                    assertThat(named).containsExactlyInAnyOrderElementsOf(exported);
                });
    }

    private static String scrape(String address) {
        return Program.shell("curl -s http://" + address + "/actuator/prometheus").output();
    }
}
