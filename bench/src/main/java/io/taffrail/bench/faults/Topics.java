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

    /** Makes the first replica of each partition lead again, which is in sync by now. */
    void electPreferred(String topic) throws IOException, InterruptedException {
        Set<TopicPartition> others = ledByOthers(topic);
        if (others.isEmpty()) {
            return;
        }
        elect(topic, others);
        FaultCluster.await(
                "the first replicas to lead " + topic, () -> ledByOthers(topic).isEmpty());
    }

    /** The same, if they can; nobody waits for it. */
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

    /** Makes that replica the first of the partition's, and its leader. */
    void giveLead(String topic, int partition, Node broker)
            throws IOException, InterruptedException {
        List<Integer> order = new ArrayList<>();
        order.add(broker.number());
        partitions(topic).get(partition).replicas().stream()
                .map(org.apache.kafka.common.Node::id)
                .filter(id -> id != broker.number())
                .forEach(order::add);
        reassign(topic, partition, order);
        FaultCluster.await(
                "%s to be the first of %s-%d".formatted(broker.name(), topic, partition),
                () -> {
                    List<TopicPartitionInfo> all = partitions(topic);
                    return !all.isEmpty()
                            && all.get(partition).replicas().getFirst().id() == broker.number();
                });
        electPreferred(topic);
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
