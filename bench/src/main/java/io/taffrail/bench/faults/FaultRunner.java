package io.taffrail.bench.faults;

import io.taffrail.bench.LoadOptions;
import io.taffrail.bench.faults.FaultTable.Load;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * {@code bench/faults}: each fault so many times, some of them within each load, on a cluster that
 * stays; prints one row of Markdown for each fault. A cluster in which a history was wrong, or that
 * did not heal, is ended and its folders stay; the next load gets a new one, and the exit code is
 * 1.
 */
public final class FaultRunner {

    private static final int RUNS = 1;
    private static final int ROUNDS_IN_A_LOAD = 5;
    private static final int SECONDS = 60;
    private static final int PORT = 23_000;
    private static final int BROKERS = 3;

    private final Path home;
    private final Path data;
    private final int port;
    private final int runs;
    private final int perLoad;
    private final int seconds;
    private final long seed;
    private @Nullable FaultCluster current;
    private @Nullable Kind currentKind;
    private int clusters;
    private boolean isWrong;

    /** What a cluster has to have. */
    private record Kind(boolean isApart, boolean isMoving) {}

    FaultRunner(LoadOptions options) {
        this.home = Path.of(options.text("home"));
        this.data = Path.of(options.text("data"));
        this.port = options.count("port", PORT);
        this.runs = options.count("runs", RUNS);
        this.perLoad = options.count("rounds", ROUNDS_IN_A_LOAD);
        this.seconds = options.count("seconds", SECONDS);
        this.seed = Long.parseLong(options.text("seed", Long.toString(System.nanoTime() >>> 20)));
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        var options =
                new LoadOptions(
                        args, "home", "data", "port", "fault", "runs", "rounds", "seconds", "seed");
        List<Fault> wanted = new ArrayList<>();
        for (String name : options.text("fault", "all").split(",")) {
            List<Fault> found = Fault.named(name);
            if (found.isEmpty()) {
                throw new IllegalArgumentException(
                        "there is no fault "
                                + name
                                + ": use all, processes, network or some of these, each also with"
                                + " +moves at its end: "
                                + Faults.all().stream().map(Fault::name).toList());
            }
            wanted.addAll(found);
        }
        var runner = new FaultRunner(options);
        // Whoever is told to end takes the nodes along.
        Runtime.getRuntime().addShutdownHook(new Thread(runner::putAside));
        System.out.println(FaultTable.head());
        // One cluster for as many as possible.
        wanted.sort(Comparator.comparing(Fault::isApart).thenComparing(Fault::isMoving));
        for (Fault each : wanted) {
            System.out.println(FaultTable.row(each, runner.run(each)));
        }
        // Clients that were broken off may have threads left which wait for their time-outs.
        System.exit(runner.isWrong ? 1 : 0);
    }

    private List<Load> run(Fault fault) throws IOException, InterruptedException {
        List<Load> all = new ArrayList<>();
        int first = 1;
        for (int count : Round.dealOut(runs, Math.min(perLoad, fault.roundsMax()))) {
            FaultCluster cluster = cluster(new Kind(fault.isApart(), fault.isMoving()));
            boolean isWhole = false;
            try (var disks = new Disks(cluster)) {
                Load load =
                        new FaultLoad(cluster, fault, disks, first, seed + first)
                                .run(first, count, seed, seconds);
                all.add(load);
                System.err.printf(
                        "%s, rounds %d to %d: %s, %d operations%n",
                        fault.name(), first, first + count - 1, load.verdict(), load.operations());
                isWhole = load.verdict().isClean();
            } catch (IllegalStateException | IOException | KafkaException e) {
                System.err.println(fault.name() + ", " + e.getMessage());
            }
            if (!isWhole) {
                keep(cluster);
            }
            first += count;
        }
        return all;
    }

    private FaultCluster cluster(Kind kind) throws IOException, InterruptedException {
        FaultCluster present = current;
        if (present != null && kind.equals(currentKind)) {
            return present;
        }
        putAside();
        Path directory = data.resolve((kind.isApart() ? "apart-" : "together-") + ++clusters);
        int brokers = kind.isMoving() ? BROKERS + 1 : BROKERS;
        FaultCluster fresh = FaultCluster.laidOut(home, directory, port, kind.isApart(), brokers);
        current = fresh;
        currentKind = kind;
        fresh.startAll();
        return fresh;
    }

    private void keep(FaultCluster cluster) {
        isWrong = true;
        System.err.println("the nodes stay as they were in " + cluster.directory());
        putAside();
    }

    /** Ends the cluster; the next load gets another one. */
    private synchronized void putAside() {
        FaultCluster present = current;
        if (present != null) {
            present.close();
            current = null;
        }
    }
}
