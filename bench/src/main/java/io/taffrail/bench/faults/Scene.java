package io.taffrail.bench.faults;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * Who plays which role when a fault begins, and the things that faults do.
 *
 * @param partition the one whose leader and follower these are
 * @param promises topics that a fault makes on the way
 * @param chance chooses where nobody else does
 */
record Scene(
        FaultCluster cluster,
        String topic,
        int partition,
        Node leader,
        Node follower,
        Node controller,
        Node gateway,
        Disks disks,
        Promises promises,
        RandomGenerator chance) {

    private static final int LONG_ENOUGH_S = 4;

    /** The follower leads no partition of the topic where there is such a broker. */
    static Scene of(
            FaultCluster cluster,
            String topic,
            Disks disks,
            Promises promises,
            RandomGenerator chance) {
        List<TopicPartitionInfo> partitions = cluster.topics().awaitLeaders(topic);
        TopicPartitionInfo partition = any(partitions, chance);
        int leader = partition.leader().id();
        Set<Integer> leaders =
                partitions.stream().map(each -> each.leader().id()).collect(Collectors.toSet());
        List<Node> followers =
                partition.replicas().stream()
                        .filter(each -> each.id() != leader)
                        .map(each -> cluster.node("broker-" + each.id()))
                        .toList();
        List<Node> idle =
                followers.stream().filter(each -> !leaders.contains(each.number())).toList();
        return new Scene(
                cluster,
                topic,
                partition.partition(),
                cluster.node("broker-" + leader),
                any(idle.isEmpty() ? followers : idle, chance),
                cluster.activeController(),
                any(cluster.nodes("gateway"), chance),
                disks,
                promises,
                chance);
    }

    static <T> T any(List<T> all, RandomGenerator chance) {
        return all.get(chance.nextInt(all.size()));
    }

    /** Such as {@code leader broker-1 of partition 0, follower broker-2 …}. */
    String roles() {
        return "leader %s of partition %d, follower %s, active %s, gateway %s"
                .formatted(
                        leader.name(),
                        partition,
                        follower.name(),
                        controller.name(),
                        gateway.name());
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

    /** Ends it as an operator would, who lets it finish. */
    void stopInOrder(Node node) throws IOException, InterruptedException {
        node.signal("TERM");
        FaultCluster.await(node.name() + " to stop", () -> node.handle().isEmpty());
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

    /**
     * Rests, or not: what follows comes while the others have not yet noticed, or when they have.
     */
    void restPerhaps() {
        if (chance.nextBoolean()) {
            rest(LONG_ENOUGH_S);
        }
    }
}
