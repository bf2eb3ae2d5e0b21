package io.taffrail.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own, which can be killed. */
public final class NodeProcess implements AutoCloseable {

    private static final int START_TIMEOUT_S = 150;

    /** How a process ends that was asked to, as 128 and the signal. */
    private static final int EXIT_SIGTERM = 143;

    private final Path directory;
    private final int httpPort;
    private final int kafkaPort;
    private Process process;
    private Path log;
    private int starts;

    public NodeProcess(Path directory) {
        this(directory, FreePorts.next());
    }

    public NodeProcess(Path directory, int kafkaPort) {
        this.directory = directory;
        this.httpPort = FreePorts.next();
        this.kafkaPort = kafkaPort;
    }

    /** Starts and waits for the line that says that the node is up. */
    public void start(String... settings) throws IOException, InterruptedException {
        log = directory.resolve("node-" + ++starts + ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("io.taffrail.standalone.Standalone");
        command.addAll(List.of("--data", directory.resolve("data").toString()));
        command.addAll(List.of("--http-port", "" + httpPort, "--kafka-port", "" + kafkaPort));
        for (String setting : settings) {
            command.addAll(List.of("--set", setting));
        }
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_TIMEOUT_S);
        while (!output().contains("taffrail is up")) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                close();
                throw new AssertionError("the node did not start:\n" + output());
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    /** What the present process has printed. */
    public String output() throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** As kill -9: nothing in the process gets to know. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** As Ctrl-C. */
    public void stop() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("the node did not stop in 30 s:\n" + output());
        }
        if (process.exitValue() != EXIT_SIGTERM) {
            throw new AssertionError(
                    "the node stopped with %d:%n%s".formatted(process.exitValue(), output()));
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public Path data() {
        return directory.resolve("data");
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + kafkaPort;
    }

    public int kafkaPort() {
        return kafkaPort;
    }

    public String httpUrl() {
        return "http://127.0.0.1:" + httpPort;
    }

    /** Returns once its ports are free again. */
    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }
}
