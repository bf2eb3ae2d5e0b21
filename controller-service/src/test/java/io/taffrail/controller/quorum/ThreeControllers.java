package io.taffrail.controller.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.NodeAdmitted;
import io.taffrail.controller.command.CommandReply.TopicMade;
import io.taffrail.controller.command.ControllerCommand;
import io.taffrail.controller.command.ControllerCommand.CreateCluster;
import io.taffrail.controller.command.ControllerCommand.CreateTopic;
import io.taffrail.controller.command.ControllerCommand.RegisterNode;
import io.taffrail.controller.command.ControllerCommand.UnfenceNode;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.ImageCodec;
import io.taffrail.kernel.runtime.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Real metadata logs in this process, numbered from 1, each with its own directory and port. */
final class ThreeControllers implements AutoCloseable {

    private static final int ELECTION_TIMEOUT_MS = 300;

    private final Path directory;
    private final long snapshotEntries;
    private final int auditMs;
    private final List<QuorumConfig.Peer> peers = new ArrayList<>();
    private final Map<Integer, RatisMetadataLog> running = new TreeMap<>();
    private final List<Throwable> broken = new CopyOnWriteArrayList<>();

    ThreeControllers(Path directory, long snapshotEntries) throws IOException {
        this(directory, snapshotEntries, 5_000);
    }

    ThreeControllers(Path directory, long snapshotEntries, int auditMs) throws IOException {
        this.directory = directory;
        this.snapshotEntries = snapshotEntries;
        this.auditMs = auditMs;
        for (int id = 1; id <= 3; id++) {
            addPeer(id);
        }
    }

    /** One more that those started from now on know of. */
    QuorumConfig.Peer addPeer(int id) throws IOException {
        var peer = new QuorumConfig.Peer(id, "127.0.0.1", PeerPorts.next());
        peers.add(peer);
        return peer;
    }

    RatisMetadataLog start(int id) throws IOException {
        peers.stream()
                .filter(peer -> peer.id() == id)
                .forEach(peer -> PeerPorts.awaitFree(peer.port()));
        var log =
                new RatisMetadataLog(
                        new QuorumConfig(
                                id,
                                peers,
                                directory(id),
                                ELECTION_TIMEOUT_MS,
                                snapshotEntries,
                                auditMs),
                        Clock.system(),
                        id,
                        broken::add);
        log.start();
        running.put(id, log);
        return log;
    }

    /** Starts all, and waits until all vote: one that is late is taken in by the others first. */
    ThreeControllers startAll() throws IOException {
        for (QuorumConfig.Peer peer : peers) {
            start(peer.id());
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        hasLeader()
                                && leader().quorum().voters().size() == peers.size()
                                && leader().quorum().voters().stream()
                                        .allMatch(voter -> voter.lastIndex() >= 0));
        return this;
    }

    void stop(int id) throws IOException {
        RatisMetadataLog log = running.remove(id);
        log.resign();
        log.close();
    }

    /** What happens when a disk is replaced. */
    void wipe(int id) throws IOException {
        assertThat(running).doesNotContainKey(id);
        try (Stream<Path> files = Files.walk(directory(id))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    Path directory(int id) {
        return directory.resolve("c" + id);
    }

    RatisMetadataLog log(int id) {
        return running.get(id);
    }

    boolean hasLeader() {
        return whoLeads().isPresent();
    }

    /** From the look that has found it: when it hands over, the next one may find nobody. */
    RatisMetadataLog leader() {
        return await().atMost(Duration.ofSeconds(30))
                .until(this::whoLeads, Optional::isPresent)
                .orElseThrow();
    }

    private Optional<RatisMetadataLog> whoLeads() {
        return running.values().stream().filter(RatisMetadataLog::isLeader).findFirst();
    }

    int leaderId() {
        RatisMetadataLog leader = leader();
        return running.entrySet().stream()
                .filter(entry -> entry.getValue() == leader)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /** A running one that does not lead. */
    int follower(int... except) {
        int leader = leaderId();
        List<Integer> others = new ArrayList<>(running.keySet());
        others.remove((Integer) leader);
        for (int id : except) {
            others.remove((Integer) id);
        }
        return others.getFirst();
    }

    void foundWithABroker() throws Exception {
        RatisMetadataLog leader = leader();
        ask(leader, new CreateCluster());
        var admitted =
                (NodeAdmitted)
                        ask(
                                leader,
                                new RegisterNode(
                                        0,
                                        "",
                                        new UUID(1, 2),
                                        List.of(new Endpoint("PLAINTEXT", "localhost", 9092)),
                                        null,
                                        List.of(new UUID(3, 4))));
        ask(leader, new UnfenceNode(0, admitted.epoch()));
    }

    void createTopic(String name) throws Exception {
        assertThat(ask(leader(), new CreateTopic(name, 2, 1, List.of(), Map.of())))
                .isInstanceOf(TopicMade.class);
    }

    static CommandReply ask(MetadataLog log, ControllerCommand command) throws Exception {
        return log.propose(command, "User:test").get(20, TimeUnit.SECONDS);
    }

    void awaitTopicOn(int id, String topic) {
        await().atMost(Duration.ofSeconds(30)).until(() -> log(id).image().topic(topic) != null);
    }

    void awaitEqualImages() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(running.values())
                                .extracting(log -> ImageCodec.encode(log.image()))
                                .allSatisfy(bytes ->
                                        assertThat(bytes)
                                                .isEqualTo(ImageCodec.encode(leader().image()))));
    }

    void awaitVoters(Integer... ids) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(leader().quorum().voters())
                                .extracting(QuorumStatus.Voter::id)
                                .containsExactly(ids));
    }

    @Override
    public void close() throws IOException {
        for (RatisMetadataLog log : running.values()) {
            log.close();
        }
        assertThat(broken).isEmpty();
    }
}
