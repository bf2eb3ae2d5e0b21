package io.taffrail.cli.cluster;

import io.taffrail.cli.Output;
import io.taffrail.cli.cluster.NodeProcess.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code taffrail cluster up|status|kill|stop|start|pause|resume|restart|down}. */
@Command(
        name = "cluster",
        description = "A cluster on this machine, each node a process of its own.")
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
            @picocli.CommandLine.Mixin In in,
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
        cluster.start(cluster.nodes(), System.out::println);
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
    int status(@picocli.CommandLine.Mixin In in) throws IOException {
        LocalCluster cluster = LocalCluster.open(in.directory);
        List<List<String>> rows = new ArrayList<>();
        boolean isAllRunning = true;
        for (NodeProcess each : cluster.nodes()) {
            State state = each.state();
            isAllRunning &= state == State.RUNNING;
            rows.add(
                    List.of(
                            each.node().name(),
                            state.name().toLowerCase(Locale.ROOT)
                                    + (each.isActiveController() ? " (active)" : ""),
                            each.handle().map(handle -> Long.toString(handle.pid())).orElse("-"),
                            each.node().address(),
                            each.residentMb() + " MB"));
        }
        Output.table(System.out, List.of("NODE", "STATE", "PID", "ADDRESS", "MEMORY"), rows);
        return isAllRunning ? 0 : 1;
    }

    @Command(name = "kill", description = "End nodes at once (SIGKILL).")
    int kill(@picocli.CommandLine.Mixin In in, @Parameters(arity = "1..*") List<String> names)
            throws IOException, InterruptedException {
        return signal(in, names, "KILL");
    }

    @Command(name = "pause", description = "Hold nodes as if their machines froze (SIGSTOP).")
    int pause(@picocli.CommandLine.Mixin In in, @Parameters(arity = "1..*") List<String> names)
            throws IOException, InterruptedException {
        return signal(in, names, "STOP");
    }

    @Command(name = "resume", description = "Let held nodes go on (SIGCONT).")
    int resume(@picocli.CommandLine.Mixin In in, @Parameters(arity = "1..*") List<String> names)
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
    int stop(@picocli.CommandLine.Mixin In in, @Parameters(arity = "1..*") List<String> names)
            throws IOException, InterruptedException {
        LocalCluster cluster = LocalCluster.open(in.directory);
        for (String name : names) {
            cluster.node(name).stop();
        }
        return 0;
    }

    @Command(name = "start", description = "Start nodes, and wait until they are ready.")
    int start(@picocli.CommandLine.Mixin In in, @Parameters(arity = "1..*") List<String> names)
            throws IOException, InterruptedException {
        LocalCluster cluster = LocalCluster.open(in.directory);
        cluster.start(names.stream().map(cluster::node).toList(), System.out::println);
        return 0;
    }

    @Command(
            name = "restart",
            description = "Restart all nodes, one after the other, while the others serve.")
    int restart(@picocli.CommandLine.Mixin In in) throws IOException, InterruptedException {
        LocalCluster.open(in.directory).restart(System.out::println);
        return 0;
    }

    @Command(name = "down", description = "Stop all nodes; their data stays.")
    int down(@picocli.CommandLine.Mixin In in) throws IOException, InterruptedException {
        LocalCluster.open(in.directory).stop();
        return 0;
    }
}
