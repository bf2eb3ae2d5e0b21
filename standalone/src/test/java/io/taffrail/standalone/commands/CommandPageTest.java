package io.taffrail.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.cli.Taffrail;
import io.taffrail.standalone.Node;
import io.taffrail.standalone.Standalone;
import io.taffrail.standalone.doors.ConsoleStep;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every command of docs/CLI.md, in its order; run in this process, which is what makes it cheap.
 */
@Tag("system")
class CommandPageTest {

    private static final Path PAGE = Path.of("..", "docs", "CLI.md");

    @TempDir private static Path data;
    private static Standalone node;

    /** A node of its own: what stands on the page is what a new cluster prints. */
    @BeforeAll
    static void start() throws Exception {
        node = Standalone.start(Node.options(data));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void everyCommandPrintsWhatThePageSays() throws Exception {
        List<ConsoleStep> steps = ConsoleStep.of(Files.readString(PAGE));
        assertThat(steps).hasSizeGreaterThan(15);
        for (ConsoleStep step : steps) {
            assertThat(run(step.command().substring("taffrail ".length()).split(" ")).strip())
                    .as(step.command())
                    .matches(ConsoleStep.pattern(step.output()));
        }
    }

    @Test
    void aListInJsonIsALineForEach() {
        run("topic", "create", "lines-a", "lines-b", "-p", "1");

        assertThat(jsonOf("topic", "list"))
                .extracting(line -> line.path("topic").asString())
                .contains("lines-a", "lines-b");
        // The history is written behind the log.
        await().untilAsserted(() ->
                assertThat(jsonOf("cluster", "events", "--type", "topic", "-n", "2"))
                        .extracting(line -> line.path("subject").asString())
                        .containsExactlyInAnyOrder("lines-a", "lines-b"));
        assertThat(jsonOf("broker", "list"))
                .singleElement()
                .satisfies(broker -> assertThat(broker.path("state").asString()).isEqualTo("up"));
        assertThat(jsonOf("topic", "alter", "lines-a", "-p", "3"))
                .singleElement()
                .satisfies(change -> assertThat(change.path("after").asString()).isEqualTo("3"));
        assertThat(jsonOf("topic", "delete", "lines-a", "lines-b")).hasSize(2);
    }

    @Test
    void whatIsOnlyTriedChangesNothing() {
        run("topic", "create", "tried", "-p", "1");
        run("topic", "alter", "tried", "-p", "5", "-c", "retention.ms=7", "--dry-run");
        run("topic", "delete", "tried", "--dry-run");
        run("produce", "tried", "a", "--dry-run");
        run("bench", "--dry-run");
        run("broker", "drain", "1", "--dry-run");

        JsonNode topic = jsonOf("topic", "describe", "tried").getFirst();
        assertThat(topic.path("partitions")).hasSize(1);
        assertThat(topic.path("configs").isEmpty()).isTrue();
        assertThat(topic.path("partitions").path(0).path("end_offset").asLong()).isZero();
        assertThat(jsonOf("broker", "list").getFirst().path("state").asString()).isEqualTo("up");
        assertThat(run("topic", "list")).doesNotContain("bench");
    }

    private static List<JsonNode> jsonOf(String... words) {
        List<String> command = new ArrayList<>(List.of(words));
        command.addAll(List.of("--format", "json"));
        return run(command.toArray(String[]::new))
                .lines()
                .map(JsonMapper.shared()::readTree)
                .toList();
    }

    /** What a command prints, wherever to. */
    private static String run(String... words) {
        List<String> command = new ArrayList<>(List.of(words));
        boolean asksHttp = words[0].equals("cluster") || words[0].equals("broker");
        if (!asksHttp) {
            command.addAll(List.of("-b", node.bootstrapServers()));
        }
        if (asksHttp || words[0].equals("doctor")) {
            command.addAll(List.of("--http", node.httpUrl()));
        }
        var printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try (var out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            Taffrail.commandLine()
                    .setErr(new PrintWriter(out, true, StandardCharsets.UTF_8))
                    .execute(command.toArray(String[]::new));
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
