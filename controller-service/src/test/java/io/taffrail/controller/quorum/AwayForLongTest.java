package io.taffrail.controller.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.controller.command.CommandReply.Refused;
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

/** A controller that was away until what it lacks had been purged from the log. */
class AwayForLongTest {

    private static final int SNAPSHOT_ENTRIES = 20;
    private static final int TOPICS = 60;
    private static final int LARGE_COMMANDS = 20;
    private static final int LARGE_BYTES = 1_000_000;

    @TempDir Path directory;

    @Test
    void itIsSentASnapshotAndGoesOnFromThere() throws Exception {
        try (var controllers = new ThreeControllers(directory, SNAPSHOT_ENTRIES).startAll()) {
            controllers.foundWithABroker();
            int away = controllers.follower();
            controllers.awaitTopicOn(away, topicMade(controllers, "before"));
            controllers.stop(away);
            makeTheLogForgetItsBeginning(controllers);

            controllers.start(away);
            controllers.awaitEqualImages();
            assertThat(controllers.log(away).image().topics()).hasSize(TOPICS + 1);

            controllers.createTopic("after");
            controllers.awaitTopicOn(away, "after");
            controllers.awaitEqualImages();
            controllers.stop(away);
            controllers.start(away);
            controllers.createTopic("after-its-restart");
            controllers.awaitTopicOn(away, "after-its-restart");
            controllers.awaitEqualImages();
        }
    }

    @Test
    void oneThatLostItsDiskTooIsSentOneAndLeadsByIt() throws Exception {
        try (var controllers = new ThreeControllers(directory, SNAPSHOT_ENTRIES).startAll()) {
            controllers.foundWithABroker();
            int away = controllers.follower();
            controllers.stop(away);
            controllers.wipe(away);
            makeTheLogForgetItsBeginning(controllers);

            controllers.start(away);
            controllers.awaitEqualImages();
            controllers.awaitVoters(1, 2, 3);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !Files.exists(controllers.directory(away).resolve("joining")));

            int other = controllers.follower(away);
            controllers.stop(other);
            controllers.createTopic("with-its-vote");
            controllers.awaitTopicOn(away, "with-its-vote");
        }
    }

    private static String topicMade(ThreeControllers controllers, String name) throws Exception {
        controllers.createTopic(name);
        return name;
    }

    /** Whole segments are purged, of 8 MB each; a topic of such a name is refused, but logged. */
    private static void makeTheLogForgetItsBeginning(ThreeControllers controllers)
            throws Exception {
        for (int i = 0; i < LARGE_COMMANDS; i++) {
            var tooLong = new CreateTopic("x".repeat(LARGE_BYTES), 1, 1, List.of(), Map.of());
            assertThat(ThreeControllers.ask(controllers.leader(), tooLong))
                    .isInstanceOf(Refused.class);
        }
        for (int i = 0; i < TOPICS; i++) {
            controllers.createTopic("t" + i);
        }
        int leader = controllers.leaderId();
        await().atMost(Duration.ofSeconds(20)).until(() -> firstIndex(controllers, leader) > 0);
    }

    /** Where the oldest segment that is left begins. */
    private static long firstIndex(ThreeControllers controllers, int id) throws IOException {
        try (Stream<Path> files = Files.walk(controllers.directory(id))) {
            List<String> names = files.map(file -> file.getFileName().toString()).toList();
            return names.stream()
                    .filter(name -> name.startsWith("log_"))
                    .map(name -> name.replace("inprogress_", "").split("[_-]")[1])
                    .mapToLong(Long::parseLong)
                    .min()
                    .orElse(-1);
        }
    }
}
