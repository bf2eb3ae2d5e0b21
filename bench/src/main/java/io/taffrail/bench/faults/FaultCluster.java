package io.taffrail.bench.faults;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Three controllers, three brokers or more, and two gateways, each a process that a fault can be
 * done to.
 */
final class FaultCluster implements AutoCloseable {

    private static final int CONTROLLERS = 3;
    private static final int GATEWAYS = 2;
    private static final long LOOK_NS = 20_000_000;
    private static final long WITHIN_NS = 90_000_000_000L;
    private static final String LOOPBACK = "127.0.0.1";

    private final Path home;
    private final Path directory;
    private final List<Node> nodes;
    private final @Nullable Namespaces network;
    private final Topics topics;

    private FaultCluster(
            Path home,
            Path directory,
            List<Node> nodes,
            @Nullable Namespaces network,
            Topics topics) {
        this.home = home;
        this.directory = directory;
        this.nodes = nodes;
        this.network = network;
        this.topics = topics;
    }

    /**
     * Whose nodes have folders, and do not run yet.
     *
     * @param home of the launcher
     * @param directory for its data, which must not exist
     * @param port the first of some 200 ports that are free
     * @param isApart whether each node gets a network namespace of its own
     * @param brokers how many
     */
    static FaultCluster laidOut(Path home, Path directory, int port, boolean isApart, int brokers)
            throws IOException, InterruptedException {
        List<Node> nodes = layOut(home, directory, port, brokers);
        Namespaces network = isApart ? new Namespaces() : null;
        if (network != null) {
            for (Node each : nodes) {
                each.runUnder(network.add(each.name()));
            }
            giveAddresses(nodes, network);
        }
        return new FaultCluster(home, directory, nodes, network, new Topics(bootstrap(nodes)));
    }

    /** The command lays it out and starts it; what it started goes again before it did anything. */
    private static List<Node> layOut(Path home, Path directory, int port, int brokers)
            throws IOException, InterruptedException {
        Path told = Files.createTempFile("taffrail-cluster-up", ".log");
        Process up =
                new ProcessBuilder(
                                home.resolve("taffrail").toString(),
                                "cluster",
                                "up",
                                "--data",
                                directory.toString(),
                                "--brokers",
                                Integer.toString(brokers),
                                "--kafka-port",
                                Integer.toString(port + 60),
                                "--http-port",
                                Integer.toString(port + 40),
                                "--port-base",
                                Integer.toString(port + 100))
                        .redirectErrorStream(true)
                        .redirectOutput(told.toFile())
                        .start();
        int nodeCount = CONTROLLERS + brokers + GATEWAYS;
        await(
                nodeCount + " nodes in " + directory,
                () -> !up.isAlive() || startedNodes(home, directory).size() == nodeCount);
        up.destroy();
        up.waitFor();
        List<Node> nodes = startedNodes(home, directory);
        if (nodes.size() != nodeCount) {
            throw new IllegalStateException(
                    "%d of %d nodes were started: %s"
                            .formatted(nodes.size(), nodeCount, Files.readString(told)));
        }
        Files.delete(told);
        for (Node each : nodes) {
            each.signal("KILL");
        }
        for (Node each : nodes) {
            await(each.name() + " to go", () -> each.handle().isEmpty());
            Shell.run("rm", "-rf", each.data().toString());
        }
        return nodes;
    }

    private static List<Node> startedNodes(Path home, Path directory) {
        try (Stream<Path> folders = Files.list(directory)) {
            return folders.filter(folder -> Files.exists(folder.resolve("pid")))
                    .map(folder -> new Node(home, folder))
                    .filter(node -> node.handle().isPresent())
                    .sorted(Comparator.comparing(Node::name))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Each port belongs to one node, so every mention of it gets that node's address. */
    private static void giveAddresses(List<Node> nodes, Namespaces network) throws IOException {
        for (Node reader : nodes) {
            String text = Files.readString(reader.settingsFile()).replace("\\:", ":");
            for (Node each : nodes) {
                for (String port : network.portsOf(each)) {
                    text =
                            text.replaceAll(
                                    LOOPBACK + ":" + port + "\\b",
                                    network.address(each.name()) + ":" + port);
                }
            }
            String own = network.address(reader.name());
            text = text.replace("server.address=" + LOOPBACK, "server.address=" + own);
            if (!reader.role().equals("gateway")) {
                text += "taffrail." + reader.role() + ".host=" + own + "\n";
            }
            Files.writeString(reader.settingsFile(), text);
        }
    }

    Path directory() {
        return directory;
    }

    List<Node> nodes() {
        return nodes;
    }

    List<Node> nodes(String role) {
        return nodes.stream().filter(each -> each.role().equals(role)).toList();
    }

    Node node(String name) {
        return nodes.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }

    Namespaces network() {
        return requireNonNull(network, "this cluster's nodes share the machine's network");
    }

    void startAll() throws IOException {
        for (Node each : nodes) {
            each.start(Map.of());
        }
        awaitWhole();
    }

    /**
     * Waits until every node says that it is ready, every replica is in sync, every controller has
     * what the active one has, and all of them tell the same of it.
     */
    void awaitWhole() {
        for (Node each : nodes) {
            await(each.name() + " to be ready", each::isReady);
        }
        await("every replica to be in sync", this::isInSync);
        long applied = activeController().appliedIndex();
        for (Node each : nodes("controller")) {
            await(
                    each.name() + " to have applied command " + applied,
                    () -> each.appliedIndex() >= applied && !each.isJoining());
        }
        await("all controllers to know the same topics", () -> isAgreedOn("topics"));
        await("all controllers to know the same partitions", () -> isAgreedOn("partitions"));
        await("all controllers to know the same nodes", () -> isAgreedOn("brokers"));
    }

    private boolean isAgreedOn(String what) {
        List<Node> controllers = nodes("controller");
        List<String> told =
                controllers.stream()
                        .flatMap(each -> each.get("/controller/v1/" + what + "?size=1000").stream())
                        // When a row was written says how commands came in batches, no more.
                        .map(text -> text.replaceAll("\"appliedIndex\":\\d+", ""))
                        .toList();
        return told.size() == controllers.size() && told.stream().distinct().count() == 1;
    }

    private boolean isInSync() {
        return nodes.stream()
                .filter(Node::isActiveController)
                .findFirst()
                .flatMap(active ->
                        active.get("/controller/v1/partitions?underReplicated=true&size=1"))
                .filter(text -> text.contains("\"items\":[]"))
                .isPresent();
    }

    /** The one that leads; waits while there is none. */
    Node activeController() {
        List<Node> found = new ArrayList<>();
        await(
                "an active controller",
                () -> {
                    found.clear();
                    nodes.stream().filter(Node::isActiveController).forEach(found::add);
                    return !found.isEmpty();
                });
        return found.getFirst();
    }

    /** The rolling restart that an operator would do. */
    void rollingRestart() throws IOException, InterruptedException {
        Shell.run(
                home.resolve("taffrail").toString(),
                "cluster",
                "restart",
                "--data",
                directory.toString());
    }

    String bootstrap() throws IOException {
        return bootstrap(nodes);
    }

    private static String bootstrap(List<Node> nodes) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Node each : nodes) {
            if (!each.role().equals("broker")) {
                continue;
            }
            all.append(all.isEmpty() ? "" : ",")
                    .append(each.settings().getProperty("taffrail.broker.host", LOOPBACK))
                    .append(':')
                    .append(each.settings().getProperty("taffrail.broker.port"));
        }
        return all.toString();
    }

    List<String> gateways() throws IOException {
        return List.of(node("gateway-1").url(), node("gateway-2").url());
    }

    Topics topics() {
        return topics;
    }

    static void await(String what, java.util.function.BooleanSupplier wanted) {
        long deadlineNs = System.nanoTime() + WITHIN_NS;
        while (!wanted.getAsBoolean()) {
            if (System.nanoTime() > deadlineNs) {
                throw new IllegalStateException(
                        "waited %d s in vain for %s".formatted(WITHIN_NS / 1_000_000_000, what));
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    @Override
    public void close() {
        for (Node each : nodes) {
            try {
                each.signal("KILL");
            } catch (IOException | InterruptedException e) {
                System.err.println(each.name() + " may still run: " + e.getMessage());
            }
        }
        unmountAll();
        if (network != null) {
            network.close();
        }
    }

    /** Disks that a fault gave to a node and that an interruption has left. */
    private void unmountAll() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/mounts"))) {
                String at = line.split(" ")[1];
                if (Path.of(at).startsWith(directory)) {
                    Shell.run("umount", "-l", at);
                }
            }
        } catch (IOException | InterruptedException e) {
            System.err.println("mounts may be left over: " + e.getMessage());
        }
    }
}
