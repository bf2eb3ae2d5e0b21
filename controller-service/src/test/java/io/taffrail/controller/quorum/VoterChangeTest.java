package io.taffrail.controller.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.Accepted;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.controller.command.ControllerCommand.CreateTopic;
import io.taffrail.kernel.fault.Rejection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Controllers that come and go while the others serve (KIP-853). */
class VoterChangeTest {

    @TempDir Path directory;

    @Test
    void aFourthIsAddedOnceItRunsAndAnotherRemoved() throws Exception {
        try (var controllers = new ThreeControllers(directory, 10_000).startAll()) {
            controllers.foundWithABroker();
            controllers.createTopic("before");
            QuorumConfig.Peer fourth = controllers.addPeer(4);
            controllers.start(4);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> Files.exists(controllers.directory(4).resolve("joining")));
            assertThat(controllers.leader().quorum().voters()).hasSize(3);

            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            change(controllers, new VoterChange.Add(fourth)) instanceof Accepted);
            controllers.awaitVoters(1, 2, 3, 4);
            controllers.awaitTopicOn(4, "before");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !Files.exists(controllers.directory(4).resolve("joining")));

            int removed = controllers.follower(4);
            assertThat(change(controllers, new VoterChange.Remove(removed)))
                    .isEqualTo(new Accepted());
            assertThat(controllers.leader().quorum().voters())
                    .extracting(QuorumStatus.Voter::id)
                    .doesNotContain(removed)
                    .contains(4);
            controllers.stop(removed);

            controllers.stop(4);
            controllers.start(4);
            controllers.createTopic("after");
            controllers.awaitTopicOn(4, "after");
            assertThat(controllers.leader().quorum().voters())
                    .as("who votes is in the log, and outlives restarts")
                    .hasSize(3);
        }
    }

    @Test
    void theLeaderCanBeRemovedAndAnotherLeads() throws Exception {
        try (var controllers = new ThreeControllers(directory, 10_000).startAll()) {
            controllers.foundWithABroker();
            int leader = controllers.leaderId();

            CommandReply reply = change(controllers, new VoterChange.Remove(leader));

            assertThat(reply).isEqualTo(new Accepted());
            await().atMost(Duration.ofSeconds(20)).until(() -> !controllers.log(leader).isLeader());
            controllers.createTopic("after");
            assertThat(controllers.leader().quorum().voters())
                    .extracting(QuorumStatus.Voter::id)
                    .doesNotContain(leader);
        }
    }

    @Test
    void theLeaderCanBeRemovedWhileItIsWrittenTo() throws Exception {
        try (var controllers = new ThreeControllers(directory, 10_000).startAll()) {
            controllers.foundWithABroker();
            RatisMetadataLog leader = controllers.leader();
            int id = controllers.leaderId();
            var isOver = new AtomicBoolean();
            var replies = new ConcurrentLinkedQueue<CompletableFuture<CommandReply>>();
            Thread writer =
                    Thread.ofPlatform()
                            .daemon()
                            .start(() -> {
                                while (!isOver.get()) {
                                    replies.add(writeTo(leader, replies.size()));
                                    LockSupport.parkNanos(1_000_000);
                                }
                            });

            assertThat(change(controllers, new VoterChange.Remove(id))).isEqualTo(new Accepted());
            await().atMost(Duration.ofSeconds(20)).until(() -> !leader.isLeader());
            isOver.set(true);

            assertThat(writer.join(Duration.ofSeconds(20))).as("no write waits forever").isTrue();
            assertThat(replies)
                    .as("every write is answered")
                    .allSatisfy(reply -> reply.get(20, TimeUnit.SECONDS));
        }
    }

    private static CompletableFuture<CommandReply> writeTo(RatisMetadataLog leader, int count) {
        return leader.propose(
                new CreateTopic("topic-" + count, 1, 1, List.of(), Map.of()), "User:test");
    }

    @Test
    void whatMakesNoSenseIsRefused() throws Exception {
        try (var controllers = new ThreeControllers(directory, 10_000).startAll()) {
            controllers.foundWithABroker();
            int follower = controllers.follower();

            assertThat(
                            reason(
                                    change(
                                            controllers,
                                            new VoterChange.Add(
                                                    new QuorumConfig.Peer(2, "127.0.0.1", 1)))))
                    .isEqualTo(Rejection.DUPLICATE_VOTER);
            assertThat(reason(change(controllers, new VoterChange.Remove(9))))
                    .isEqualTo(Rejection.VOTER_NOT_FOUND);
            assertThat(
                            reason(
                                    controllers
                                            .log(follower)
                                            .changeVoters(new VoterChange.Remove(1), "User:test")
                                            .get(20, TimeUnit.SECONDS)))
                    .isEqualTo(Rejection.NOT_CONTROLLER);
        }
    }

    private static CommandReply change(ThreeControllers controllers, VoterChange change)
            throws Exception {
        return controllers.leader().changeVoters(change, "User:test").get(30, TimeUnit.SECONDS);
    }

    private static Rejection reason(CommandReply reply) {
        return ((Refused) reply).rejected().reason();
    }
}
