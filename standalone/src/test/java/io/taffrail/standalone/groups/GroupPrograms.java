package io.taffrail.standalone.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.standalone.Program;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the programs of the clients need, where it is not there yet. */
final class GroupPrograms {

    private static final Path NODE = GroupClient.PROGRAMS.resolve("node");

    private GroupPrograms() {}

    /** The packages of npm, as the lock file names them; Debian's come with `./test`. */
    static synchronized void install() {
        if (!Files.exists(NODE.resolve("node_modules").resolve("kafkajs"))) {
            Program npm = Program.shell("npm ci --prefix " + NODE + " --no-audit --no-fund");
            assertThat(npm.exitCode()).as(npm.output()).isZero();
        }
        Program python = Program.run("/usr/bin/python3", "-c", "import kafka, confluent_kafka");
        assertThat(python.exitCode())
                .as("install python3-kafka and python3-confluent-kafka: %s", python.output())
                .isZero();
    }
}
