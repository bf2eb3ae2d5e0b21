package io.taffrail.deploy.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.TestAbortedException;

/**
 * A Docker engine: the one that is there, or one that the tests start for themselves where they
 * may. Where neither can be had, the tests that want one say why and are left out. It is kept for
 * all of them, with the images, and ends with this process.
 */
final class Engine {

    static final String VERSION = "test";

    private static final Path TREE = Path.of("..").toAbsolutePath().normalize();
    private static final String LOCAL_BASE = "taffrail-base:local";
    private static final Duration LONG = Duration.ofMinutes(15);

    /** The builder that every engine brings itself. */
    private static final Map<String, String> WITHOUT_PLUGINS = Map.of("DOCKER_BUILDKIT", "0");

    private static Engine shared;
    private static String missing;

    private final Map<String, String> environment;

    private Engine(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * The engine with all four images in it, made from what `./taffrail build` has built.
     *
     * @throws TestAbortedException when there is none, with the reason
     */
    static synchronized Engine withImages() throws IOException, InterruptedException {
        Assumptions.assumeTrue(missing == null, () -> missing);
        if (shared == null) {
            try {
                Engine found = find();
                found.buildImages();
                shared = found;
            } catch (TestAbortedException none) {
                missing = none.getMessage();
                throw none;
            }
        }
        return shared;
    }

    private static Engine find() throws IOException, InterruptedException {
        require(has("docker"), "there is no docker: install Debian's docker.io");
        var present = new Engine(WITHOUT_PLUGINS);
        if (present.isThere()) {
            return present;
        }
        require(has("dockerd"), "no Docker engine runs, and none is installed: Debian's docker.io");
        require(
                "root".equals(System.getProperty("user.name")),
                "no Docker engine runs, and only root may start one");
        return start();
    }

    private boolean isThere() throws IOException, InterruptedException {
        return Shell.run(environment, Duration.ofSeconds(20), "docker", "info").exitCode() == 0;
    }

    /**
     * At the usual place, since Testcontainers looks nowhere else, and without a hand in the
     * machine's firewall: published ports go through Docker's own proxy.
     */
    private static Engine start() throws IOException {
        Path home = Files.createTempDirectory("taffrail-docker");
        Process daemon =
                new ProcessBuilder(
                                "dockerd",
                                "--iptables=false",
                                "--ip6tables=false",
                                "--data-root=" + home.resolve("data"),
                                "--exec-root=" + home.resolve("exec"),
                                "--pidfile=" + home.resolve("docker.pid"),
                                "--host=unix:///var/run/docker.sock")
                        .redirectErrorStream(true)
                        .redirectOutput(home.resolve("log").toFile())
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(daemon, home)));
        var engine = new Engine(WITHOUT_PLUGINS);
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !daemon.isAlive() || engine.isThere());
        } catch (ConditionTimeoutException slow) {
            throw new TestAbortedException(
                    "the Docker engine does not answer within a minute", slow);
        }
        List<String> log = Files.readAllLines(home.resolve("log"));
        require(
                daemon.isAlive(),
                "no Docker engine can run here: " + (log.isEmpty() ? "" : log.getLast()));
        return engine;
    }

    private static void stop(Process daemon, Path home) {
        try {
            daemon.destroy();
            daemon.waitFor(30, TimeUnit.SECONDS);
            Shell.run(Map.of(), Duration.ofMinutes(1), "rm", "-rf", home.toString());
        } catch (IOException | InterruptedException e) {
            System.err.println("the tests' Docker engine did not stop in order: " + e);
        }
    }

    private void buildImages() throws IOException, InterruptedException {
        require(
                Files.isDirectory(TREE.resolve("target/dist/lib")),
                "nothing is built that could go into an image: run ./taffrail build first");
        boolean isMade = tryRun("docker", "image", "inspect", LOCAL_BASE).exitCode() == 0;
        boolean isMakeable = isMade || has("debootstrap");
        if (isMakeable && !isMade) {
            run(TREE.resolve("tools/base-image.sh").toString(), LOCAL_BASE);
        }
        for (String service : List.of("controller", "broker", "gateway", "standalone")) {
            String name = service.equals("standalone") ? "taffrail" : "taffrail-" + service;
            var build =
                    new ArrayList<>(
                            List.of("docker", "build", "-q", "-f", "deploy/image/Dockerfile"));
            if (isMakeable) {
                build.addAll(List.of("--build-arg", "BASE_IMAGE=" + LOCAL_BASE));
            }
            build.addAll(List.of("--target", service, "-t", name + ":" + VERSION, "."));
            run(build.toArray(String[]::new));
        }
    }

    /** Runs a command in the source tree against this engine; it must succeed. */
    String run(String... command) throws IOException, InterruptedException {
        Shell done = tryRun(command);
        assertThat(done.exitCode()).as("%s%n%s", String.join(" ", command), done.output()).isZero();
        return done.output();
    }

    Shell tryRun(String... command) throws IOException, InterruptedException {
        return Shell.run(environment, LONG, command);
    }

    /** Docker Compose, as a plugin or as the program of old. */
    String compose(Map<String, String> variables, String... arguments)
            throws IOException, InterruptedException {
        boolean isPlugin = tryRun("docker", "compose", "version").exitCode() == 0;
        require(
                isPlugin || has("docker-compose"),
                "there is no Docker Compose: install Debian's docker-compose");
        var command = new ArrayList<String>();
        command.addAll(isPlugin ? List.of("docker", "compose") : List.of("docker-compose"));
        command.addAll(List.of(arguments));
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(variables);
        Shell done = Shell.run(all, LONG, command.toArray(String[]::new));
        assertThat(done.exitCode()).as("%s%n%s", command, done.output()).isZero();
        return done.output();
    }

    private static boolean has(String program) throws IOException, InterruptedException {
        return Shell.run(Map.of(), Duration.ofSeconds(10), "bash", "-c", "command -v " + program)
                        .exitCode()
                == 0;
    }

    private static void require(boolean holds, String reason) {
        Assumptions.assumeTrue(holds, reason);
    }
}
