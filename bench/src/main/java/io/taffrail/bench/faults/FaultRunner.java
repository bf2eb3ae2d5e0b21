package io.taffrail.bench.faults;

import io.taffrail.bench.LoadOptions;
import io.taffrail.bench.faults.FaultTable.Run;
import io.taffrail.bench.faults.Gaps.Gap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;

/**
 * {@code bench/faults}: for each fault so many runs, each with a topic and a load of its own on a
 * cluster that stays; prints one row of Markdown for each fault. Exit code 1 when a history was
 * wrong or a cluster did not heal.
 */
public final class FaultRunner {

    static final String TOPIC = "faults-";

    private static final int PARTITIONS = 2;
    private static final int WARM_UP_S = 3;
    private static final int BALLAST_KB = 3_000;

    private final int runs;
    private final int seconds;
    private boolean isWrong;

    FaultRunner(int runs, int seconds) {
        this.runs = runs;
        this.seconds = seconds;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        var options = new LoadOptions(args, "home", "data", "port", "fault", "runs", "seconds");
        var runner = new FaultRunner(options.count("runs", 1), options.count("seconds", 10));
        List<Fault> wanted = new ArrayList<>();
        for (String name : options.text("fault", "all").split(",")) {
            Faults.all().stream().filter(Fault.named(name)).forEach(wanted::add);
        }
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no such fault: use all, processes, network or one of "
                            + Faults.all().stream().map(Fault::name).toList());
        }
        System.out.println(FaultTable.head());
        for (boolean isApart : new boolean[] {false, true}) {
            List<Fault> some = wanted.stream().filter(each -> each.isApart() == isApart).toList();
            if (!some.isEmpty()) {
                Path data = Path.of(options.text("data")).resolve(isApart ? "apart" : "together");
                try (var cluster =
                        FaultCluster.up(
                                Path.of(options.text("home")),
                                data,
                                options.count("port", 23_000),
                                isApart)) {
                    // Whoever is told to end takes the nodes along.
                    Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
                    for (Fault each : some) {
                        System.out.println(FaultTable.row(each, runner.run(cluster, each)));
                    }
                }
            }
        }
        // Clients that were broken off may have threads left which wait for their time-outs.
        System.exit(runner.isWrong ? 1 : 0);
    }

    private List<Run> run(FaultCluster cluster, Fault fault)
            throws IOException, InterruptedException {
        List<Run> all = new ArrayList<>();
        for (int i = 1; i <= runs; i++) {
            try (var disks = new Disks(cluster)) {
                Run run = run(cluster, fault, disks, TOPIC + fault.name() + "-" + i);
                all.add(run);
                isWrong |= !run.verdict().isClean();
                System.err.printf(
                        "%s, run %d: %s, %d operations; longest gaps: %s; %s%n",
                        fault.name(),
                        i,
                        run.verdict(),
                        run.history().operations().size(),
                        run.writers(),
                        run.readers());
            } catch (IllegalStateException | IOException | KafkaException e) {
                isWrong = true;
                System.err.println(fault.name() + ", run " + i + ": " + e.getMessage());
            }
            cluster.startAll();
        }
        return all;
    }

    Run run(FaultCluster cluster, Fault fault, Disks disks, String topic)
            throws IOException, InterruptedException {
        cluster.createTopic(topic, PARTITIONS);
        fault.prepare().run(Scene.of(cluster, topic, disks));
        // Who was restarted for it has lost its leaderships, and the harm is for the leader.
        cluster.electPreferred(topic);
        Scene scene = Scene.of(cluster, topic, disks);
        var load = new RecordedLoad(cluster.bootstrap(), cluster.gateways(), topic, PARTITIONS);
        if (fault.name().startsWith("flip-")) {
            load.fill(BALLAST_KB);
        }
        load.start();
        scene.rest(WARM_UP_S);
        long fromNs = System.nanoTime();
        fault.harm().run(scene);
        for (Node each : cluster.nodes()) {
            each.start(Map.of());
        }
        cluster.awaitWhole();
        long leftS = seconds - (System.nanoTime() - fromNs) / 1_000_000_000;
        scene.rest((int) Math.max(WARM_UP_S, leftS));
        long toNs = System.nanoTime();
        History history = load.stop();
        Verdict verdict = Checker.judge(history);
        List<Gap> writers = Gaps.ofWriters(history.operations(), fromNs, toNs);
        Map<String, List<Sighting>> readers = history.byReader();
        readers.remove(History.FINAL);
        var run = new Run(history, verdict, writers, Gaps.ofReaders(readers, fromNs, toNs));
        fault.tidy().run(scene);
        cluster.startAll();
        cluster.deleteTopic(topic);
        return run;
    }
}
