package io.taffrail.standalone.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.standalone.NodePackages;
import io.taffrail.standalone.Program;
import java.nio.file.Path;

/** What the programs of the clients need, where it is not there yet. */
final class GroupPrograms {

    private static final Path GO = Path.of("target", "test-classes", "clients", "go");

    /** What is built from its source, with the library where Debian's package has it. */
    static final Path KAFKA_GO = GO.resolve("kafka_go").toAbsolutePath();

    private GroupPrograms() {}

    /** The packages of npm, as the lock file names them; Debian's come with `./test`. */
    static synchronized void install() {
        NodePackages.install();
        Program python = Program.run("/usr/bin/python3", "-c", "import kafka, confluent_kafka");
        assertThat(python.exitCode())
                .as("install python3-kafka and python3-confluent-kafka: %s", python.output())
                .isZero();
        Program go =
                Program.shell(
                        "GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= go build -o %s %s"
                                .formatted(KAFKA_GO, GO.resolve("kafka_go.go")));
        assertThat(go.exitCode())
                .as("install golang-go and golang-github-segmentio-kafka-go-dev: %s", go.output())
                .isZero();
    }
}
