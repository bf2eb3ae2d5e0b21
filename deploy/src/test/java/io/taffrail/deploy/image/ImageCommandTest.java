package io.taffrail.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The images' command, with a java that only says how it was called. */
class ImageCommandTest {

    private static final Path BIN = Path.of("image", "bin").toAbsolutePath();

    @TempDir Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void install() throws IOException {
        Files.createSymbolicLink(home.resolve("bin"), BIN);
        Files.writeString(home.resolve("class-path"), "/lib/a.jar:/lib/b.jar");
        Files.writeString(home.resolve("cli-class-path"), "/cli/c.jar");
        Path java = home.resolve("java");
        Files.writeString(
                java,
                "#!/bin/bash\nprintf 'arg %s\\n' \"$@\"\nenv | grep ^TAFFRAIL | sed 's/^/env /'\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
    }

    private List<String> run(String... command) throws IOException, InterruptedException {
        return runScript("taffrail", command);
    }

    private List<String> runScript(String script, String... command)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(BIN.resolve(script).toString());
        builder.command().addAll(Arrays.asList(command));
        builder.environment().clear();
        builder.environment().put("PATH", home + ":/usr/bin:/bin");
        builder.environment().put("TAFFRAIL_HOME", home.toString());
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
        return lines;
    }

    @Test
    void eachServiceIsItsMainClassOnTheClassPathAsItWasWrittenDown() throws Exception {
        Map<String, String> services =
                Map.of(
                        "controller", "io.taffrail.controller.app.ControllerApplication",
                        "broker", "io.taffrail.broker.app.BrokerApplication",
                        "gateway", "io.taffrail.gateway.app.GatewayApplication",
                        "up", "io.taffrail.standalone.Standalone");
        for (var each : services.entrySet()) {
            assertThat(run(each.getKey()))
                    .containsSequence(
                            "arg -cp", "arg /lib/a.jar:/lib/b.jar", "arg " + each.getValue());
        }
        assertThat(run("topic", "list"))
                .containsSequence(
                        "arg /cli/c.jar", "arg io.taffrail.cli.Taffrail", "arg topic", "arg list");
    }

    @Test
    void variablesOfKafkasImagesAreSettingsUnlessTheySayWhereTheNodeIs() throws Exception {
        environment.put("KAFKA_NUM_PARTITIONS", "6");
        environment.put("KAFKA_SOME___ODD__NAME", "x y");
        environment.put("KAFKA_NODE_ID", "1");
        environment.put("KAFKA_PROCESS_ROLES", "broker,controller");

        assertThat(run("broker"))
                .contains(
                        "arg --taffrail.broker.kafka.num.partitions=6",
                        "arg --taffrail.broker.kafka.some-odd_name=x y")
                .noneMatch(line -> line.contains("node.id") || line.contains("process.roles"));
        assertThat(run("controller"))
                .contains("arg --taffrail.controller.broker-defaults.num.partitions=6");
        assertThat(run("gateway"))
                .contains("arg --taffrail.gateway.broker-properties.num.partitions=6");
        assertThat(run("up")).contains("arg --set=num.partitions=6");
    }

    @Test
    void aNodeAloneIsFoundAtLocalhostUnlessMoreIsSaid() throws Exception {
        assertThat(run("up"))
                .containsSequence("arg --host", "arg 0.0.0.0")
                .containsSequence("arg --kafka-port", "arg 9092")
                .containsSequence("arg --advertise", "arg localhost");
        environment.put("TAFFRAIL_ADVERTISE", "kafka.example.org:443");
        assertThat(run("up")).containsSequence("arg --advertise", "arg kafka.example.org:443");
    }

    /** What Testcontainers' KafkaContainer sets, and the script that it puts before ours. */
    @Test
    void aProgramThatStartsKafkasImageStartsThisOne() throws Exception {
        environment.put(
                "KAFKA_LISTENERS",
                "PLAINTEXT://0.0.0.0:9092,BROKER://0.0.0.0:9093,CONTROLLER://0.0.0.0:9094");
        environment.put("KAFKA_INTER_BROKER_LISTENER_NAME", "BROKER");
        environment.put("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER");
        environment.put(
                "KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://localhost:32768,BROKER://f00:9093");

        assertThat(runScript("as-kafka"))
                .containsSequence("arg --kafka-port", "arg 9093")
                .containsSequence("arg --advertise", "arg f00:9093")
                .contains(
                        "env TAFFRAIL_BROKER_FURTHERLISTENERS=PLAINTEXT://0.0.0.0:9092",
                        "env TAFFRAIL_BROKER_FURTHERADVERTISED=PLAINTEXT://localhost:32768",
                        "env TAFFRAIL_READYLINE=Transitioning from RECOVERY to RUNNING");
    }

    @Test
    void aShellIsRunAsItIs() throws Exception {
        assertThat(run("sh", "-c", "echo hello $1", "x", "there")).containsExactly("hello there");
    }

    @Test
    void oneListenerOfKafkasImageIsOurs() throws Exception {
        environment.put("KAFKA_LISTENERS", "PLAINTEXT://:9092,CONTROLLER://:9093");
        environment.put("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://broker.example.org:9092");

        assertThat(run("up"))
                .containsSequence("arg --kafka-port", "arg 9092")
                .containsSequence("arg --advertise", "arg broker.example.org:9092")
                .contains("env TAFFRAIL_BROKER_FURTHERLISTENERS=");
    }

    @Test
    void podsOfOneSetAreToldTheirNumberAndSumsWithIt() throws Exception {
        environment.put("TAFFRAIL_INDEX", "2");
        environment.put(
                "TAFFRAIL_BROKER_FURTHERADVERTISED", "EXTERNAL://b-{index}.org:{30100+index}");
        environment.put("TAFFRAIL_GATEWAY_NODEID", "{1000+index}");

        assertThat(run("broker"))
                .contains("env TAFFRAIL_BROKER_FURTHERADVERTISED=EXTERNAL://b-2.org:30102");
        assertThat(run("gateway")).contains("env TAFFRAIL_GATEWAY_NODEID=1002");
    }

    @Test
    void theRackIsReadFromWhatAnInitContainerHasWritten() throws Exception {
        Path rack = Files.writeString(home.resolve("rack"), "eu-1a");
        environment.put("TAFFRAIL_RACK_FILE", rack.toString());

        assertThat(run("broker")).contains("env TAFFRAIL_BROKER_RACK=eu-1a");
        Files.writeString(rack, "");
        assertThat(run("gateway")).noneMatch(line -> line.startsWith("env TAFFRAIL_GATEWAY_RACK"));
    }

    @Test
    void gatewaysWithoutANumberTakeOneByTheirNameThatLeavesRoomForKafkasClients() throws Exception {
        environment.put("HOSTNAME", "t-gateway-7d9f-abcde");
        int first = nodeId(run("gateway"));
        environment.put("HOSTNAME", "t-gateway-7d9f-fghij");
        int second = nodeId(run("gateway"));

        assertThat(first).isNotEqualTo(second);
        assertThat(List.of(first, second)).allMatch(id -> id >= 1000 && id < 1 << 30);
    }

    private static int nodeId(List<String> lines) {
        String prefix = "env TAFFRAIL_GATEWAY_NODEID=";
        return lines.stream()
                .filter(line -> line.startsWith(prefix))
                .mapToInt(line -> Integer.parseInt(line.substring(prefix.length())))
                .findFirst()
                .orElseThrow();
    }
}
