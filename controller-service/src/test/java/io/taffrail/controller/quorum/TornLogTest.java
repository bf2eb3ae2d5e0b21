package io.taffrail.controller.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taffrail.controller.command.CommandReply.NodeAdmitted;
import io.taffrail.controller.command.CommandReply.TopicMade;
import io.taffrail.controller.command.ControllerCommand.CreateCluster;
import io.taffrail.controller.command.ControllerCommand.CreateTopic;
import io.taffrail.controller.command.ControllerCommand.RegisterNode;
import io.taffrail.controller.command.ControllerCommand.UnfenceNode;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.runtime.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * P7: what a power loss leaves of a write that was not synced keeps no controller from starting.
 */
class TornLogTest {

    private static final int SECTOR_BYTES = 512;
    private static final String MANY_BYTES = "x".repeat(3_000);

    @TempDir Path directory;

    @Test
    void aWriteThatLacksItsLastSectorsIsCutOffAndWritingGoesOn() throws Exception {
        Path left = leftByAPowerLoss();
        Path file = last(left);
        byte[] bytes = Files.readAllBytes(file);
        int end = writtenBytes(bytes);
        Arrays.fill(bytes, end / SECTOR_BYTES * SECTOR_BYTES - SECTOR_BYTES, end, (byte) 0);
        Files.write(file, bytes);

        try (RatisMetadataLog log = open(left)) {
            assertThat(log.image().topic("acknowledged")).isNotNull();
            create(log, "after");
        }
        try (RatisMetadataLog log = open(left)) {
            assertThat(log.image().topic("after")).isNotNull();
        }
    }

    @Test
    void aLengthThatIsZeroInTheMiddleIsNamedWithItsFileAndPlace() throws Exception {
        Path left = leftByAPowerLoss();
        Path file = last(left);
        byte[] bytes = Files.readAllBytes(file);
        bytes[8] = 0;
        Files.write(file, bytes);

        assertThatThrownBy(() -> open(left))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("byte 8")
                .hasMessageContaining("put a copy of the directory there that is whole");
    }

    /** A log as it is on the disk while its controller runs; its last command is a long one. */
    private Path leftByAPowerLoss() throws Exception {
        Path metadata = directory.resolve("metadata");
        Path left = directory.resolve("left");
        try (RatisMetadataLog log = open(metadata)) {
            log.propose(new CreateCluster(), "test").join();
            var node =
                    new RegisterNode(
                            0,
                            "",
                            new UUID(1, 1),
                            List.of(new Endpoint("PLAINTEXT", "localhost", 9092)),
                            null,
                            List.of());
            var admitted = (NodeAdmitted) log.propose(node, "test").join();
            log.propose(new UnfenceNode(0, admitted.epoch()), "test").join();
            create(log, "acknowledged");
            var refused = Map.of("no-such-setting", MANY_BYTES);
            log.propose(new CreateTopic("refused", 1, 1, List.of(), refused), "test").join();
            copy(metadata, left);
        }
        return left;
    }

    private static void create(RatisMetadataLog log, String name) {
        assertThat(log.propose(new CreateTopic(name, 1, 1, List.of(), Map.of()), "test").join())
                .isInstanceOf(TopicMade.class);
    }

    private static RatisMetadataLog open(Path metadata) throws IOException {
        var peers = List.of(new QuorumConfig.Peer(1, "localhost", 0));
        var config = new QuorumConfig(1, peers, metadata, 1_000, 10_000);
        var log = new RatisMetadataLog(config, Clock.system(), 1, failure -> {});
        log.start();
        await().atMost(Duration.ofSeconds(30)).until(log::isLeader);
        return log;
    }

    private static Path last(Path metadata) throws IOException {
        try (Stream<Path> all = Files.walk(metadata)) {
            return all.filter(path -> path.getFileName().toString().startsWith("log_inprogress_"))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    private static int writtenBytes(byte[] bytes) {
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                if (!path.endsWith("in_use.lock")) {
                    Files.copy(path, to.resolve(from.relativize(path)));
                }
            }
        }
    }
}
