package io.taffrail.controller.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.taffrail.controller.command.ControllerCommand.CreateTopic;
import io.taffrail.kernel.runtime.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P6: a controller whose disk took no more does not go on as one that nobody can follow. */
class UnwritableLogTest {

    private static final int DISK_MB = 5;
    private static final String MANY_BYTES = "x".repeat(1_900_000);

    @TempDir Path directory;

    /**
     * Threads of Ratis that still look into a log which has failed end with an exception, some of
     * them after this test: whoever waits then is not meant.
     */
    @BeforeAll
    static void lookPastDyingThreads() {
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }

    @BeforeEach
    void givesEachASmallDisk() throws Exception {
        for (int id = 1; id <= 2; id++) {
            Path disk = Files.createDirectories(directory.resolve("c" + id));
            boolean isMounted =
                    run("mount", "-t", "tmpfs", "-o", "size=" + DISK_MB + "m", "tmpfs", disk);
            assumeTrue(isMounted, "skipped: a file system can only be mounted by root");
        }
    }

    @AfterEach
    void takesTheDisksAway() throws Exception {
        for (int id = 1; id <= 2; id++) {
            run("umount", "--lazy", directory.resolve("c" + id));
        }
    }

    private static boolean run(Object... command) throws IOException, InterruptedException {
        List<String> words = List.of(command).stream().map(Object::toString).toList();
        return new ProcessBuilder(words).redirectErrorStream(true).start().waitFor() == 0;
    }

    @Test
    void aControllerThatCannotWriteItsLogStops() throws Exception {
        var told = new CopyOnWriteArrayList<Throwable>();
        var peers = List.of(peer(1), peer(2));
        RatisMetadataLog one = start(1, peers, told);
        RatisMetadataLog other = start(2, peers, told);
        try {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> {
                        write(one);
                        write(other);
                        assertThat(told).first().isInstanceOf(IOException.class);
                    });
        } finally {
            end(one);
            end(other);
        }
    }

    /** A node that is told ends without this, and a log that failed cannot be closed in order. */
    private static void end(RatisMetadataLog log) {
        try {
            log.close();
        } catch (IOException expected) {
            assertThat(expected).hasMessageContaining("closed with a failure");
        }
    }

    private static void write(RatisMetadataLog log) {
        log.propose(
                new CreateTopic("orders", 1, 1, List.of(), Map.of("none", MANY_BYTES)),
                "User:test");
    }

    private RatisMetadataLog start(int id, List<QuorumConfig.Peer> peers, List<Throwable> told)
            throws IOException {
        var log =
                new RatisMetadataLog(
                        new QuorumConfig(id, peers, directory.resolve("c" + id), 1_000, 10_000),
                        Clock.system(),
                        id,
                        told::add);
        log.start();
        return log;
    }

    private static QuorumConfig.Peer peer(int id) {
        return new QuorumConfig.Peer(id, "127.0.0.1", PeerPorts.next());
    }
}
