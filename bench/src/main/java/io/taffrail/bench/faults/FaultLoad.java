package io.taffrail.bench.faults;

import io.taffrail.bench.faults.FaultTable.Load;
import io.taffrail.bench.faults.Verdict.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.common.KafkaException;

/**
 * One topic and one recorded load on it, under which a fault is done some times; each time the
 * cluster is whole again before the next. The history is judged once, at the end.
 */
final class FaultLoad {

    private static final int PARTITIONS = 2;
    private static final int WARM_UP_S = 3;
    private static final int BALLAST_KB = 3_000;

    private final FaultCluster cluster;
    private final Fault fault;
    private final Disks disks;
    private final String topic;
    private final Promises promises;
    private final Upheaval upheaval;
    private final List<Round> rounds = new ArrayList<>();

    /**
     * @param seed of what operators do meanwhile
     */
    FaultLoad(FaultCluster cluster, Fault fault, Disks disks, int number, long seed) {
        this.cluster = cluster;
        this.fault = fault;
        this.disks = disks;
        this.topic = "faults-" + fault.name().replace('+', '-') + "-" + number;
        this.promises = new Promises(cluster.topics(), "promised-" + topic);
        this.upheaval =
                new Upheaval(
                        cluster.topics(),
                        topic,
                        PARTITIONS,
                        promises,
                        cluster.nodes("broker").stream().map(Node::number).toList(),
                        new SplittableRandom(seed));
    }

    /**
     * @param first number of the first round
     * @param count of rounds
     * @param seed from which each round has its own
     * @param seconds that all rounds take at least
     */
    Load run(int first, int count, long seed, int seconds)
            throws IOException, InterruptedException {
        cluster.topics().create(topic, PARTITIONS);
        cluster.topics().awaitInSync(topic);
        fault.prepare().run(scene(seed));
        var load = new RecordedLoad(cluster.bootstrap(), cluster.gateways(), topic, PARTITIONS);
        if (fault.hasBallast()) {
            load.fill(BALLAST_KB);
        }
        load.start();
        Load judged;
        try {
            scene(seed).rest(WARM_UP_S);
            for (int i = 0; i < count; i++) {
                rounds.add(round(first + i, seed + first + i, seconds / count));
            }
            judged = judge(load.stop());
        } catch (IOException | IllegalStateException | KafkaException e) {
            load.abandon();
            upheaval.abandon();
            throw e;
        }
        if (judged.verdict().isClean()) {
            fault.tidy().run(scene(seed));
            cluster.startAll();
            promises.tidy();
            cluster.topics().delete(topic);
        }
        return judged;
    }

    private Scene scene(long seed) {
        return Scene.of(cluster, topic, disks, promises, new SplittableRandom(seed));
    }

    private Round round(int number, long seed, int seconds)
            throws IOException, InterruptedException {
        Scene scene = scene(seed);
        long fromNs = System.nanoTime();
        var begun = new Round(number, seed, scene.roles(), fromNs, Long.MAX_VALUE);
        try {
            if (fault.isMoving()) {
                upheaval.begin();
            }
            fault.harm().run(scene);
            for (Node each : cluster.nodes()) {
                each.start(Map.of());
            }
            if (fault.isMoving()) {
                upheaval.settle();
            }
            cluster.awaitWhole();
            promises.requireKept();
        } catch (IOException | IllegalStateException | KafkaException e) {
            throw new IllegalStateException(begun + ": " + e.getMessage(), e);
        }
        long wholeNs = System.nanoTime();
        long leftS = seconds - (wholeNs - fromNs) / 1_000_000_000;
        scene.rest((int) Math.max(WARM_UP_S, leftS));
        System.err.printf(
                "%s, %s: whole after %d ms%n", fault.name(), begun, (wholeNs - fromNs) / 1_000_000);
        return new Round(number, seed, scene.roles(), fromNs, System.nanoTime());
    }

    private Load judge(History history) throws IOException {
        Verdict verdict = Checker.judge(history);
        Load load = Load.of(history, verdict, rounds);
        for (int i = 0; i < rounds.size(); i++) {
            System.err.printf(
                    "%s, round %d: longest gaps: %s%n",
                    fault.name(), rounds.get(i).number(), load.gaps().get(i));
        }
        for (Finding each : verdict.findings()) {
            System.err.printf(
                    "%s, %s: %s%n",
                    fault.name(),
                    Round.at(rounds, each.atNs())
                            .map(Round::toString)
                            .orElse("before or after the rounds"),
                    each);
        }
        // A client that gave up was promised nothing, but ought to have been served.
        if (!verdict.isClean() || load.notOk() > 0) {
            Path file = cluster.directory().resolve(topic + ".history");
            history.write(file);
            System.err.println("everything that clients did and saw is in " + file);
        }
        return load;
    }
}
