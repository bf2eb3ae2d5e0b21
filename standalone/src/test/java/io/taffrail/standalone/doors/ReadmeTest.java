package io.taffrail.standalone.doors;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.standalone.Node;
import io.taffrail.standalone.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every command of the README, in its order, with the output that stands below it. */
@Tag("system")
class ReadmeTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** Commands that other tests run: they do not end, or need a program that Debian lacks. */
    private static final List<String> RUN_ELSEWHERE =
            List.of(
                    "./taffrail up",
                    "./taffrail build",
                    "./test",
                    "wscat",
                    "kafka-topics.sh",
                    "docker",
                    "helm");

    @Test
    void everyCommandPrintsWhatTheReadmeSays() throws IOException {
        int run = 0;
        for (ConsoleStep step : ConsoleStep.of(Files.readString(ROOT.resolve("README.md")))) {
            if (RUN_ELSEWHERE.stream().anyMatch(step.command()::startsWith)) {
                continue;
            }
            String printed = Program.shell(onTheTestNode(step.command())).output();
            assertThat(printed.strip())
                    .as(step.command())
                    .matches(ConsoleStep.pattern(step.output()));
            run++;
        }
        assertThat(run).isGreaterThanOrEqualTo(8);
    }

    @Test
    void theFirstScreenIsShort() throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve("README.md"))).hasSizeLessThan(150);
    }

    private static String onTheTestNode(String command) {
        String node =
                command.replaceAll("\\s+#.*$", "")
                        .replace(
                                "localhost:8080",
                                Node.shared().httpUrl().substring("http://".length()))
                        .replace("localhost:9092", Node.shared().bootstrapServers());
        String quiet =
                node.startsWith("curl -N")
                        ? node.replace("curl -N", "curl -sN --max-time 2")
                        : node;
        return "cd "
                + ROOT
                + "; export TAFFRAIL_BROKERS="
                + Node.shared().bootstrapServers()
                + "; "
                + quiet.replaceAll("curl (?!-s)", "curl -s ");
    }
}
