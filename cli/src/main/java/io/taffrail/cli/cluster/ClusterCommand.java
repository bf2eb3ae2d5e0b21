package io.taffrail.cli.cluster;

import io.taffrail.cli.Output;
import io.taffrail.cli.cluster.NodeProcess.State;
import io.taffrail.cli.door.EventsCommand;
import io.taffrail.cli.door.HealthCommand;
import io.taffrail.cli.door.InfoCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code taffrail cluster up|status|kill|stop|start|pause|resume|restart|down}, for a cluster on
 * this machine; {@code info|health|events} are about whichever cluster one speaks to.
 */
@Command(
        name = "cluster",
        description =
                "How the cluster is (info, health, events); and a cluster on this machine, each node"
                        + " a process of its own (the others).",
        subcommands = {InfoCommand.class, HealthCommand.class, EventsCommand.class})
public final class ClusterCommand {

    /** Where the cluster lives; mixed into every subcommand. */
    static final class In {
        @Option(
                names = "--data",
                paramLabel = "DIR",
                defaultValue = "data/cluster",
                description = "Where everything is kept (default: ${DEFAULT-VALUE}).")
        Path directory = Path.of("data/cluster");
    }

    @Command(
            name = "up",
            description = "Start every node that does not run, and wait until all are ready.",
            mixinStandardHelpOptions = true)
    int up(
            @Mixin In in,
            @Mixin Output as,
            @Option(names = "--controllers", defaultValue = "3") int controllers,
            @Option(names = "--brokers", defaultValue = "3") int brokers,
            @Option(names = "--gateways", defaultValue = "2") int gateways,
            @Option(
                            names = "--kafka-port",
                            defaultValue = "9092",
                            description =
                                    "The first broker's; the next ones are 2 and 4 higher, then come gateways.")
                    int kafkaPort,
            @Option(
                            names = "--http-port",
                            defaultValue = "8080",
                            description = "The first gateway's; the next one is 1 higher.")
                    int httpPort,
            @Option(
                            names = "--port-base",
                            defaultValue = "19090",
                            description = "Where the ports begin that nodes use among themselves.")
                    int portBase)
            throws IOException, InterruptedException {
        var wanted = new Layout(controllers, brokers, gateways, kafkaPort, httpPort, portBase);
        LocalCluster cluster = LocalCluster.openOrCreate(in.directory, wanted);
        cluster.start(cluster.nodes(), as.isJson() ? System.err::println : System.out::println);
        if (as.isJson()) {
            Output.json(
                    System.out,
                    Map.of(
                            "http", "http://127.0.0.1:" + cluster.layout().httpPort(),
                            "brokers", cluster.layout().bootstrapServers(),
                            "data", in.directory.toAbsolutePath().normalize().toString()));
            return 0;
        }
        System.out.printf(
                Locale.ROOT,
                "the cluster is up: http://127.0.0.1:%d for REST, WebSocket and the dashboard; Kafka"
                        + " clients at %s; data in %s%n",
                cluster.layout().httpPort(),
                cluster.layout().bootstrapServers(),
                in.directory.toAbsolutePath().normalize());
        return 0;
    }

    @Command(
            name = "status",
            description = "What each node does; 1 when one does not run.",
            mixinStandardHelpOptions = true)
    int status(@Mixin In in, @Mixin Output as) throws IOException {
        LocalCluster cluster = LocalCluster.open(in.directory);
        List<List<String>> rows = new ArrayList<>();
        List<Map<String, Object>> lines = new ArrayList<>();
        boolean isAllRunning = true;
        for (NodeProcess each : cluster.nodes()) {
            State state = each.state();
            isAllRunning &= state == State.RUNNING;
            lines.add(line(each, state));
            rows.add(
                    List.of(
                            each.node().name(),
                            state.name().toLowerCase(Locale.ROOT)
                                    + (each.isActiveController() ? " (active)" : ""),
                            each.handle().map(handle -> Long.toString(handle.pid())).orElse("-"),
                            each.node().address(),
                            each.residentMb() + " MB"));
        }
        if (as.isJson()) {
            Output.jsonLines(System.out, lines);
        } else {
            Output.table(System.out, List.of("NODE", "STATE", "PID", "ADDRESS", "MEMORY"), rows);
        }
        return isAllRunning ? 0 : 1;
    }

    private static Map<String, Object> line(NodeProcess node, State state) throws IOException {
        var line = new LinkedHashMap<String, Object>();
        line.put("node", node.node().name());
        line.put("state", state.name().toLowerCase(Locale.ROOT));
        line.put("active", node.isActiveController());
        node.handle().ifPresent(handle -> line.put("pid", handle.pid()));
        line.put("address", node.node().address());
        line.put("memory_mb", node.residentMb());
        return line;
    }

    @Command(name = "kill", description = "End nodes at once (SIGKILL).")
    int kill(@Mixin In in, @Parameters(arity = "1..*") List<String> names)
            throws IOException, InterruptedException {
        return signal(in, names, "KILL");
    }

    @Command(name = "pause", description = "Hold nodes as if their machines froze (SIGSTOP).")
    int pause(@Mixin In in, @Parameters(arity = "1..*") List<String> names)
            throws IOException, InterruptedException {
        return signal(in, names, "STOP");
    }

    @Command(name = "resume", description = "Let held nodes go on (SIGCONT).")
    int resume(@Mixin In in, @Parameters(arity = "1..*") List<String> names)
            throws IOException, InterruptedException {
        return signal(in, names, "CONT");
    }

    private static int signal(In in, List<String> names, String signal)
            throws IOException, InterruptedException {
        LocalCluster cluster = LocalCluster.open(in.directory);
        for (String name : names) {
            cluster.node(name).signal(signal);
        }
        return 0;
    }

    @Command(name = "stop", description = "Stop nodes in order (SIGTERM), and wait.")
    int stop(@Mixin In in, @Parameters(arity = "1..*") List<String> names)
            throws IOException, InterruptedException {
        LocalCluster cluster = LocalCluster.open(in.directory);
        for (String name : names) {
            cluster.node(name).stop();
        }
        return 0;
    }

    @Command(name = "start", description = "Start nodes, and wait until they are ready.")
    int start(@Mixin In in, @Parameters(arity = "1..*") List<String> names)
            throws IOException, InterruptedException {
        LocalCluster cluster = LocalCluster.open(in.directory);
        cluster.start(names.stream().map(cluster::node).toList(), System.out::println);
        return 0;
    }

    @Command(
            name = "restart",
            description = "Restart all nodes, one after the other, while the others serve.")
    int restart(@Mixin In in) throws IOException, InterruptedException {
        LocalCluster.open(in.directory).restart(System.out::println);
        return 0;
    }

    @Command(name = "down", description = "Stop all nodes; their data stays.")
    int down(@Mixin In in) throws IOException, InterruptedException {
        LocalCluster.open(in.directory).stop();
        return 0;
    }
}
