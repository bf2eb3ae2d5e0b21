package io.taffrail.standalone.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.standalone.NodePackages;
import io.taffrail.standalone.Program;

/** What the programs of the clients need, where it is not there yet. */
final class GroupPrograms {

    private GroupPrograms() {}

    /** The packages of npm, as the lock file names them; Debian's come with `./test`. */
    static synchronized void install() {
        NodePackages.install();
        Program python = Program.run("/usr/bin/python3", "-c", "import kafka, confluent_kafka");
        assertThat(python.exitCode())
                .as("install python3-kafka and python3-confluent-kafka: %s", python.output())
                .isZero();
    }
}
