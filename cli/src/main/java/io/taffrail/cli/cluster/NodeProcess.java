package io.taffrail.cli.cluster;

import io.taffrail.cli.Taffrail.Failure;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * The process of one node. A signal goes to a process only when its command line names the node's
 * folder: a process id that was left behind may be another's by now.
 */
final class NodeProcess {

    private static final int STOP_WITHIN_S = 30;
    private static final int HTTP_TIMEOUT_MS = 1_000;

    private final Layout.Node node;
    private final Path folder;

    NodeProcess(Layout.Node node, Path directory) {
        this.node = node;
        this.folder = directory.resolve(node.name()).toAbsolutePath().normalize();
    }

    /** What a process is doing. */
    enum State {
        RUNNING,
        PAUSED,
        STOPPED
    }

    Layout.Node node() {
        return node;
    }

    Path log() {
        return folder.resolve("log");
    }

    /** Starts the node in a session of its own, so that it outlives this command. */
    void start() throws IOException {
        Files.createDirectories(folder);
        Path settings = folder.resolve("node.properties");
        var properties = new Properties();
        properties.putAll(node.settings());
        try (var out = Files.newBufferedWriter(settings)) {
            properties.store(out, "written by taffrail cluster");
        }
        Process process =
                new ProcessBuilder(
                                "setsid",
                                launcher(),
                                node.role().word(),
                                "--config",
                                settings.toString())
                        .directory(folder.toFile())
                        .redirectInput(new java.io.File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                        .start();
        Files.writeString(folder.resolve("pid"), Long.toString(process.pid()));
    }

    private static String launcher() {
        return Objects.requireNonNull(
                System.getProperty("taffrail.launcher"),
                "the launcher does not say where it is: run ./taffrail cluster");
    }

    Optional<ProcessHandle> handle() {
        Path pid = folder.resolve("pid");
        try {
            if (!Files.exists(pid)) {
                return Optional.empty();
            }
            long number = Long.parseLong(Files.readString(pid).strip());
            return ProcessHandle.of(number).filter(ProcessHandle::isAlive).filter(this::isOurs);
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private boolean isOurs(ProcessHandle handle) {
        try {
            byte[] line = Files.readAllBytes(Path.of("/proc/" + handle.pid() + "/cmdline"));
            if (line.length == 0) {
                // While one program takes another's place there is no command line; nor of the
                // dead.
                return !field(handle, "State").startsWith("Z");
            }
            return new String(line, StandardCharsets.UTF_8)
                    .contains(folder.resolve("node.properties").toString());
        } catch (IOException e) {
            return false;
        }
    }

    State state() {
        Optional<ProcessHandle> handle = handle();
        if (handle.isEmpty()) {
            return State.STOPPED;
        }
        return field(handle.get(), "State").startsWith("T") ? State.PAUSED : State.RUNNING;
    }

    /** Resident memory in MB, or 0 when it does not run. */
    long residentMb() {
        return handle().map(each -> field(each, "VmRSS"))
                .filter(text -> !text.isEmpty())
                .map(text -> Long.parseLong(text.split(" ")[0]) / 1024)
                .orElse(0L);
    }

    private static String field(ProcessHandle handle, String name) {
        try {
            return Files.readAllLines(Path.of("/proc/" + handle.pid() + "/status")).stream()
                    .filter(line -> line.startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * Sends it to the process and to what it started: a node that is held is held as a machine that
     * freezes, with the one that watches it.
     *
     * @param name of the signal, such as KILL
     */
    void signal(String name) throws IOException, InterruptedException {
        ProcessHandle handle =
                handle().orElseThrow(() -> new Failure(node.name() + " does not run"));
        Process kill =
                new ProcessBuilder("kill", "-" + name, "--", "-" + handle.pid())
                        .redirectErrorStream(true)
                        .start();
        if (kill.waitFor() != 0) {
            throw new Failure(node.name() + " could not be sent " + name);
        }
    }

    /** Ends it in order and waits until it has gone; after a while by force. */
    void stop() throws IOException, InterruptedException {
        beginToStop();
        awaitStopped();
    }

    /** Asks it to end, when it runs. */
    void beginToStop() throws IOException, InterruptedException {
        State now = state();
        if (now == State.PAUSED) {
            signal("CONT");
        }
        if (now != State.STOPPED) {
            signal("TERM");
        }
    }

    /** Waits until it has gone; after a while it is made to. */
    void awaitStopped() throws IOException, InterruptedException {
        Optional<ProcessHandle> handle = handle();
        if (handle.isEmpty()) {
            return;
        }
        try {
            handle.get().onExit().get(STOP_WITHIN_S, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException e) {
            signal("KILL");
        }
    }

    /** Whether the node says of itself that it serves. */
    boolean isReady() {
        return health().filter(text -> text.contains("\"status\":\"UP\"")).isPresent();
    }

    /** Whether it is the controller that decides. */
    boolean isActiveController() {
        return node.role() == Layout.Role.CONTROLLER
                && health().filter(text -> text.contains("\"isLeader\":true")).isPresent();
    }

    private Optional<String> health() {
        return get("/actuator/health");
    }

    /** What the node answers over HTTP with status 200; nothing when it does not. */
    Optional<String> get(String path) {
        URI uri = URI.create("http://127.0.0.1:" + node.managementPort() + path);
        try {
            var connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout(HTTP_TIMEOUT_MS);
            connection.setReadTimeout(HTTP_TIMEOUT_MS);
            try (var in = connection.getInputStream()) {
                return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The last lines of its log, for saying why it does not come up. */
    String lastWords() {
        try {
            String[] lines = Files.readString(log()).split("\n", -1);
            int from = Math.max(0, lines.length - 6);
            return String.join("\n", Arrays.copyOfRange(lines, from, lines.length));
        } catch (IOException e) {
            return "";
        }
    }
}
