package io.taffrail.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slice of {@code bench/faults}; with the long tests until it is known how long it takes. */
@Tag("swarm")
class FaultSliceTest {

    private static final int PORT = 23_000;
    private static final long FOLLOWER_GAP_MAX_MS = 3_000;

    @TempDir private Path directory;

    /**
     * The follower is away for 4 s and longer: whoever waits for it waits longer than the bound.
     * After the brokers' end the high watermark is behind what consumers have read.
     */
    @Test
    void nobodyMissesAFollowerAndNoReaderGoesBackWhenAllBrokersEnd() throws Exception {
        try (var cluster = up(false)) {
            FaultTable.Run follower = run(cluster, "kill-follower");
            assertThat(follower.verdict().isClean()).as("%s", follower.verdict()).isTrue();
            assertThat(follower.kafkaGapMs())
                    .as("%s", follower.writers())
                    .isLessThan(FOLLOWER_GAP_MAX_MS);

            FaultTable.Run all = run(cluster, "kill-brokers");
            assertThat(all.verdict().isClean()).as("%s", all.verdict()).isTrue();
        }
    }

    @Test
    void aLeaderThatIsCutFromItsFollowersLosesNothing() throws Exception {
        assumeTrue(mayMakeNamespaces(), "network namespaces need root, ip and nft");
        try (var cluster = up(true)) {
            FaultTable.Run cut = run(cluster, "cut-followers");
            assertThat(cut.verdict().isClean()).as("%s", cut.verdict()).isTrue();
        }
    }

    private FaultCluster up(boolean isApart) throws IOException, InterruptedException {
        return FaultCluster.up(
                Path.of("..").toRealPath(), directory.resolve("data"), PORT, isApart);
    }

    private static FaultTable.Run run(FaultCluster cluster, String name)
            throws IOException, InterruptedException {
        Fault fault = Faults.all().stream().filter(Fault.named(name)).findFirst().orElseThrow();
        try (var disks = new Disks(cluster)) {
            return new FaultRunner(1, 5).run(cluster, fault, disks, "slice-" + name);
        }
    }

    private static boolean mayMakeNamespaces() {
        return "root".equals(System.getProperty("user.name"))
                && Files.isExecutable(Path.of("/usr/sbin/nft"))
                && (Files.isExecutable(Path.of("/usr/sbin/ip"))
                        || Files.isExecutable(Path.of("/sbin/ip")));
    }
}
