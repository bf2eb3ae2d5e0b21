package io.taffrail.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.standalone.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartitionInfo;

/** A cluster of real processes, driven by the commands that a person would type. */
public final class LocalCluster implements AutoCloseable {

    /** Tests that run beside this one have clusters of their own. */
    private static final int FIRST_PORT = 25_000 + 500 * Integer.getInteger("test.fork", 0);

    private static final int KAFKA_PORT = FIRST_PORT + 92;
    private static final int HTTP_PORT = FIRST_PORT + 80;
    private static final int PORT_BASE = FIRST_PORT + 200;

    private static final Pattern LEADER = Pattern.compile("\"leader\":(\\d+)");

    private final Path directory;
    private final Admin admin;

    private LocalCluster(Path directory) {
        this.directory = directory;
        var properties = new Properties();
        properties.put("bootstrap.servers", bootstrapServers());
        // A node that is held answers nobody: ask another one soon.
        properties.put("request.timeout.ms", "2000");
        this.admin = Admin.create(properties);
    }

    /**
     * @param shape how many nodes of a kind, such as {@code --controllers 1}; else 3, 3 and 2
     */
    public static LocalCluster up(Path directory, String... shape) {
        List<String> words = new ArrayList<>(List.of(shape));
        words.addAll(List.of("--kafka-port", Integer.toString(KAFKA_PORT)));
        words.addAll(List.of("--http-port", Integer.toString(HTTP_PORT)));
        words.addAll(List.of("--port-base", Integer.toString(PORT_BASE)));
        try {
            Program up = taffrail(directory, "up", words.toArray(String[]::new));
            assertThat(up.output()).contains("the cluster is up: http://127.0.0.1:" + HTTP_PORT);
            return new LocalCluster(directory);
        } catch (AssertionError e) {
            // Nodes that did start would keep the ports from every test that follows.
            taffrail(directory, "down");
            throw e;
        }
    }

    private static Program taffrail(Path directory, String command, String... more) {
        List<String> words = new ArrayList<>();
        words.add(Path.of("..", "taffrail").toString());
        words.addAll(List.of("cluster", command, "--data", directory.toString()));
        words.addAll(List.of(more));
        return Program.run(words.toArray(String[]::new));
    }

    /** Lets everything run again that a test before has held or ended. */
    void heal() {
        run("status")
                .lines()
                .filter(line -> line.contains(" paused "))
                .forEach(line -> run("resume", line.split("\\s+")[0]));
        run("up");
    }

    /** Runs a command of {@code taffrail cluster}, which must succeed. */
    public String run(String command, String... more) {
        Program run = taffrail(directory, command, more);
        boolean isOnlyAsked = command.equals("status");
        assertThat(run.exitCode() == 0 || isOnlyAsked).as("%s: %s", command, run.output()).isTrue();
        return run.output();
    }

    public String bootstrapServers() {
        return "127.0.0.1:%d,127.0.0.1:%d,127.0.0.1:%d"
                .formatted(KAFKA_PORT, KAFKA_PORT + 2, KAFKA_PORT + 4);
    }

    /** The gateways alone, as a client may be told who knows of no broker. */
    public String gatewayServers() {
        return "127.0.0.1:%d,127.0.0.1:%d".formatted(KAFKA_PORT + 6, KAFKA_PORT + 8);
    }

    int brokerPort(int broker) {
        return KAFKA_PORT + 2 * (broker - 1);
    }

    /** Where a controller tells of the metadata. */
    String controllerUrl(int controller) {
        return "http://127.0.0.1:" + (PORT_BASE + 40 + controller);
    }

    String httpUrl(int gateway) {
        return "http://127.0.0.1:" + (HTTP_PORT + gateway - 1);
    }

    /** The process of a node that runs. */
    long pid(String node) {
        try {
            return Long.parseLong(Files.readString(directory.resolve(node).resolve("pid")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String activeController() {
        return run("status")
                .lines()
                .filter(line -> line.contains("(active)"))
                .map(line -> line.split("\\s+")[0])
                .findFirst()
                .orElseThrow();
    }

    void createTopic(String name, int partitions) throws InterruptedException, ExecutionException {
        var topic =
                new NewTopic(name, partitions, (short) 3)
                        .configs(Map.of("min.insync.replicas", "2"));
        admin.createTopics(List.of(topic)).all().get();
        awaitInSync(name);
    }

    TopicPartitionInfo partition(String topic, int partition) {
        try {
            return admin.describeTopics(List.of(topic))
                    .topicNameValues()
                    .get(topic)
                    .get()
                    .partitions()
                    .get(partition);
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("topic " + topic + " could not be described", e);
        }
    }

    /** The leader of the topic's first partition as a gateway knows it, which asks no broker. */
    int leaderByHttp(String topic) {
        String answer =
                Program.shell("curl -s -m 5 " + httpUrl(2) + "/topics/" + topic + "/partitions/0")
                        .output();
        Matcher leader = LEADER.matcher(answer);
        return leader.find() ? Integer.parseInt(leader.group(1)) : -1;
    }

    /** Waits until every replica of the topic's first partition is in sync. */
    void awaitInSync(String topic) {
        await().atMost(Duration.ofSeconds(60)).until(() -> partition(topic, 0).isr().size() == 3);
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
        taffrail(directory, "down");
    }
}
