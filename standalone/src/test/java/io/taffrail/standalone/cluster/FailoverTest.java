package io.taffrail.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.standalone.Program;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three controllers, three brokers and two gateways lose one another, under load. */
@Tag("system")
@Tag("alone")
class FailoverTest {

    @TempDir private static Path directory;
    private static LocalCluster cluster;

    @BeforeAll
    static void up() {
        cluster = LocalCluster.up(directory);
    }

    @AfterAll
    static void down() {
        cluster.close();
    }

    @BeforeEach
    void heal() {
        cluster.heal();
    }

    @Test
    void aTopicSurvivesTheLossOfEveryBrokerOneAfterTheOther() throws Exception {
        cluster.createTopic("brokers", 1);
        try (var load = new RecordedLoad(cluster.bootstrapServers(), "brokers")) {
            load.forgetGaps();
            for (int i = 0; i < 3; i++) {
                String leader = "broker-" + cluster.partition("brokers", 0).leader().id();
                cluster.run("kill", leader);
                load.awaitAcknowledged(200);
                cluster.run("start", leader);
                cluster.awaitInSync("brokers");
            }
            System.out.println("leaders killed: " + load.stopAndCheck());
        }
    }

    @Test
    void producersDoNotNoticeTheLossOfAControllerOrAGateway() throws Exception {
        cluster.createTopic("others", 1);
        try (var load = new RecordedLoad(cluster.bootstrapServers(), "others")) {
            load.forgetGaps();
            String active = cluster.activeController();
            cluster.run("kill", active, "gateway-1");
            load.awaitAcknowledged(200);
            cluster.createTopic("made-by-the-next-controller", 1);
            assertThat(
                            Program.shell(
                                            "curl -s -d hello "
                                                    + cluster.httpUrl(2)
                                                    + "/topics/others-http/records")
                                    .output())
                    .contains("\"offset\":0");
            cluster.run("start", active, "gateway-1");
            load.awaitAcknowledged(200);
            System.out.println("controller and gateway killed: " + load.stopAndCheck());
        }
    }

    @Test
    void aPausedLeaderIsReplacedAndDoesNoHarmWhenItWakes() throws Exception {
        cluster.createTopic("paused", 1);
        int leader = cluster.partition("paused", 0).leader().id();
        try (var load = new RecordedLoad(cluster.bootstrapServers(), "paused")) {
            cluster.run("pause", "broker-" + leader);
            // A broker that is held would keep whoever asks it waiting.
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> {
                        int now = cluster.leaderByHttp("paused");
                        return now >= 0 && now != leader;
                    });
            cluster.run("resume", "broker-" + leader);
            load.awaitAcknowledged(200);
            cluster.awaitInSync("paused");
            System.out.println("leader paused: " + load.stopAndCheck());
        }
    }

    @Test
    void aLeaderWhoseProcessIsStoppedForGoodIsEndedSoThatItsClientsGoOn() throws Exception {
        cluster.createTopic("stopped", 1);
        String leader = "broker-" + cluster.partition("stopped", 0).leader().id();
        try (var load = new RecordedLoad(cluster.bootstrapServers(), "stopped")) {
            load.forgetGaps();
            long pid = cluster.pid(leader);
            Program.shell("kill -STOP " + pid);
            load.awaitAcknowledged(200);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
            assertThat(load.longestGapMs())
                    .as("did not wait for the 30 s after which a client gives an answer up")
                    .isLessThan(20_000);
            cluster.run("start", leader);
            cluster.awaitInSync("stopped");
            System.out.println("leader stopped for good: " + load.stopAndCheck());
        }
    }

    @Test
    void whatWasAcknowledgedSurvivesTheEndOfAllBrokersAtOnce() throws Exception {
        cluster.createTopic("all", 1);
        try (var load = new RecordedLoad(cluster.bootstrapServers(), "all")) {
            cluster.run("kill", "broker-1", "broker-2", "broker-3");
            cluster.run("start", "broker-1", "broker-2", "broker-3");
            load.awaitAcknowledged(200);
            cluster.awaitInSync("all");
            System.out.println("all brokers killed: " + load.stopAndCheck());
        }
    }
}
