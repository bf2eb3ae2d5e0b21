package io.taffrail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** What holds for every command, so that nobody has to remember which one it does not hold for. */
class CommandsTest {

    /** They print nothing, or tell of their progress while they wait. */
    private static final Set<String> SILENT =
            Set.of(
                    "cluster kill",
                    "cluster pause",
                    "cluster resume",
                    "cluster stop",
                    "cluster start",
                    "cluster restart",
                    "cluster down",
                    "completion",
                    "help");

    private static final List<String> WRITING =
            List.of(
                    "topic create",
                    "topic alter",
                    "topic delete",
                    "produce",
                    "group reset",
                    "group delete",
                    "broker drain",
                    "bench");

    @Test
    void whateverPrintsPrintsJsonToo() {
        assertThat(commands("", Taffrail.commandLine()))
                .filteredOn(command -> !SILENT.contains(command.name))
                .hasSizeGreaterThan(15)
                .allSatisfy(
                        command -> assertThat(command.has("--format")).as(command.name).isTrue());
    }

    @Test
    void whateverWritesCanBeTriedFirst() {
        assertThat(commands("", Taffrail.commandLine()))
                .filteredOn(command -> WRITING.contains(command.name))
                .hasSameSizeAs(WRITING)
                .allSatisfy(
                        command -> assertThat(command.has("--dry-run")).as(command.name).isTrue());
    }

    @Test
    void everyOptionAndCommandIsExplained() {
        assertThat(commands("", Taffrail.commandLine()))
                .allSatisfy(command -> {
                    var spec = command.commandLine.getCommandSpec();
                    assertThat(spec.usageMessage().description()).as(command.name).isNotEmpty();
                    assertThat(command.commandLine.getUsageMessage(Help.Ansi.OFF))
                            .contains("Usage:");
                });
    }

    @Test
    void theCompletionKnowsCommandsAndOptions() {
        assertThat(Captured.run("completion").output())
                .contains("_complete_taffrail", "--dry-run", "doctor", "bashcompinit");
    }

    private record Found(String name, CommandLine commandLine) {
        boolean has(String option) {
            return commandLine.getCommandSpec().findOption(option) != null;
        }
    }

    /** Those at the ends of the tree. */
    private static List<Found> commands(String name, CommandLine commandLine) {
        if (commandLine.getSubcommands().isEmpty()) {
            return List.of(new Found(name.strip(), commandLine));
        }
        return commandLine.getSubcommands().entrySet().stream()
                .flatMap(each ->
                        Stream.of(commands(name + " " + each.getKey(), each.getValue()))
                                .flatMap(List::stream))
                .toList();
    }
}
