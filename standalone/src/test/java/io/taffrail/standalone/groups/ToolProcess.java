package io.taffrail.standalone.groups;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.kafka.tools.consumer.group.ConsumerGroupCommand;

/**
 * kafka-consumer-groups in a process that runs one command line after the other: most of what the
 * tool takes is the start of its process, and these tests run it thirty times.
 */
final class ToolProcess implements AutoCloseable {

    private static final String END = "-- end of what it printed --";

    private final Process process;
    private final BufferedReader lines;

    ToolProcess() {
        try {
            process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-XX:TieredStopAtLevel=1",
                                    "-XX:+UseSerialGC",
                                    "-Xmx256m",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    ToolProcess.class.getName())
                            .redirectErrorStream(true)
                            .start();
            lines = process.inputReader(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("kafka-consumer-groups could not be started", e);
        }
    }

    /** Runs it as `kafka-consumer-groups ARGUMENTS` would; what it printed. */
    String run(String... arguments) {
        try {
            String line = String.join(" ", arguments) + "\n";
            process.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            var printed = new StringBuilder();
            for (String each = lines.readLine(); !END.equals(each); each = lines.readLine()) {
                if (each == null) {
                    throw new AssertionError(line + " ended the tool: " + printed);
                }
                printed.append(each).append('\n');
            }
            return printed.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", arguments), e);
        }
    }

    /** The process itself. */
    public static void main(String[] none) throws IOException {
        var commands = new BufferedReader(new InputStreamReader(System.in));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            ConsumerGroupCommand.main(line.split(" "));
            System.out.println(END);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
