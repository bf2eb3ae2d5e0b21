package io.taffrail.standalone.doors;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.standalone.Node;
import io.taffrail.standalone.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every command of the README, in its order, with the output that stands below it. */
@Tag("system")
class ReadmeTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** Commands that other tests run: they do not end, or need a program that Debian lacks. */
    private static final List<String> RUN_ELSEWHERE =
            List.of("./taffrail up", "./test", "wscat", "kafka-topics.sh");

    private record Step(String command, String output) {}

    @Test
    void everyCommandPrintsWhatTheReadmeSays() throws IOException {
        int run = 0;
        for (Step step : steps(Files.readString(ROOT.resolve("README.md")))) {
            if (RUN_ELSEWHERE.stream().anyMatch(step.command()::startsWith)) {
                continue;
            }
            String printed = Program.shell(onTheTestNode(step.command())).output();
            assertThat(printed.strip())
                    .as(step.command())
                    .matches(Pattern.compile(pattern(step.output()), Pattern.DOTALL));
            run++;
        }
        assertThat(run).isGreaterThanOrEqualTo(8);
    }

    @Test
    void theFirstScreenIsShort() throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve("README.md"))).hasSizeLessThan(150);
    }

    private static List<Step> steps(String readme) {
        List<Step> steps = new ArrayList<>();
        var blocks = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL).matcher(readme);
        while (blocks.find()) {
            String command = null;
            var output = new StringBuilder();
            for (String line : blocks.group(1).split("\n")) {
                if (line.startsWith("$ ")) {
                    if (command != null) {
                        steps.add(new Step(command, output.toString().strip()));
                    }
                    command = line.substring(2);
                    output.setLength(0);
                } else {
                    output.append(line).append('\n');
                }
            }
            if (command != null) {
                steps.add(new Step(command, output.toString().strip()));
            }
        }
        return steps;
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

    /** The README's text, where times differ and what it leaves out with … may be anything. */
    private static String pattern(String output) {
        String exact =
                Pattern.quote(output)
                        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "…")
                        .replace("…", "\\E.*?\\Q");
        // A stream shows first how it wants to be resumed, and goes on after what the README shows.
        return ".*" + exact + ".*";
    }
}
