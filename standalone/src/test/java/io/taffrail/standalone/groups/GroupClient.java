package io.taffrail.standalone.groups;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A client library that the tests run in groups, unmodified, each as a small program of its own. A
 * program is started with the bootstrap servers and reads lines:
 *
 * <ul>
 *   <li>{@code produce TOPIC FIRST COUNT} appends the numbers from FIRST on, each under the key of
 *       its rest by twelve, and prints {@code produced COUNT} when all are acknowledged;
 *   <li>{@code consume TOPIC GROUP} joins the group, reads from the start where nothing is
 *       committed, and prints {@code assigned PARTITION…} whenever that changes, and {@code record
 *       PARTITION OFFSET KEY VALUE}, until SIGTERM, at which it commits, leaves and ends.
 * </ul>
 *
 * <p>Some are Debian's, since Go's own registry and Python's are not reached from where the tests
 * run: python3-confluent-kafka 1.7.0, python3-kafka 2.0.2 and kafka-go 0.2.1, which all know
 * classic groups only. That kafka-go speaks Produce 2 and Fetch 2 whatever the server names,
 * versions that Kafka gave up in 4.0 (KIP-896). What later ones of it have, as the Writer with an
 * Addr, is not tested.
 */
enum GroupClient {
    JAVA_CLASSIC(java(JavaGroupProgram.class), "classic"),
    JAVA_CONSUMER(java(JavaGroupProgram.class), "consumer"),
    SPRING_CLASSIC(java(SpringGroupProgram.class), "classic"),
    SPRING_CONSUMER(java(SpringGroupProgram.class), "consumer"),
    KCAT(List.of("bash", "kcat/kcat.sh")),
    CONFLUENT_PYTHON(List.of("/usr/bin/python3", "python/confluent.py")),
    KAFKA_PYTHON(List.of("/usr/bin/python3", "python/kafka_python.py")),
    KAFKAJS(List.of("node", "node/kafkajs.js")),
    KAFKA_GO(List.of(GroupPrograms.KAFKA_GO.toString())),
    PLATFORMATIC_CLASSIC(List.of("node", "node/platformatic.js"), "classic"),
    PLATFORMATIC_CONSUMER(List.of("node", "node/platformatic.js"), "consumer");

    /** Where the programs lie, with what `./test` installs next to them. */
    static final Path PROGRAMS = Path.of("target", "test-classes", "clients");

    private final List<String> program;
    private final List<String> arguments;

    GroupClient(List<String> program, String... arguments) {
        this.program = program;
        this.arguments = List.of(arguments);
    }

    /** A program of its own, which waits for a line. */
    GroupProgram start(String bootstrapServers) {
        List<String> command = new ArrayList<>(program);
        command.add(bootstrapServers);
        command.addAll(arguments);
        return GroupProgram.start(this + "", PROGRAMS, command);
    }

    private static List<String> java(Class<?> main) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName());
    }
}
