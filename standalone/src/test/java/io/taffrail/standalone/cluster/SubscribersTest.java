package io.taffrail.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.bench.subscribers.GatewayProcess;
import io.taffrail.bench.subscribers.Trial;
import io.taffrail.bench.subscribers.TrialPlan;
import io.taffrail.bench.subscribers.TrialResult;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * WebSocket subscribers when their gateway goes; {@code bench/subscribers} does it with thousands.
 */
@Tag("system")
@Tag("alone")
class SubscribersTest {

    private static final int SUBSCRIBERS = 40;
    private static final int PARTITIONS = 12;
    private static final int PER_SECOND = 60;
    private static final int SECONDS = 4;

    @TempDir private static Path directory;
    private static LocalCluster cluster;

    @BeforeAll
    static void up() {
        cluster = LocalCluster.up(directory);
    }

    @AfterAll
    static void down() {
        cluster.close();
    }

    @BeforeEach
    void heal() {
        cluster.heal();
    }

    @Test
    void nobodyMissesARecordWhenTheCoordinatingGatewayIsKilled() throws Exception {
        List<GatewayProcess> gateways =
                IntStream.of(1, 2)
                        .mapToObj(i ->
                                new GatewayProcess(
                                        URI.create(cluster.httpUrl(i)).getPort(), pid(i)))
                        .toList();

        TrialResult result =
                Trial.run(
                        new TrialPlan(
                                cluster.bootstrapServers(),
                                gateways,
                                "watched",
                                PARTITIONS,
                                SUBSCRIBERS,
                                SUBSCRIBERS,
                                PER_SECOND,
                                SECONDS,
                                true));

        assertThat(result.faults()).as(result.table()).isEmpty();
    }

    @Test
    void aGatewayThatStopsSaysSoAndTheOthersOfItsGroupsNeedNotWaitForIt() throws Exception {
        cluster.createTopic("handed", 2);
        try (var client = HttpClient.newHttpClient()) {
            var going = new Heard();
            var staying = new Heard();
            WebSocket first = open(client, 1, going);
            WebSocket second = open(client, 2, staying);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> going.reads() == 1 && staying.reads() == 1);

            cluster.run("stop", "gateway-1");

            assertThat(going.count("going_away")).isOne();
            await().atMost(Duration.ofSeconds(10)).until(() -> staying.reads() == 2);
            String log = Files.readString(directory.resolve("gateway-1").resolve("log"));
            assertThat(log.lines().filter(line -> line.contains("ERROR")).toList()).isEmpty();
            assertThat(log).doesNotContain("RejectedExecutionException");
            first.abort();
            second.abort();
        }
    }

    private static WebSocket open(HttpClient client, int gateway, WebSocket.Listener listener) {
        URI at = URI.create(cluster.httpUrl(gateway).replace("http", "ws"));
        return client.newWebSocketBuilder()
                .buildAsync(at.resolve("/topics/handed/ws?group=handed&from=earliest"), listener)
                .join();
    }

    private static long pid(int gateway) {
        try {
            Path file = directory.resolve("gateway-" + gateway).resolve("pid");
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException e) {
            throw new AssertionError("gateway-" + gateway + " does not run", e);
        }
    }

    /** All frames of one socket. */
    private static final class Heard implements WebSocket.Listener {
        private final List<String> frames = new CopyOnWriteArrayList<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean isLast) {
            frames.add(data.toString());
            socket.request(1);
            return null;
        }

        long count(String type) {
            return frames.stream().filter(is(type)).count();
        }

        /** How many partitions are its own. */
        long reads() {
            return partitions("assigned") - partitions("revoked");
        }

        private long partitions(String type) {
            return frames.stream()
                    .filter(is(type))
                    .mapToLong(frame -> frame.split("\"partition\":", -1).length - 1)
                    .sum();
        }

        private static Predicate<String> is(String type) {
            return frame -> frame.startsWith("{\"type\":\"" + type + "\"");
        }
    }
}
