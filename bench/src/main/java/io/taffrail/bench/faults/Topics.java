package io.taffrail.bench.faults;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** A cluster's topics and who leads them, by Kafka's admin client. */
final class Topics {

    private static final short REPLICAS = 3;

    private final String bootstrap;

    Topics(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    void create(String name, int partitions) throws IOException, InterruptedException {
        try (Admin admin = admin()) {
            var topic = new NewTopic(name, partitions, REPLICAS);
            topic.configs(
                    Map.of("min.insync.replicas", "2", "segment.bytes", Integer.toString(1 << 20)));
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            throw new IOException("topic " + name + " could not be created", e);
        }
    }

    void awaitInSync(String topic) {
        FaultCluster.await(
                topic,
                () -> {
                    List<TopicPartitionInfo> all = partitions(topic);
                    return !all.isEmpty()
                            && all.stream().allMatch(each -> each.isr().size() == REPLICAS);
                });
    }

    void delete(String name) throws IOException, InterruptedException {
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(name)).all().get();
        } catch (ExecutionException e) {
            throw new IOException("topic " + name + " could not be deleted", e);
        }
    }

    Set<String> names() throws IOException, InterruptedException {
        try (Admin admin = admin()) {
            return admin.listTopics().names().get();
        } catch (ExecutionException e) {
            throw new IOException("the topics could not be listed", e);
        }
    }

    /** How many partitions each of these topics has; those that are not there are left out. */
    Map<String, Integer> sizes(Set<String> wanted) throws IOException, InterruptedException {
        Set<String> there = new HashSet<>(names());
        there.retainAll(wanted);
        try (Admin admin = admin()) {
            Map<String, Integer> sizes = new HashMap<>();
            admin.describeTopics(there)
                    .allTopicNames()
                    .get()
                    .forEach((name, topic) -> sizes.put(name, topic.partitions().size()));
            return sizes;
        } catch (ExecutionException e) {
            throw new IOException("the topics could not be described", e);
        }
    }

    void grow(String name, int partitions) throws IOException, InterruptedException {
        try (Admin admin = admin()) {
            admin.createPartitions(Map.of(name, NewPartitions.increaseTo(partitions))).all().get();
        } catch (ExecutionException e) {
            throw new IOException("%s does not get %d partitions".formatted(name, partitions), e);
        }
    }

    /** Asks that the first replica of each partition lead again; nobody waits for it. */
    void askForPreferred(String topic) throws IOException, InterruptedException {
        Set<TopicPartition> others = ledByOthers(topic);
        if (!others.isEmpty()) {
            elect(topic, others);
        }
    }

    private void elect(String topic, Set<TopicPartition> partitions)
            throws IOException, InterruptedException {
        try (Admin admin = admin()) {
            admin.electLeaders(ElectionType.PREFERRED, partitions).all().get();
        } catch (ExecutionException e) {
            throw new IOException("no preferred leaders of " + topic, e);
        }
    }

    /**
     * Makes that replica the first of the partition's, and its leader. An operator who moves
     * replicas meanwhile may undo either, so both are asked for until the broker is seen to lead.
     */
    void giveLead(String topic, int partition, Node broker) {
        FaultCluster.await(
                "%s to lead %s-%d".formatted(broker.name(), topic, partition),
                () -> {
                    List<TopicPartitionInfo> all = partitions(topic);
                    return !all.isEmpty()
                            && isGivenLead(topic, all.get(partition), broker.number());
                });
    }

    /** Whether it leads; if not, what it lacks next has been asked for. */
    private boolean isGivenLead(String topic, TopicPartitionInfo partition, int broker) {
        if (partition.leader() != null && partition.leader().id() == broker) {
            return true;
        }
        try {
            if (partition.replicas().getFirst().id() == broker) {
                elect(topic, Set.of(new TopicPartition(topic, partition.partition())));
            } else {
                reassign(topic, partition.partition(), withFirst(broker, partition.replicas()));
            }
        } catch (IOException e) {
            // A replica that is not in sync cannot lead yet.
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody waits any more", e);
        }
        return false;
    }

    /** While replicas are moved there are more of them than a partition has otherwise. */
    private static List<Integer> withFirst(
            int broker, List<org.apache.kafka.common.Node> replicas) {
        Stream<Integer> others =
                replicas.stream()
                        .map(org.apache.kafka.common.Node::id)
                        .filter(id -> id != broker)
                        .limit(REPLICAS - 1);
        return Stream.concat(Stream.of(broker), others).toList();
    }

    /** Gives the partition these replicas, the first of which is preferred as its leader. */
    void reassign(String topic, int partition, List<Integer> replicas)
            throws IOException, InterruptedException {
        alter(topic, partition, Optional.of(new NewPartitionReassignment(replicas)));
    }

    /** Calls off that the partition gets other replicas, if they are not there yet. */
    void stayAsItWas(String topic, int partition) throws IOException, InterruptedException {
        alter(topic, partition, Optional.empty());
    }

    private void alter(String topic, int partition, Optional<NewPartitionReassignment> wanted)
            throws IOException, InterruptedException {
        try (Admin admin = admin()) {
            admin.alterPartitionReassignments(Map.of(new TopicPartition(topic, partition), wanted))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("%s-%d takes no order".formatted(topic, partition), e);
        }
    }

    /** Whether some of its partitions have yet to get other replicas; also when nobody can tell. */
    boolean isMoving(String topic) {
        try (Admin admin = admin()) {
            return admin.listPartitionReassignments().reassignments().get().keySet().stream()
                    .anyMatch(each -> each.topic().equals(topic));
        } catch (InterruptedException | ExecutionException e) {
            return true;
        }
    }

    private Set<TopicPartition> ledByOthers(String topic) {
        return partitions(topic).stream()
                .filter(each ->
                        each.leader() == null
                                || each.leader().id() != each.replicas().getFirst().id())
                .map(each -> new TopicPartition(topic, each.partition()))
                .collect(Collectors.toSet());
    }

    /** The partitions once each of them has a leader. */
    List<TopicPartitionInfo> awaitLeaders(String topic) {
        List<TopicPartitionInfo> found = new ArrayList<>();
        FaultCluster.await(
                "each partition of " + topic + " to have a leader",
                () -> {
                    found.clear();
                    found.addAll(partitions(topic));
                    return !found.isEmpty()
                            && found.stream().allMatch(each -> each.leader() != null);
                });
        return found;
    }

    private List<TopicPartitionInfo> partitions(String topic) {
        try (Admin admin = admin()) {
            return requireNonNull(
                            admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic))
                    .partitions();
        } catch (InterruptedException | ExecutionException e) {
            return List.of();
        }
    }

    private Admin admin() {
        return Admin.create(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "request.timeout.ms",
                        "2000",
                        "default.api.timeout.ms",
                        "10000"));
    }
}
