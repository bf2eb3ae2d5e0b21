package io.taffrail.controller.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Controllers whose directory is empty: at their first start, and after they lost their disk. */
class LostDiskTest {

    private static final Duration SEVERAL_ELECTIONS = Duration.ofSeconds(3);

    @TempDir Path directory;

    @Test
    void aNewQuorumBeginsWhenAllHaveSaidThatTheyAreNew() throws Exception {
        try (var controllers = new ThreeControllers(directory, 10_000)) {
            controllers.start(1);
            controllers.start(2);
            await().during(SEVERAL_ELECTIONS)
                    .atMost(SEVERAL_ELECTIONS.plusSeconds(2))
                    .until(() -> !controllers.hasLeader());

            controllers.start(3);

            controllers.foundWithABroker();
            controllers.createTopic("orders");
            for (int id = 1; id <= 3; id++) {
                controllers.awaitTopicOn(id, "orders");
            }
            controllers.awaitVoters(1, 2, 3);
            for (int id = 1; id <= 3; id++) {
                assertThat(controllers.directory(id).resolve("joining")).doesNotExist();
            }
        }
    }

    @Test
    void oneThatLostItsDiskDoesNotElectOneThatLacksWhatItHadAcknowledged() throws Exception {
        try (var controllers = new ThreeControllers(directory, 10_000).startAll()) {
            controllers.foundWithABroker();
            int leader = controllers.leaderId();
            int late = controllers.follower();
            int forgetful = controllers.follower(late);
            controllers.stop(late);
            controllers.createTopic("acknowledged");
            controllers.stop(leader);
            controllers.stop(forgetful);
            controllers.wipe(forgetful);

            controllers.start(late);
            controllers.start(forgetful);
            await().during(SEVERAL_ELECTIONS)
                    .atMost(SEVERAL_ELECTIONS.plusSeconds(2))
                    .until(() -> !controllers.hasLeader());
            controllers.start(leader);

            assertThat(controllers.leader().image().topic("acknowledged")).isNotNull();
            controllers.awaitTopicOn(forgetful, "acknowledged");
            controllers.awaitTopicOn(late, "acknowledged");
            controllers.awaitVoters(1, 2, 3);
        }
    }

    @Test
    void oneThatLostItsDiskVotesAgainOnceItHasEverything() throws Exception {
        try (var controllers = new ThreeControllers(directory, 10_000).startAll()) {
            controllers.foundWithABroker();
            controllers.createTopic("before");
            int forgetful = controllers.follower();
            controllers.stop(forgetful);
            controllers.wipe(forgetful);

            controllers.start(forgetful);
            controllers.awaitTopicOn(forgetful, "before");
            awaitNoMarker(controllers, forgetful);

            int other = controllers.follower(forgetful);
            controllers.stop(other);
            controllers.createTopic("with-its-vote");
            controllers.awaitTopicOn(forgetful, "with-its-vote");
            controllers.stop(forgetful);
            controllers.start(forgetful);
            controllers.createTopic("after-its-restart");
            controllers.awaitTopicOn(forgetful, "after-its-restart");
        }
    }

    @Test
    void oneThatDiedWhileItJoinedBeginsToJoinAnew() throws Exception {
        try (var controllers = new ThreeControllers(directory, 10_000).startAll()) {
            controllers.foundWithABroker();
            controllers.createTopic("orders");
            int joining = controllers.follower();
            controllers.stop(joining);
            // As after a crash between the first byte of the log and the last one.
            Files.writeString(controllers.directory(joining).resolve("joining"), "member");

            controllers.start(joining);

            awaitNoMarker(controllers, joining);
            controllers.awaitTopicOn(joining, "orders");
            controllers.awaitVoters(1, 2, 3);
        }
    }

    private static void awaitNoMarker(ThreeControllers controllers, int id) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !Files.exists(controllers.directory(id).resolve("joining")));
    }
}
