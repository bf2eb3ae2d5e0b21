package io.taffrail.controller.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.NodeAdmitted;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.controller.command.CommandReply.TopicMade;
import io.taffrail.controller.command.ControllerCommand;
import io.taffrail.controller.command.ControllerCommand.CreateCluster;
import io.taffrail.controller.command.ControllerCommand.CreateTopic;
import io.taffrail.controller.command.ControllerCommand.RegisterNode;
import io.taffrail.controller.command.ControllerCommand.UnfenceNode;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.ImageCodec;
import io.taffrail.kernel.runtime.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatisMetadataLogTest {

    @TempDir Path directory;
    private final List<RatisMetadataLog> running = new ArrayList<>();
    private final List<Throwable> broken = new ArrayList<>();

    @AfterEach
    void nothingBroke() throws IOException {
        for (RatisMetadataLog log : running) {
            log.close();
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void aQuorumOfOneLeadsWithinHalfASecond() throws Exception {
        // The first start in a process also loads Ratis' classes, which is not what is measured.
        start(QuorumConfig.alone(1, directory.resolve("first"))).close();
        long startedNs = System.nanoTime();
        start(QuorumConfig.alone(1, directory.resolve("second")));
        assertThat(Duration.ofNanos(System.nanoTime() - startedNs))
                .isLessThan(Duration.ofMillis(1_500));
    }

    @Test
    void whatWasDecidedIsThereAfterARestart() throws Exception {
        var config = QuorumConfig.alone(1, directory);
        RatisMetadataLog log = start(config);
        makeTopic(log, "orders");
        byte[] before = ImageCodec.encode(log.image());
        stop(log);

        RatisMetadataLog again = start(config);

        assertThat(ImageCodec.encode(again.image().atIndex(0)))
                .isEqualTo(
                        ImageCodec.encode(
                                ImageCodec.decodeImage(java.nio.ByteBuffer.wrap(before))
                                        .atIndex(0)));
        assertThat(again.image().topic("orders")).isNotNull();
    }

    @Test
    void aLogWithoutItsSnapshotsIsReplayedToTheSameImage() throws Exception {
        var config = QuorumConfig.alone(1, directory);
        RatisMetadataLog log = start(config);
        makeTopic(log, "orders");
        UUID topicId = log.image().topic("orders").id();
        stop(log);
        deleteSnapshots();

        RatisMetadataLog again = start(config);

        assertThat(again.image().topic(topicId).name()).isEqualTo("orders");
        assertThat(again.image().clusterId()).isEqualTo(log.image().clusterId());
    }

    @Test
    void snapshotsReplaceTheLogBeforeThem() throws Exception {
        var config =
                new QuorumConfig(
                        1, List.of(new QuorumConfig.Peer(1, "localhost", 0)), directory, 1_000, 20);
        RatisMetadataLog log = start(config);
        makeTopic(log, "orders");
        for (int i = 0; i < 100; i++) {
            ask(log, new CreateTopic("t" + i, 3, 1, List.of(), Map.of()));
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> snapshotCount() > 0);
        stop(log);

        RatisMetadataLog again = start(config);

        assertThat(again.image().topics()).hasSize(101);
        makeTopicOnly(again, "after-the-snapshot");
        assertThat(again.image().topics()).hasSize(102);
    }

    @Test
    void aRefusalIsAReplyAndChangesNothing() throws Exception {
        RatisMetadataLog log = start(QuorumConfig.alone(1, directory));
        makeTopic(log, "orders");

        CommandReply reply = ask(log, new CreateTopic("orders", 1, 1, List.of(), Map.of()));

        assertThat(reply).isInstanceOf(Refused.class);
        assertThat(((Refused) reply).rejected().reason()).isEqualTo(Rejection.TOPIC_ALREADY_EXISTS);
        assertThat(log.image().topics()).hasSize(1);
    }

    @Test
    void threeControllersAgreeAndOneThatDoesNotLeadSaysWhoDoes() throws Exception {
        List<RatisMetadataLog> logs = openThree(300);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> logs.stream().filter(RatisMetadataLog::isLeader).count() == 1);
        RatisMetadataLog leader =
                logs.stream().filter(RatisMetadataLog::isLeader).findFirst().orElseThrow();
        RatisMetadataLog follower =
                logs.stream().filter(log -> !log.isLeader()).findFirst().orElseThrow();

        makeTopic(leader, "orders");

        await().atMost(Duration.ofSeconds(10))
                .until(() -> logs.stream().allMatch(l -> l.image().topic("orders") != null));
        assertThat(logs.stream().map(l -> l.image().topic("orders").id()).distinct()).hasSize(1);
        Refused refused = (Refused) ask(follower, new CreateCluster());
        assertThat(refused.rejected().reason()).isEqualTo(Rejection.NOT_CONTROLLER);
        assertThat(refused.rejected().message()).contains("ask controller");

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(leader.quorum().voters())
                                .as("the leader learns how far all are")
                                .hasSize(3)
                                .allSatisfy(voter ->
                                        assertThat(voter.lastIndex())
                                                .isGreaterThanOrEqualTo(
                                                        leader.image().appliedIndex())));
        assertThat(leader.quorum().leaderId()).isEqualTo(leader.leaderId());
        assertThat(follower.quorum().leaderId()).isEqualTo(leader.leaderId());
        assertThat(follower.quorum().term()).isEqualTo(leader.quorum().term()).isPositive();
        assertThat(follower.quorum().voters())
                .as("a follower knows of itself alone")
                .filteredOn(voter -> voter.lastIndex() == QuorumStatus.UNKNOWN)
                .hasSize(2);

        stop(leader);
        logs.remove(leader);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> logs.stream().anyMatch(RatisMetadataLog::isLeader));
        RatisMetadataLog next =
                logs.stream().filter(RatisMetadataLog::isLeader).findFirst().orElseThrow();
        makeTopicOnly(next, "after-the-failover");
        assertThat(next.image().topics()).hasSize(2);
    }

    @Test
    void aLeaderThatResignsHandsOverInsteadOfLeavingTheOthersToWait() throws Exception {
        int electionTimeoutMs = 4_000;
        List<RatisMetadataLog> logs = openThree(electionTimeoutMs);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> logs.stream().anyMatch(RatisMetadataLog::isLeader));
        RatisMetadataLog leader =
                logs.stream().filter(RatisMetadataLog::isLeader).findFirst().orElseThrow();
        ask(leader, new CreateCluster());
        logs.remove(leader);
        long resignedNs = System.nanoTime();

        leader.resign();
        stop(leader);
        await().pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(30))
                .until(() -> logs.stream().anyMatch(RatisMetadataLog::isLeader));

        assertThat(Duration.ofNanos(System.nanoTime() - resignedNs))
                .isLessThan(Duration.ofMillis(electionTimeoutMs));
    }

    private List<RatisMetadataLog> openThree(int electionTimeoutMs) throws IOException {
        List<QuorumConfig.Peer> peers = new ArrayList<>();
        for (int id = 1; id <= 3; id++) {
            peers.add(new QuorumConfig.Peer(id, "127.0.0.1", PeerPorts.next()));
        }
        List<RatisMetadataLog> logs = new ArrayList<>();
        for (QuorumConfig.Peer peer : peers) {
            logs.add(
                    open(
                            new QuorumConfig(
                                    peer.id(),
                                    peers,
                                    directory.resolve("c" + peer.id()),
                                    electionTimeoutMs,
                                    10_000)));
        }
        return logs;
    }

    private RatisMetadataLog start(QuorumConfig config) throws IOException {
        RatisMetadataLog log = open(config);
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(20))
                .until(log::isLeader);
        return log;
    }

    private RatisMetadataLog open(QuorumConfig config) throws IOException {
        var log = new RatisMetadataLog(config, Clock.system(), 7, broken::add);
        log.start();
        running.add(log);
        return log;
    }

    private void stop(RatisMetadataLog log) throws IOException {
        running.remove(log);
        log.close();
    }

    private static void makeTopic(MetadataLog log, String name) throws Exception {
        ask(log, new CreateCluster());
        UUID incarnation = new UUID(1, 2);
        var registered =
                (NodeAdmitted)
                        ask(
                                log,
                                new RegisterNode(
                                        0,
                                        "",
                                        incarnation,
                                        List.of(new Endpoint("PLAINTEXT", "localhost", 9092)),
                                        null,
                                        List.of(new UUID(3, 4))));
        ask(log, new UnfenceNode(0, registered.epoch()));
        makeTopicOnly(log, name);
    }

    private static void makeTopicOnly(MetadataLog log, String name) throws Exception {
        assertThat(ask(log, new CreateTopic(name, 2, 1, List.of(), Map.of())))
                .isInstanceOf(TopicMade.class);
    }

    private static CommandReply ask(MetadataLog log, ControllerCommand command) throws Exception {
        return log.propose(command, "User:test").get(20, TimeUnit.SECONDS);
    }

    private long snapshotCount() throws IOException {
        return snapshots().size();
    }

    private void deleteSnapshots() throws IOException {
        for (Path file : snapshots()) {
            Files.delete(file);
        }
    }

    private List<Path> snapshots() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(f -> f.getFileName().toString().startsWith("snapshot.")).toList();
        }
    }
}
