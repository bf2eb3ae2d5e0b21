package io.taffrail.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A command run in this process, and what it printed. */
public record Captured(int exitCode, String output) {

    public static Captured run(String... words) {
        var bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try (var out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            CommandLine commands = Taffrail.commandLine();
            commands.setErr(new PrintWriter(out, true, StandardCharsets.UTF_8));
            int exitCode = commands.execute(words);
            return new Captured(exitCode, bytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
        }
    }

    /** Each line of it, which must be JSON. */
    public List<JsonNode> json() {
        return output.lines().map(JsonMapper.shared()::readTree).toList();
    }
}
