package io.taffrail.standalone.doors;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.standalone.Node;
import io.taffrail.standalone.Program;
import io.taffrail.standalone.Standalone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command of the page on HTTP, in its order, typed as it stands there. */
@Tag("system")
class HttpPageTest {

    private static final Path PAGE = Path.of("..", "docs", "HTTP.md");

    /** A stream goes on until somebody ends it. */
    private static final int STREAM_S = 3;

    /** The smallest picture: one pixel. */
    private static final String PICTURE =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    @TempDir private Path directory;

    @Test
    void everyCommandPrintsWhatThePageSays() throws Exception {
        Files.writeString(directory.resolve("app.log"), "started\nready\n");
        Files.write(directory.resolve("pic.png"), Base64.getDecoder().decode(PICTURE));
        try (Standalone node = Standalone.start(Node.options(directory.resolve("data")))) {
            String address = node.httpUrl().replace("http://127.0.0.1", "localhost");
            int run = 0;
            for (ConsoleStep step : ConsoleStep.of(Files.readString(PAGE))) {
                String command = step.command().replace("localhost:8080", address);
                String output = step.output().replace("localhost:8080", address);
                if (command.startsWith("wscat")) {
                    converse(command, output);
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

    private String line(String command) {
        // Curl's progress goes to the terminal and not into a pipe; what never ends is ended.
        String quiet = command.replaceAll("curl (?!-s)", "curl -s ");
        boolean isEndless = quiet.contains("curl -s -N") || quiet.startsWith("tail -f");
        String typed = "cd " + directory + "; " + quiet;
        return isEndless
                ? "timeout " + STREAM_S + " bash -c '" + typed.replace("'", "'\\''") + "'"
                : typed;
    }
}
