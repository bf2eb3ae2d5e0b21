package io.taffrail.standalone.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.standalone.NodeProcess;
import io.taffrail.standalone.Program;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The programs with which a newcomer's text about Kafka ends, as they stand there: a consumer of
 * the group example-consumer, and then a producer of three orders, both at localhost:9092. The text
 * has them in Go as well, against a kafka-go that Debian does not have: see {@link GroupClient}.
 */
@Tag("system")
class OrdersOfTheTextTest {

    private static final int PORT = 9092;

    private static final Pattern RECEIVED =
            Pattern.compile(
                    "received key=(customer-\\d) value=(\\{.*}) partition=([012]) offset=(\\d+)");

    @TempDir private Path directory;

    @BeforeAll
    static void install() {
        GroupPrograms.install();
    }

    @Test
    void inJava() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(java, "-XX:+UseSerialGC", "-cp", classPath());
        ordersArriveBy(
                Stream.concat(command.stream(), Stream.of(program("java/OrderConsumer.java"))),
                Stream.concat(command.stream(), Stream.of(program("java/OrderProducer.java"))),
                "sent to orders-[012]@0");
    }

    @Test
    void inPython() throws Exception {
        ordersArriveBy(
                Stream.of("/usr/bin/python3", "-u", program("python/consumer.py")),
                Stream.of("/usr/bin/python3", "-u", program("python/producer.py")),
                "sent to orders-[012]@0");
    }

    @Test
    void inNode() throws Exception {
        ordersArriveBy(
                Stream.of("node", program("node/consumer.mjs")),
                Stream.of("node", program("node/producer.mjs")),
                "errorCode: 0");
    }

    private void ordersArriveBy(Stream<String> consumer, Stream<String> producer, String sent)
            throws Exception {
        requireThePort();
        Path printed = directory.resolve("consumer.out");
        try (var node = new NodeProcess(directory, PORT)) {
            node.start();
            createOrders();
            Process consuming =
                    new ProcessBuilder(consumer.toList())
                            .redirectErrorStream(true)
                            .redirectOutput(printed.toFile())
                            .start();
            try {
                Program producing = Program.run(producer.toArray(String[]::new));
                assertThat(producing.output()).containsPattern(sent);
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() ->
                                assertThat(received(printed))
                                        .as(Files.readString(printed))
                                        .containsExactlyInAnyOrderEntriesOf(orders()));
            } finally {
                consuming.destroyForcibly().waitFor();
            }
        }
    }

    private static Map<String, String> orders() {
        return Map.of(
                "customer-1", "{\"orderId\":1,\"amount\":10}",
                "customer-2", "{\"orderId\":2,\"amount\":20}",
                "customer-3", "{\"orderId\":3,\"amount\":30}");
    }

    /** Values by key, without the blanks that Python's JSON has; no key may come twice. */
    private static Map<String, String> received(Path printed) throws IOException {
        return RECEIVED.matcher(Files.readString(printed))
                .results()
                .collect(
                        Collectors.toMap(
                                (MatchResult line) -> line.group(1),
                                line -> line.group(2).replace(" ", "")));
    }

    private static void createOrders() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", "localhost:" + PORT))) {
            admin.createTopics(List.of(new NewTopic("orders", 3, (short) 1))).all().get();
        }
    }

    private static void requireThePort() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", PORT), 1_000);
        } catch (IOException free) {
            return;
        }
        throw new AssertionError(
                "port 9092 is held by another process, and it is the one that the programs connect to: stop what `ss -ltnp 'sport = 9092'` shows, and run this again");
    }

    private static String program(String name) {
        Path program = GroupClient.PROGRAMS.resolve(name);
        Path orders = program.resolveSibling("orders").resolve(program.getFileName());
        return orders.toString();
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }
}
