package io.taffrail.bench.load;

import io.taffrail.bench.LoadOptions;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * Creates many partitions, and tells how long a cluster takes until something holds of all of them.
 * Prints {@code what=… partitions=… seconds=…}.
 *
 * <ul>
 *   <li>{@code --action create}: all are created, led, and have every replica in sync
 *   <li>{@code --action insync}: all are led and have every replica in sync; counted from the start
 *       of this process, which may come before the cluster's
 *   <li>{@code --action kill --pid P --broker N}: ends that process at once; all are led by others
 * </ul>
 */
public final class PartitionsLoad {

    private static final long LOOK_NS = 20_000_000;
    private static final long GIVE_UP_NS = 240_000_000_000L;

    private final int topics;
    private final int partitionsEach;
    private final short replicas;

    private PartitionsLoad(LoadOptions options) {
        this.topics = options.count("topics", 10);
        this.partitionsEach = options.count("partitions", 1_000);
        this.replicas = (short) options.count("replicas", 3);
    }

    public static void main(String[] args) throws Exception {
        var options =
                new LoadOptions(
                        args,
                        "bootstrap",
                        "action",
                        "topics",
                        "partitions",
                        "replicas",
                        "broker",
                        "pid");
        var load = new PartitionsLoad(options);
        String action = options.text("action");
        Map<String, Object> settings =
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, options.text("bootstrap"));
        try (Admin admin = Admin.create(settings)) {
            // Connected, and its classes loaded, before the clock starts.
            load.connect(admin);
            long startNs = System.nanoTime();
            switch (action) {
                case "create" -> load.create(admin);
                case "insync" -> {
                    long uptimeMs = ManagementFactory.getRuntimeMXBean().getUptime();
                    startNs = System.nanoTime() - uptimeMs * 1_000_000L;
                    load.await(admin, load::isInSync);
                }
                case "kill" -> {
                    int broker = options.count("broker", 1);
                    load.await(admin, load::isLed);
                    startNs = System.nanoTime();
                    kill(options.count("pid", 0));
                    load.await(admin, each -> load.isLed(each) && !isLedBy(each, broker));
                }
                default ->
                        throw new IllegalArgumentException(
                                "--action is create, insync or kill, not " + action);
            }
            System.out.printf(
                    "what=%s partitions=%d seconds=%.2f%n",
                    action, load.topics * load.partitionsEach, (System.nanoTime() - startNs) / 1e9);
        }
    }

    private void connect(Admin admin) throws InterruptedException {
        long giveUpNs = System.nanoTime() + GIVE_UP_NS;
        while (System.nanoTime() < giveUpNs) {
            try {
                admin.describeCluster().nodes().get(10, TimeUnit.SECONDS);
                return;
            } catch (ExecutionException | TimeoutException e) {
                // The cluster is starting.
                LockSupport.parkNanos(LOOK_NS);
            }
        }
        throw new IllegalStateException("no broker answers: is the cluster up?");
    }

    private static void kill(long pid) {
        boolean isKilled = ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false);
        if (!isKilled) {
            throw new IllegalArgumentException("--pid " + pid + " is no process to be killed");
        }
    }

    private void create(Admin admin) throws InterruptedException, ExecutionException {
        // One after the other: a request has to be answered within its time.
        for (String name : names()) {
            admin.createTopics(List.of(new NewTopic(name, partitionsEach, replicas))).all().get();
        }
        await(admin, this::isInSync);
    }

    private List<String> names() {
        List<String> names = new ArrayList<>(topics);
        for (int i = 0; i < topics; i++) {
            names.add("many-" + i);
        }
        return names;
    }

    private boolean isLed(TopicPartitionInfo partition) {
        Node leader = partition.leader();
        return leader != null && !leader.isEmpty();
    }

    private static boolean isLedBy(TopicPartitionInfo partition, int broker) {
        Node leader = partition.leader();
        return leader != null && leader.id() == broker;
    }

    private boolean isInSync(TopicPartitionInfo partition) {
        return isLed(partition) && partition.isr().size() == replicas;
    }

    /** A topic that is as wanted is not asked for again, so that the looking costs little. */
    private void await(Admin admin, Predicate<TopicPartitionInfo> wanted)
            throws InterruptedException {
        long giveUpNs = System.nanoTime() + GIVE_UP_NS;
        List<String> missing = names();
        while (!missing.isEmpty()) {
            if (System.nanoTime() > giveUpNs) {
                throw new IllegalStateException("gave up; not as wanted: " + missing);
            }
            String first = missing.getFirst();
            if (isAllAsWanted(admin, first, wanted)) {
                missing.removeFirst();
            } else {
                LockSupport.parkNanos(LOOK_NS);
            }
        }
    }

    private boolean isAllAsWanted(Admin admin, String topic, Predicate<TopicPartitionInfo> wanted)
            throws InterruptedException {
        try {
            TopicDescription found =
                    admin.describeTopics(Set.of(topic))
                            .allTopicNames()
                            .get(10, TimeUnit.SECONDS)
                            .get(topic);
            return found != null
                    && found.partitions().size() == partitionsEach
                    && found.partitions().stream().allMatch(wanted);
        } catch (ExecutionException | TimeoutException e) {
            // Its broker may be the one that is gone.
            return false;
        }
    }
}
