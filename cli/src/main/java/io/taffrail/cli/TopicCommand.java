package io.taffrail.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code taffrail topic create|list|describe|alter|delete}. */
@Command(
        name = "topic",
        description = "Create, list, describe, alter and delete topics.",
        subcommands = TopicAlterCommand.class)
final class TopicCommand {

    @Command(name = "create", description = "Create topics.", mixinStandardHelpOptions = true)
    int create(
            @Mixin Cluster on,
            @Mixin Output as,
            @Parameters(paramLabel = "TOPIC", arity = "1..*") List<String> topics,
            @Option(
                            names = {"-p", "--partitions"},
                            description = "How many partitions (default: the cluster's).")
                    Optional<Integer> partitions,
            @Option(
                            names = {"-r", "--replicas"},
                            description = "How many replicas of each (default: the cluster's).")
                    Optional<Short> replicas,
            @Option(
                            names = {"-c", "--config"},
                            paramLabel = "NAME=VALUE",
                            description = "A setting of the topic; may be repeated.")
                    Map<String, String> configs,
            @Option(names = "--dry-run", description = "Only check whether it could be done.")
                    boolean dryRun)
            throws ExecutionException, InterruptedException {
        try (Admin admin = on.admin()) {
            List<NewTopic> wanted =
                    topics.stream()
                            .map(name ->
                                    new NewTopic(name, partitions, replicas)
                                            .configs(configs == null ? Map.of() : configs))
                            .toList();
            var result = admin.createTopics(wanted, new CreateTopicsOptions().validateOnly(dryRun));
            for (String name : topics) {
                Objects.requireNonNull(result.values().get(name)).get();
                if (as.isJson()) {
                    Output.json(
                            System.out, Map.of("topic", name, dryRun ? "valid" : "created", true));
                } else {
                    System.out.println((dryRun ? "would create " : "created ") + name);
                }
            }
        }
        return 0;
    }

    @Command(name = "list", description = "List topics.", mixinStandardHelpOptions = true)
    int list(
            @Mixin Cluster on,
            @Mixin Output as,
            @Option(names = "--internal", description = "Also those of the cluster itself.")
                    boolean internal)
            throws ExecutionException, InterruptedException {
        try (Admin admin = on.admin()) {
            var names = new ArrayList<String>();
            admin.listTopics().listings().get().stream()
                    .filter(topic -> internal || !topic.isInternal())
                    .forEach(topic -> names.add(topic.name()));
            names.sort(String::compareTo);
            if (as.isJson()) {
                Output.jsonLines(
                        System.out, names.stream().map(name -> Map.of("topic", name)).toList());
            } else {
                names.forEach(System.out::println);
            }
        }
        return 0;
    }

    @Command(
            name = "describe",
            description = "Show partitions, offsets and settings of a topic.",
            mixinStandardHelpOptions = true)
    int describe(@Mixin Cluster on, @Mixin Output as, @Parameters(paramLabel = "TOPIC") String name)
            throws ExecutionException, InterruptedException {
        try (Admin admin = on.admin()) {
            TopicDescription topic =
                    Objects.requireNonNull(
                            admin.describeTopics(List.of(name)).allTopicNames().get().get(name));
            Map<TopicPartition, Long> starts = offsets(admin, topic, OffsetSpec.earliest());
            Map<TopicPartition, Long> ends = offsets(admin, topic, OffsetSpec.latest());
            Map<String, String> settings = settings(admin, name);
            if (as.isJson()) {
                Output.json(System.out, asJson(topic, starts, ends, settings));
            } else {
                asText(topic, starts, ends, settings);
            }
        }
        return 0;
    }

    @Command(name = "delete", description = "Delete topics.", mixinStandardHelpOptions = true)
    int delete(
            @Mixin Cluster on,
            @Mixin Output as,
            @Parameters(paramLabel = "TOPIC", arity = "1..*") List<String> topics,
            @Option(names = "--dry-run", description = "Only say what would be deleted.")
                    boolean dryRun)
            throws ExecutionException, InterruptedException {
        try (Admin admin = on.admin()) {
            admin.describeTopics(topics).allTopicNames().get();
            if (!dryRun) {
                admin.deleteTopics(topics).all().get();
            }
            for (String name : topics) {
                if (as.isJson()) {
                    Output.json(
                            System.out,
                            Map.of("topic", name, dryRun ? "would_delete" : "deleted", true));
                } else {
                    System.out.println((dryRun ? "would delete " : "deleted ") + name);
                }
            }
        }
        return 0;
    }

    /** The offsets of those partitions that have a leader to ask. */
    private static Map<TopicPartition, Long> offsets(
            Admin admin, TopicDescription topic, OffsetSpec spec)
            throws ExecutionException, InterruptedException {
        Predicate<TopicPartitionInfo> hasLeader =
                partition -> partition.leader() != null && !partition.leader().isEmpty();
        Map<TopicPartition, OffsetSpec> asked = new LinkedHashMap<>();
        topic.partitions().stream()
                .filter(hasLeader)
                .forEach(partition ->
                        asked.put(new TopicPartition(topic.name(), partition.partition()), spec));
        Map<TopicPartition, Long> offsets = new LinkedHashMap<>();
        admin.listOffsets(asked).all().get().forEach((p, info) -> offsets.put(p, info.offset()));
        return offsets;
    }

    private static Map<String, String> settings(Admin admin, String name)
            throws ExecutionException, InterruptedException {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        var settings = new TreeMap<String, String>();
        for (ConfigEntry entry :
                Objects.requireNonNull(
                                admin.describeConfigs(List.of(resource)).all().get().get(resource))
                        .entries()) {
            if (entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG) {
                settings.put(entry.name(), entry.value());
            }
        }
        return settings;
    }

    private static Map<String, Object> asJson(
            TopicDescription topic,
            Map<TopicPartition, Long> starts,
            Map<TopicPartition, Long> ends,
            Map<String, String> settings) {
        var partitions = new ArrayList<Map<String, Object>>();
        for (TopicPartitionInfo partition : topic.partitions()) {
            var id = new TopicPartition(topic.name(), partition.partition());
            var row = new LinkedHashMap<String, Object>();
            row.put("partition", partition.partition());
            row.put("leader", partition.leader() == null ? -1 : partition.leader().id());
            row.put("replicas", partition.replicas().stream().map(Node::id).toList());
            row.put("isr", partition.isr().stream().map(Node::id).toList());
            row.put("start_offset", starts.getOrDefault(id, -1L));
            row.put("end_offset", ends.getOrDefault(id, -1L));
            partitions.add(row);
        }
        var json = new LinkedHashMap<String, Object>();
        json.put("topic", topic.name());
        json.put("id", topic.topicId().toString());
        json.put("partitions", partitions);
        json.put("configs", settings);
        return json;
    }

    private static void asText(
            TopicDescription topic,
            Map<TopicPartition, Long> starts,
            Map<TopicPartition, Long> ends,
            Map<String, String> settings) {
        var head = new LinkedHashMap<String, Object>();
        head.put("topic", topic.name());
        head.put("id", topic.topicId());
        head.put("settings", settings.isEmpty() ? "defaults" : settings);
        Output.lines(System.out, head);
        var rows = new ArrayList<List<String>>();
        for (TopicPartitionInfo partition : topic.partitions()) {
            var id = new TopicPartition(topic.name(), partition.partition());
            rows.add(
                    List.of(
                            Integer.toString(partition.partition()),
                            partition.leader() == null
                                    ? "none"
                                    : Integer.toString(partition.leader().id()),
                            ids(partition.replicas()),
                            ids(partition.isr()),
                            starts.containsKey(id) ? starts.get(id).toString() : "?",
                            ends.containsKey(id) ? ends.get(id).toString() : "?"));
        }
        Output.table(
                System.out,
                List.of("PARTITION", "LEADER", "REPLICAS", "ISR", "START", "END"),
                rows);
    }

    private static String ids(List<Node> nodes) {
        return String.join(",", nodes.stream().map(Node::idString).toList());
    }
}
