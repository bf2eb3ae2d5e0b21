package io.taffrail.bench.faults;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One node of a cluster that {@code taffrail cluster up} has laid out: its folder holds {@code
 * node.properties}, {@code pid}, {@code log} and {@code data}. A signal goes to a process only when
 * its command line names the folder.
 */
final class Node {

    private static final int HTTP_TIMEOUT_MS = 1_000;
    private static final Pattern APPLIED = Pattern.compile("\"appliedIndex\":(\\d+)");

    private final Path home;
    private final Path folder;
    private final List<String> prefix = new ArrayList<>();
    // Between two programs that it becomes (setsid, bash, java) a process has no command line.
    // So whoever was ours once is ours until it ends.
    private @Nullable ProcessHandle started;

    Node(Path home, Path folder) {
        this.home = home;
        this.folder = folder;
    }

    String name() {
        return requireNonNull(folder.getFileName()).toString();
    }

    /** The word of the launcher: controller, broker or gateway. */
    String role() {
        return name().substring(0, name().indexOf('-'));
    }

    int number() {
        return Integer.parseInt(name().substring(name().indexOf('-') + 1));
    }

    Path data() {
        return folder.resolve("data");
    }

    Path settingsFile() {
        return folder.resolve("node.properties");
    }

    /** What stands before the node's command line from now on, such as {@code ip netns exec}. */
    void runUnder(List<String> command) {
        prefix.clear();
        prefix.addAll(command);
    }

    Properties settings() throws IOException {
        var properties = new Properties();
        try (var in = Files.newBufferedReader(settingsFile())) {
            properties.load(in);
        }
        return properties;
    }

    void start(Map<String, String> environment) throws IOException {
        if (handle().isPresent()) {
            return;
        }
        List<String> command = new ArrayList<>(prefix);
        command.addAll(
                List.of(
                        "setsid",
                        home.resolve("taffrail").toString(),
                        role(),
                        "--config",
                        settingsFile().toString()));
        var builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectInput(new java.io.File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        started = process.toHandle();
        Files.writeString(folder.resolve("pid"), Long.toString(process.pid()));
    }

    Optional<ProcessHandle> handle() {
        if (started != null && started.isAlive()) {
            return Optional.of(started);
        }
        try {
            long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
            Optional<ProcessHandle> found =
                    ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isOurs);
            found.ifPresent(handle -> started = handle);
            return found;
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private boolean isOurs(ProcessHandle handle) {
        try {
            byte[] line = Files.readAllBytes(Path.of("/proc/" + handle.pid() + "/cmdline"));
            return new String(line, StandardCharsets.UTF_8).contains(settingsFile().toString());
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * To the process and what it started, which freezes it as its machine would.
     *
     * @param name of the signal, such as KILL; one that does not run takes none
     */
    void signal(String name) throws IOException, InterruptedException {
        Optional<ProcessHandle> handle = handle();
        if (handle.isPresent()) {
            Shell.run("kill", "-" + name, "--", "-" + handle.get().pid());
        }
    }

    /** To the process alone: the one that watches it ends it. */
    void stopProcess() throws IOException, InterruptedException {
        Optional<ProcessHandle> handle = handle();
        if (handle.isPresent()) {
            Shell.run("kill", "-STOP", Long.toString(handle.get().pid()));
        }
    }

    boolean isReady() {
        return handle().isPresent()
                && get("/actuator/health")
                        .filter(text -> text.contains("\"status\":\"UP\""))
                        .isPresent();
    }

    boolean isActiveController() {
        return role().equals("controller")
                && get("/actuator/health")
                        .filter(text -> text.contains("\"isLeader\":true"))
                        .isPresent();
    }

    /** The last command of the metadata log that a controller has applied; -1 when it says none. */
    long appliedIndex() {
        return get("/actuator/health")
                .map(APPLIED::matcher)
                .filter(Matcher::find)
                .map(found -> Long.parseLong(found.group(1)))
                .orElse(-1L);
    }

    /** Whether a controller's log still lacks what the others have. */
    boolean isJoining() {
        return Files.exists(data().resolve("metadata").resolve("joining"));
    }

    String url() throws IOException {
        Properties settings = settings();
        return "http://"
                + settings.getProperty("server.address")
                + ":"
                + settings.getProperty("server.port");
    }

    /** What the node answers with status 200; nothing when it does not. */
    Optional<String> get(String path) {
        try {
            var connection = (HttpURLConnection) URI.create(url() + path).toURL().openConnection();
            connection.setConnectTimeout(HTTP_TIMEOUT_MS);
            connection.setReadTimeout(HTTP_TIMEOUT_MS);
            try (var in = connection.getInputStream()) {
                return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
