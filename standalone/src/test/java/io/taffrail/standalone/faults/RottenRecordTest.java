package io.taffrail.standalone.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taffrail.standalone.Node;
import io.taffrail.standalone.Standalone;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record rotted while the node was stopped, and there is no other replica to mend it from. */
@Tag("system")
class RottenRecordTest {

    private static final int BATCH_BYTES_BEFORE_BODY = 61;
    private static final Duration POLL = Duration.ofMillis(200);

    @TempDir Path data;

    private final HttpClient http = HttpClient.newHttpClient();
    private Standalone node;

    @BeforeEach
    void rotTheThirdOfFour() throws Exception {
        try (var before = Standalone.start(Node.options(data))) {
            for (String value : List.of("no-0", "no-1", "no-2", "no-3")) {
                post(before, value);
            }
        }
        Path segment = data.resolve("broker/orders-0/00000000000000000000.log");
        try (var file = new RandomAccessFile(segment.toFile(), "rw")) {
            long third = 2 * batchBytes(file);
            file.seek(third + BATCH_BYTES_BEFORE_BODY + 6);
            int old = file.read();
            file.seek(third + BATCH_BYTES_BEFORE_BODY + 6);
            file.write(old ^ 1);
        }
        node = Standalone.start(Node.options(data));
    }

    private static long batchBytes(RandomAccessFile file) throws Exception {
        file.seek(Long.BYTES);
        return Long.BYTES + Integer.BYTES + file.readInt();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private void post(Standalone to, String value) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create(to.httpUrl() + "/topics/orders/records"))
                        .POST(BodyPublishers.ofString(value))
                        .build();
        assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
    }

    @Test
    void everyDoorServesWhatIsWholeAndNamesWhatIsNot() throws Exception {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", node.bootstrapServers()),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            var partition = new TopicPartition("orders", 0);
            consumer.assign(List.of(partition));
            consumer.seek(partition, 0);
            List<String> read = new ArrayList<>();
            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    consumer.poll(POLL).forEach(each -> read.add(each.value()));
                                }
                            })
                    .isInstanceOf(KafkaException.class)
                    .hasMessageContaining("corrupt")
                    .hasMessageContaining("offset 2");
            assertThat(read).containsExactly("no-0", "no-1");
            consumer.seek(partition, 3);
            while (read.size() < 3) {
                consumer.poll(POLL).forEach(each -> read.add(each.value()));
            }
            assertThat(read).endsWith("no-3");
        }

        try (Stream<String> lines =
                http.send(
                                get("/topics/orders/sse?from=earliest&encoding=text"),
                                BodyHandlers.ofLines())
                        .body()) {
            assertThat(lines.takeWhile(line -> !line.contains("CORRUPT_MESSAGE")))
                    .as("what an SSE subscriber is shown")
                    .anyMatch(line -> line.contains("no-1"))
                    .contains("event: error");
        }

        var damaged =
                http.send(
                        get("/topics/orders/partitions/0/records?offset=2"),
                        BodyHandlers.ofString());
        assertThat(damaged.statusCode()).isEqualTo(500);
        assertThat(damaged.body()).contains("CORRUPT_MESSAGE").contains("orders-0");
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(URI.create(node.httpUrl() + path))
                .timeout(Duration.ofSeconds(30))
                .build();
    }
}
