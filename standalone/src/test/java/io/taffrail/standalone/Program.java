package io.taffrail.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real program, run as a user would, and what it printed. */
public record Program(int exitCode, String output) {

    private static final int TIMEOUT_S = 150;

    public static Program run(String... command) {
        return runWithInput("", command);
    }

    /** One line for a shell, exactly as it would be typed. */
    public static Program shell(String line) {
        return run("bash", "-c", line);
    }

    /** One of Kafka's own tools. */
    public static Program kafkaTool(String mainClass, String... arguments) {
        return kafkaToolWithInput("", mainClass, arguments);
    }

    public static Program kafkaToolWithInput(String input, String mainClass, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-Xshare:auto"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(List.of(arguments));
        return runWithInput(input, command.toArray(String[]::new));
    }

    public static Program runWithInput(String input, String... command) {
        return run(TIMEOUT_S, input, command);
    }

    /** For what takes long, as a browser does on a machine that does other things. */
    public static Program runWithin(int seconds, String... command) {
        return run(seconds, "", command);
    }

    private static Program run(int timeoutS, String input, String... command) {
        try {
            Path output = Files.createTempFile("program", ".out");
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException closed) {
                // A program that ends before it has read everything says so by its output.
            }
            if (!process.waitFor(timeoutS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        String.join(" ", command)
                                + " did not end; it printed: "
                                + Files.readString(output));
            }
            String printed = Files.readString(output);
            Files.delete(output);
            return new Program(process.exitValue(), printed);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(String.join(" ", command) + " could not be run", e);
        }
    }
}
