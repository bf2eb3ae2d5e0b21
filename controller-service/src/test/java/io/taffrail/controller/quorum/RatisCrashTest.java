package io.taffrail.controller.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.controller.command.CommandReply.NodeAdmitted;
import io.taffrail.controller.command.CommandReply.TopicMade;
import io.taffrail.controller.command.ControllerCommand.CreateCluster;
import io.taffrail.controller.command.ControllerCommand.CreateTopic;
import io.taffrail.controller.command.ControllerCommand.RegisterNode;
import io.taffrail.controller.command.ControllerCommand.UnfenceNode;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.runtime.Clock;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P5: what the controller acknowledged survives the death of its process, again and again. */
class RatisCrashTest {

    private static final int CRASHES = 3;
    private static final int ACKNOWLEDGED_MIN = 40;

    @TempDir Path directory;

    @Test
    void everyTopicThatWasAcknowledgedSurvivesKills() throws Exception {
        List<String> acknowledged = new ArrayList<>();
        for (int crash = 0; crash < CRASHES; crash++) {
            acknowledged.addAll(runUntilKilled(crash));
        }

        try (var log = open(directory)) {
            assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(CRASHES * ACKNOWLEDGED_MIN);
            assertThat(acknowledged)
                    .allSatisfy(name -> assertThat(log.image().topic(name)).isNotNull());
        }
    }

    /** What another process had acknowledged when it was killed in the middle of its work. */
    private List<String> runUntilKilled(int crash) throws Exception {
        Process process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-Xmx128m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Worker.class.getName(),
                                directory.toString(),
                                Integer.toString(crash))
                        .redirectError(new File(directory.toFile(), "worker-" + crash + ".log"))
                        .start();
        List<String> names = new ArrayList<>();
        try (var out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            while (line != null) {
                if (line.startsWith("ack ")) {
                    names.add(line.substring(4));
                }
                if (names.size() == ACKNOWLEDGED_MIN) {
                    // By its handle: what it has printed stays readable.
                    process.toHandle().destroyForcibly();
                }
                line = out.readLine();
            }
        } finally {
            process.toHandle().destroyForcibly();
            process.waitFor();
        }
        return names;
    }

    private static RatisMetadataLog open(Path directory) throws Exception {
        var broken = new CopyOnWriteArrayList<Throwable>();
        var config =
                new QuorumConfig(
                        1,
                        List.of(new QuorumConfig.Peer(1, "localhost", 0)),
                        directory.resolve("metadata"),
                        1_000,
                        // Snapshots in the middle of it all, too.
                        25);
        var log = new RatisMetadataLog(config, Clock.system(), System.nanoTime(), broken::add);
        log.start();
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(30))
                .until(log::isLeader);
        assertThat(broken).isEmpty();
        return log;
    }

    /** Creates topics and prints each that was acknowledged, until it is killed. */
    static final class Worker {

        public static void main(String[] args) throws Exception {
            RatisMetadataLog log = open(Path.of(args[0]));
            log.propose(new CreateCluster(), "test").join();
            var admitted =
                    (NodeAdmitted)
                            log.propose(
                                            new RegisterNode(
                                                    0,
                                                    "",
                                                    new UUID(1, 1),
                                                    List.of(
                                                            new Endpoint(
                                                                    "PLAINTEXT",
                                                                    "localhost",
                                                                    9092)),
                                                    null,
                                                    List.of()),
                                            "test")
                                    .join();
            log.propose(new UnfenceNode(0, admitted.epoch()), "test").join();
            for (int i = 0; ; i++) {
                String name = "t-" + args[1] + "-" + i;
                var reply =
                        log.propose(new CreateTopic(name, 1, 1, List.of(), Map.of()), "test")
                                .join();
                if (!(reply instanceof TopicMade)) {
                    throw new IllegalStateException(name + ": " + reply);
                }
                System.out.println("ack " + name);
            }
        }
    }
}
