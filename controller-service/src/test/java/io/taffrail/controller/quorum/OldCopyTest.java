package io.taffrail.controller.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.controller.command.CommandReply.TopicMade;
import io.taffrail.controller.command.ControllerCommand.CreateTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A controller whose folder was replaced by an older copy of it. */
class OldCopyTest {

    private static final int AUDIT_MS = 500;
    private static final int ACKNOWLEDGED = 20;

    @TempDir Path directory;

    @Test
    void itIsGivenAgainWhatItHadAcknowledged() throws Exception {
        try (var controllers = new ThreeControllers(directory, 10_000, AUDIT_MS).startAll()) {
            controllers.foundWithABroker();
            createTopic(controllers, "before");
            int restored = controllers.follower();
            controllers.awaitTopicOn(restored, "before");
            controllers.stop(restored);
            Path copy = directory.resolve("copy");
            copy(controllers.directory(restored), copy);
            controllers.start(restored);
            for (int i = 0; i < ACKNOWLEDGED; i++) {
                createTopic(controllers, "acknowledged-" + i);
            }
            controllers.awaitEqualImages();
            long term = controllers.leader().quorum().term();
            controllers.stop(restored);
            controllers.wipe(restored);
            copy(copy, controllers.directory(restored));

            controllers.start(restored);

            controllers.awaitEqualImages();
            assertThat(controllers.log(restored).image().topics()).hasSize(ACKNOWLEDGED + 1);
            assertThat(controllers.leader().quorum().term())
                    .as("only another leader sends what the one before counted as sent")
                    .isGreaterThan(term);
            int other = controllers.follower(restored);
            controllers.stop(other);
            createTopic(controllers, "with-its-vote");
            controllers.awaitTopicOn(restored, "with-its-vote");
        }
    }

    /** Also when a slow machine has them elect another leader in between. */
    private static void createTopic(ThreeControllers controllers, String name) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> {
                    var command = new CreateTopic(name, 2, 1, List.of(), Map.of());
                    RatisMetadataLog leader = controllers.leader();
                    return ThreeControllers.ask(leader, command) instanceof TopicMade
                            || leader.image().topic(name) != null;
                });
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
