package io.taffrail.standalone.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.standalone.Node;
import io.taffrail.standalone.Program;
import io.taffrail.standalone.Standalone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command of the page on HTTP, in its order, typed as it stands there. */
@Tag("system")
class HttpPageTest {

    private static final Path PAGE = Path.of("..", "docs", "HTTP.md");

    /** A stream goes on until somebody ends it. */
    private static final int STREAM_S = 5;

    private static final Duration WAIT = Duration.ofSeconds(60);

    /** The smallest picture: one pixel. */
    private static final String PICTURE =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    @TempDir private Path directory;

    @Test
    void everyCommandPrintsWhatThePageSays() throws Exception {
        Files.write(directory.resolve("pic.png"), Base64.getDecoder().decode(PICTURE));
        try (Standalone node = Standalone.start(Node.options(directory.resolve("data")))) {
            String address = node.httpUrl().replace("http://127.0.0.1", "localhost");
            int run = 0;
            for (ConsoleStep step : ConsoleStep.of(Files.readString(PAGE))) {
                String command = step.command().replace("localhost:8080", address);
                String output = step.output().replace("localhost:8080", address);
                if (command.startsWith("wscat")) {
                    converse(command, output);
                } else if (command.startsWith("tail -f app.log")) {
                    follow(command, output, address);
                } else {
                    String printed = Program.shell(line(command)).output();
                    assertThat(printed.strip().replace("\r", ""))
                            .as(step.command())
                            .matches(ConsoleStep.pattern(output));
                }
                run++;
            }
            assertThat(run).isGreaterThan(25);
        }
    }

    /** Types what stands behind {@code >} once all before it has been printed. */
    private static void converse(String command, String lines) {
        try (Terminal terminal = Terminal.run(command)) {
            terminal.prints("Connected");
            lines.lines()
                    .forEach(line -> {
                        if (line.startsWith("> ")) {
                            terminal.types(line.substring(2));
                        } else {
                            terminal.prints(line);
                        }
                    });
        }
    }

    /** The log has two lines, and a third when they were sent: curl then shows their reports. */
    private void follow(String command, String lines, String address) throws IOException {
        Path log = directory.resolve("app.log");
        Files.writeString(log, "started\nready\n");
        String ends = "curl -s " + address + "/topics/t1/partitions/0/offsets";
        String before = Program.shell(ends).output();
        try (Terminal terminal = Terminal.run("cd " + directory + "; " + command)) {
            await().atMost(WAIT).until(() -> !Program.shell(ends).output().equals(before));
            Files.writeString(log, "working\n", StandardOpenOption.APPEND);
            lines.lines().forEach(terminal::prints);
        }
    }

    private String line(String command) {
        // Curl's progress goes to the terminal and not into a pipe; what never ends is ended.
        String quiet = command.replaceAll("curl (?!-s)", "curl -s ");
        boolean isEndless = quiet.contains("curl -s -N");
        String typed = "cd " + directory + "; " + quiet;
        return isEndless
                ? "timeout " + STREAM_S + " bash -c '" + typed.replace("'", "'\\''") + "'"
                : typed;
    }
}
