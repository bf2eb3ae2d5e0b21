package io.taffrail.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

/** The packages of npm that tests run, as the lock file names them. */
public final class NodePackages {

    public static final Path DIRECTORY =
            Path.of("target", "test-classes", "clients", "node").toAbsolutePath();

    private static final Path BINARIES = DIRECTORY.resolve("node_modules").resolve(".bin");

    private NodePackages() {}

    /** Makes sure that they are there. */
    public static synchronized void install() {
        boolean isInstalled =
                Files.exists(DIRECTORY.resolve("node_modules").resolve("kafkajs"))
                        && Files.exists(BINARIES.resolve("wscat"));
        if (!isInstalled) {
            Program npm = Program.shell("npm ci --prefix " + DIRECTORY + " --no-audit --no-fund");
            assertThat(npm.exitCode()).as(npm.output()).isZero();
        }
    }

    /** Where their programs are, for a PATH. */
    public static Path binaries() {
        install();
        return BINARIES;
    }
}
