package io.taffrail.controller.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taffrail.kernel.runtime.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * P7: a controller whose log or snapshot rotted gets it from the others, and votes by none of it.
 */
class DamagedLogTest {

    @TempDir Path directory;

    @Test
    void aFlippedBitIsRepairedFromTheOthers() throws Exception {
        try (var controllers = new ThreeControllers(directory, 10_000).startAll()) {
            controllers.foundWithABroker();
            controllers.createTopic("before");
            int damaged = controllers.follower();
            controllers.awaitTopicOn(damaged, "before");

            controllers.stop(damaged);
            flipAll(controllers.directory(damaged), "log_");
            controllers.start(damaged);
            assertItIsWholeAgain(controllers, damaged, "before", "after-its-log");

            controllers.stop(damaged);
            flipAll(controllers.directory(damaged), "snapshot.");
            controllers.start(damaged);
            assertItIsWholeAgain(controllers, damaged, "after-its-log", "after-its-snapshot");
        }
    }

    private static void assertItIsWholeAgain(
            ThreeControllers controllers, int damaged, String before, String after)
            throws Exception {
        controllers.awaitTopicOn(damaged, before);
        controllers.awaitVoters(1, 2, 3);
        Path directory = controllers.directory(damaged);
        assertThat(directory.resolve("damaged")).isNotEmptyDirectory();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !Files.exists(directory.resolve("joining")));
        controllers.createTopic(after);
        controllers.awaitTopicOn(damaged, after);
    }

    @ParameterizedTest
    @ValueSource(strings = {"log_", "snapshot."})
    void oneThatIsAloneSaysWhatIsDamagedAndTouchesNothing(String prefix) throws Exception {
        Path metadata = directory.resolve("metadata");
        try (var log = alone(metadata)) {
            log.start();
            await().atMost(Duration.ofSeconds(30)).until(log::isLeader);
        }
        flipAll(metadata, prefix);
        Path damaged = files(metadata, prefix).getFirst();
        byte[] before = Files.readAllBytes(damaged);

        try (var log = alone(metadata)) {
            assertThatThrownBy(log::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("damaged metadata log in " + metadata)
                    .hasMessageContaining("put a copy of the directory there that is whole");
        }

        assertThat(damaged).hasBinaryContent(before);
    }

    private static RatisMetadataLog alone(Path metadata) {
        return new RatisMetadataLog(
                new QuorumConfig(
                        1,
                        List.of(new QuorumConfig.Peer(1, "localhost", 0)),
                        metadata,
                        1_000,
                        10_000),
                Clock.system(),
                1,
                failure -> {});
    }

    private static List<Path> files(Path metadata, String prefix) throws IOException {
        try (Stream<Path> all = Files.walk(metadata)) {
            return all.filter(path -> path.getFileName().toString().startsWith(prefix))
                    .filter(path -> !path.toString().endsWith(".md5"))
                    .filter(path -> !path.startsWith(metadata.resolve("damaged")))
                    .toList();
        }
    }

    /** In the middle of each file's first entry. */
    private static void flipAll(Path metadata, String prefix) throws IOException {
        List<Path> files = files(metadata, prefix);
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            bytes[Math.min(24, bytes.length / 2)] ^= 1;
            Files.write(file, bytes);
        }
    }
}
