package io.taffrail.standalone.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.standalone.FreePorts;
import io.taffrail.standalone.Program;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as it is typed: everything in one process, and the three services by themselves. */
@Tag("system")
class LauncherTest {

    private static final String LAUNCHER =
            Path.of("..", "taffrail").toAbsolutePath().normalize().toString();
    private static final Duration START = Duration.ofSeconds(120);

    private final List<Process> started = new ArrayList<>();

    @TempDir Path directory;

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void upSaysWhereItListensAndKeepsItsRecordsThroughCtrlC() throws Exception {
        int http = FreePorts.next();
        int kafka = FreePorts.next();
        Process first = up(http, kafka, "first.log");
        assertThat(post(http, "kept")).contains("\"offset\":0");
        first.destroy();
        assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();

        up(http, kafka, "second.log");
        assertThat(Files.readString(directory.resolve("second.log")))
                .doesNotContain("unclean")
                .containsOnlyOnce("taffrail is up");
        assertThat(
                        Program.shell(
                                        "curl -s 'localhost:"
                                                + http
                                                + "/topics/launched/records?from=earliest'")
                                .output())
                .contains("kept");
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (var taken = new ServerSocket(0)) {
            Program failed =
                    Program.run(
                            LAUNCHER,
                            "up",
                            "--data",
                            directory.resolve("d").toString(),
                            "--http-port",
                            "" + taken.getLocalPort(),
                            "--kafka-port",
                            "0");
            assertThat(failed.exitCode()).isNotZero();
            assertThat(failed.output()).contains("" + taken.getLocalPort());
        }
    }

    @Test
    void threeServicesInThreeProcessesDoTheSameJob() throws Exception {
        int controller = FreePorts.next();
        int kafka = FreePorts.next();
        int http = FreePorts.next();
        service(
                "controller",
                """
                taffrail.controller.kafka-port=%d
                taffrail.controller.data-dir=%s
                server.port=0
                """
                        .formatted(controller, directory.resolve("c")));
        service(
                "broker",
                """
                taffrail.broker.controllers=127.0.0.1:%d
                taffrail.broker.port=%d
                taffrail.broker.log-directories=%s
                server.port=0
                """
                        .formatted(controller, kafka, directory.resolve("b")));
        service(
                "gateway",
                """
                taffrail.gateway.controllers=127.0.0.1:%d
                server.port=%d
                """
                        .formatted(controller, http));
        await().atMost(START).until(() -> post(http, "apart").contains("\"offset\""));
        assertThat(
                        Program.run(
                                        "kcat",
                                        "-b",
                                        "127.0.0.1:" + kafka,
                                        "-C",
                                        "-t",
                                        "launched",
                                        "-e",
                                        "-q",
                                        "-o",
                                        "-1")
                                .output())
                .isEqualTo("apart\n");
    }

    private static String post(int http, String value) {
        return Program.shell(
                        "curl -s -d " + value + " localhost:" + http + "/topics/launched/records")
                .output();
    }

    private Process up(int http, int kafka, String log) throws IOException {
        Process process =
                start(
                        log,
                        LAUNCHER,
                        "up",
                        "--data",
                        directory.resolve("data").toString(),
                        "--http-port",
                        "" + http,
                        "--kafka-port",
                        "" + kafka);
        await().atMost(START)
                .until(() -> Files.readString(directory.resolve(log)).contains("taffrail is up"));
        return process;
    }

    private void service(String name, String properties) throws IOException {
        Path config = Files.writeString(directory.resolve(name + ".properties"), properties);
        start(name + ".log", LAUNCHER, name, "--config", config.toString());
    }

    private Process start(String log, String... command) throws IOException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve(log).toFile())
                        .start();
        started.add(process);
        return process;
    }
}
