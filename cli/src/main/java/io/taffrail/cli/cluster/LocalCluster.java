package io.taffrail.cli.cluster;

import io.taffrail.cli.Taffrail.Failure;
import io.taffrail.cli.cluster.Layout.Role;
import io.taffrail.cli.cluster.NodeProcess.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The nodes of one directory, and what is done with several of them. */
final class LocalCluster {

    private static final String LAYOUT = "cluster.properties";
    private static final long LOOK_NS = 100_000_000;
    private static final int READY_WITHIN_S = 120;

    private final Layout layout;
    private final List<NodeProcess> nodes;

    private LocalCluster(Layout layout, Path directory) {
        this.layout = layout;
        Path absolute = directory.toAbsolutePath().normalize();
        this.nodes =
                layout.nodes(absolute).stream()
                        .map(node -> new NodeProcess(node, absolute))
                        .toList();
    }

    /** The cluster that is there already, or the one that is asked for. */
    static LocalCluster openOrCreate(Path directory, Layout wanted) throws IOException {
        Path file = directory.resolve(LAYOUT);
        if (Files.exists(file)) {
            return open(directory);
        }
        Files.createDirectories(directory);
        try (var out = Files.newBufferedWriter(file)) {
            wanted.toProperties().store(out, "written by taffrail cluster up");
        }
        return new LocalCluster(wanted, directory);
    }

    static LocalCluster open(Path directory) throws IOException {
        Path file = directory.resolve(LAYOUT);
        if (!Files.exists(file)) {
            throw new Failure(
                    "there is no cluster in " + directory + ": start one with cluster up");
        }
        var properties = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            properties.load(in);
        }
        return new LocalCluster(Layout.of(properties), directory);
    }

    Layout layout() {
        return layout;
    }

    List<NodeProcess> nodes() {
        return nodes;
    }

    NodeProcess node(String name) {
        return nodes.stream()
                .filter(each -> each.node().name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new Failure(
                                "there is no node "
                                        + name
                                        + ": the nodes are "
                                        + String.join(
                                                ", ",
                                                nodes.stream()
                                                        .map(each -> each.node().name())
                                                        .toList())));
    }

    /** Starts what does not run, all at once, and waits until everything is ready. */
    void start(List<NodeProcess> wanted, Consumer<String> tell)
            throws IOException, InterruptedException {
        List<NodeProcess> missing =
                wanted.stream().filter(each -> each.state() == State.STOPPED).toList();
        for (NodeProcess each : missing) {
            requireFreePorts(each.node());
        }
        long startedNs = System.nanoTime();
        for (NodeProcess each : missing) {
            each.start();
        }
        for (NodeProcess each : wanted) {
            awaitReady(each);
            tell.accept(
                    "%-12s %-45s ready after %.1f s"
                            .formatted(
                                    each.node().name(),
                                    each.node().address(),
                                    (System.nanoTime() - startedNs) / 1e9));
        }
    }

    private static void requireFreePorts(Layout.Node node) {
        for (int port : node.ports()) {
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                socket.setReuseAddress(true);
            } catch (IOException e) {
                throw new Failure(
                        "port "
                                + port
                                + " of "
                                + node.name()
                                + " is in use: stop what uses it, or start a cluster in another"
                                + " directory with other --kafka-port, --http-port and --port-base");
            }
        }
    }

    private static void awaitReady(NodeProcess process) {
        await(
                process::isReady,
                () -> process.state() == State.STOPPED,
                () ->
                        process.node().name()
                                + " is not ready; its log "
                                + process.log()
                                + " ends with\n"
                                + process.lastWords());
    }

    private static void await(
            BooleanSupplier wanted,
            BooleanSupplier hopeless,
            java.util.function.Supplier<String> complaint) {
        long deadlineNs = System.nanoTime() + READY_WITHIN_S * 1_000_000_000L;
        while (!wanted.getAsBoolean()) {
            if (hopeless.getAsBoolean() || System.nanoTime() > deadlineNs) {
                throw new Failure(complaint.get());
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    /**
     * Restarts every node, one after the other: the next one goes when the one before serves again
     * and every partition has all its replicas in sync. Controllers go last, so that whoever
     * decides the elections of the others' going stays, and of them the active one.
     */
    void restart(Consumer<String> tell) throws IOException, InterruptedException {
        Optional<NodeProcess> active = activeController();
        List<NodeProcess> order = new ArrayList<>(nodes);
        order.sort(
                Comparator.comparing((NodeProcess each) -> each.node().role() == Role.CONTROLLER)
                        .thenComparing(each -> active.isPresent() && active.get().equals(each)));
        for (NodeProcess each : order) {
            awaitInSync();
            long startedNs = System.nanoTime();
            each.stop();
            each.start();
            awaitReady(each);
            tell.accept(
                    "%-12s restarted in %.1f s"
                            .formatted(each.node().name(), (System.nanoTime() - startedNs) / 1e9));
        }
        awaitInSync();
    }

    Optional<NodeProcess> activeController() {
        return nodes.stream().filter(NodeProcess::isActiveController).findFirst();
    }

    private void awaitInSync() {
        String path = "/controller/v1/partitions?underReplicated=true&size=1";
        await(
                () ->
                        activeController()
                                .flatMap(active -> active.get(path))
                                .filter(text -> text.contains("\"items\":[]"))
                                .isPresent(),
                () -> false,
                () -> "some partitions have replicas that do not catch up: see cluster status");
    }

    /** Stops all that run: gateways, brokers, controllers; those of one kind at the same time. */
    void stop() throws IOException, InterruptedException {
        for (Role role : List.of(Role.GATEWAY, Role.BROKER, Role.CONTROLLER)) {
            List<NodeProcess> ofRole =
                    nodes.stream().filter(each -> each.node().role() == role).toList();
            for (NodeProcess each : ofRole) {
                each.beginToStop();
            }
            for (NodeProcess each : ofRole) {
                each.awaitStopped();
            }
        }
    }
}
