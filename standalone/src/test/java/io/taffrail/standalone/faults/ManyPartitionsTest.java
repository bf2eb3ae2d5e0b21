package io.taffrail.standalone.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.standalone.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One broker with thousands of partitions: what a start costs must not grow with its logs. */
@Tag("system")
@Tag("alone")
class ManyPartitionsTest {

    private static final int TOPICS = 10;
    private static final int PARTITIONS_EACH = Integer.getInteger("partitions", 3_000) / TOPICS;
    private static final int PARTITIONS = TOPICS * PARTITIONS_EACH;

    @TempDir Path directory;

    @Test
    void aCleanRestartOpensNoLog() throws Exception {
        try (var node = new NodeProcess(directory)) {
            node.start();
            say("an empty node", node);
            long createdNs = System.nanoTime();
            createTopics(node);
            System.out.printf("created in %d ms%n", millisSince(createdNs));
            long filledNs = System.nanoTime();
            fill(node, 0);
            System.out.printf("a record into each in %d ms%n", millisSince(filledNs));
            say("all logs open", node);

            long stoppingNs = System.nanoTime();
            node.stop();
            System.out.printf("stopped in %d ms%n", millisSince(stoppingNs));
            String before = node.output();
            node.start();
            say("after a clean stop", node);
            assertThat(openLogs(node))
                    .as("logs opened by%n%safter%n%s", node.output(), before)
                    .isZero();
            fill(node, 1);

            node.kill();
            node.start();
            say("after a kill", node);
            fill(node, 2);
        }
    }

    private static void createTopics(NodeProcess node) throws Exception {
        List<NewTopic> topics = new ArrayList<>();
        for (int i = 0; i < TOPICS; i++) {
            topics.add(new NewTopic("many-" + i, PARTITIONS_EACH, (short) 1));
        }
        try (Admin admin = Admin.create(client(node))) {
            admin.createTopics(topics).all().get();
        }
    }

    /** A record into every partition, which must get the offset that follows the earlier ones. */
    private static void fill(NodeProcess node, long offset) throws Exception {
        var serializer = new ByteArraySerializer();
        Map<String, Object> properties = client(node);
        properties.put("buffer.memory", 400L << 20);
        properties.put("batch.size", 1024);
        properties.put("delivery.timeout.ms", 300_000);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (var producer = new KafkaProducer<>(properties, serializer, serializer)) {
            for (int i = 0; i < PARTITIONS; i++) {
                sent.add(
                        producer.send(
                                new ProducerRecord<>(
                                        "many-" + i % TOPICS, i / TOPICS, null, new byte[100])));
            }
        }
        for (Future<RecordMetadata> each : sent) {
            assertThat(each.get().offset()).isEqualTo(offset);
        }
    }

    private static Map<String, Object> client(NodeProcess node) {
        var properties = new HashMap<String, Object>();
        properties.put("bootstrap.servers", node.bootstrapServers());
        properties.put("default.api.timeout.ms", 300_000);
        properties.put("request.timeout.ms", (int) Duration.ofMinutes(2).toMillis());
        return properties;
    }

    private static long openLogs(NodeProcess node) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", "" + node.pid(), "fd"))) {
            return descriptors.filter(each -> isLog(each)).count();
        }
    }

    private static boolean isLog(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("/broker/many-");
        } catch (IOException e) {
            // Closed since it was listed.
            return false;
        }
    }

    private static void say(String when, NodeProcess node) throws IOException {
        String status = Files.readString(Path.of("/proc", "" + node.pid(), "status"));
        String memory =
                status.lines().filter(line -> line.startsWith("VmRSS")).findFirst().orElse("");
        System.out.printf(
                "%d partitions, %s: %s, %d open logs; %s%n",
                PARTITIONS,
                when,
                memory.replaceAll("\\s+", " "),
                openLogs(node),
                node.output()
                        .lines()
                        .filter(line -> line.contains("is up"))
                        .findFirst()
                        .orElse(""));
    }

    private static long millisSince(long startNs) {
        return (System.nanoTime() - startNs) / 1_000_000;
    }
}
