package io.taffrail.bench.faults;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartitionInfo;

/** Who plays which role when a fault begins, and the things that faults do. */
record Scene(
        FaultCluster cluster,
        String topic,
        Node leader,
        Node follower,
        Node controller,
        Disks disks) {

    private static final int LONG_ENOUGH_S = 4;

    /** The follower leads no partition of the topic where there is such a broker. */
    static Scene of(FaultCluster cluster, String topic, Disks disks) {
        List<TopicPartitionInfo> partitions = cluster.partitions(topic);
        int leader = partitions.getFirst().leader().id();
        Set<Integer> leaders =
                partitions.stream().map(each -> each.leader().id()).collect(Collectors.toSet());
        List<Node> followers =
                cluster.nodes("broker").stream().filter(each -> each.number() != leader).toList();
        Node follower =
                followers.stream()
                        .filter(each -> !leaders.contains(each.number()))
                        .findFirst()
                        .orElse(followers.getFirst());
        return new Scene(
                cluster,
                topic,
                cluster.node("broker-" + leader),
                follower,
                cluster.activeController(),
                disks);
    }

    Node gateway() {
        return cluster.node("gateway-1");
    }

    void kill(List<Node> nodes) throws IOException, InterruptedException {
        for (Node each : nodes) {
            each.signal("KILL");
        }
        for (Node each : nodes) {
            FaultCluster.await(each.name() + " to go", () -> each.handle().isEmpty());
        }
    }

    /** Ends them at once, and starts them after the others have had to do without. */
    void killAndRestart(List<Node> nodes) throws IOException, InterruptedException {
        kill(nodes);
        rest(LONG_ENOUGH_S);
        for (Node each : nodes) {
            each.start(Map.of());
        }
    }

    void hold(Node node, int seconds) throws IOException, InterruptedException {
        node.signal("STOP");
        rest(seconds);
        node.signal("CONT");
    }

    /** Stops its process, and starts it after the others have had to do without. */
    void stopProcess(Node node) throws IOException, InterruptedException {
        node.stopProcess();
        rest(LONG_ENOUGH_S);
        FaultCluster.await(node.name() + " to be ended", () -> node.handle().isEmpty());
        node.start(Map.of());
    }

    void cutBothWays(Node one, Node other) throws IOException, InterruptedException {
        cluster.network().cut(one.name(), other.name());
        cluster.network().cut(other.name(), one.name());
    }

    void heal() throws IOException, InterruptedException {
        for (Node each : cluster.nodes()) {
            cluster.network().heal(each.name());
        }
    }

    void rest(int seconds) {
        long untilNs = System.nanoTime() + seconds * 1_000_000_000L;
        for (long left = untilNs - System.nanoTime();
                left > 0;
                left = untilNs - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
