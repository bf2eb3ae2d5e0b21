package io.taffrail.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreatePartitionsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code taffrail topic alter TOPIC}: more partitions, other settings; shows before and after. */
@Command(
        name = "alter",
        description = "Change a topic's settings, or give it more partitions.",
        mixinStandardHelpOptions = true)
final class TopicAlterCommand implements Callable<Integer> {

    @Mixin private Cluster on = new Cluster();
    @Mixin private Output as = new Output();

    @Parameters(paramLabel = "TOPIC")
    private String topic = "";

    @Option(
            names = {"-p", "--partitions"},
            description = "How many partitions in all; never fewer than it has.")
    private @Nullable Integer partitions;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "NAME=VALUE",
            description = "A setting of the topic; may be repeated.")
    private Map<String, String> configs = new LinkedHashMap<>();

    @Option(
            names = "--unset",
            paramLabel = "NAME",
            description = "Take a setting back to the cluster's; may be repeated.")
    private List<String> unset = new ArrayList<>();

    @Option(names = "--dry-run", description = "Only check it, and show what would change.")
    private boolean dryRun;

    /**
     * @param after null for the cluster's default
     */
    private record Change(String setting, String before, @Nullable String after) {}

    @Override
    public Integer call() throws ExecutionException, InterruptedException {
        if (partitions == null && configs.isEmpty() && unset.isEmpty()) {
            throw new Taffrail.Failure(
                    "nothing to change: give --partitions N, --config NAME=VALUE or --unset NAME");
        }
        try (Admin admin = on.admin()) {
            List<Change> changes = changes(admin);
            // All of it is checked before any of it is done.
            alter(admin, true);
            if (!dryRun) {
                alter(admin, false);
            }
            show(changes);
        }
        return 0;
    }

    private List<Change> changes(Admin admin) throws ExecutionException, InterruptedException {
        List<Change> changes = new ArrayList<>();
        if (partitions != null) {
            int now =
                    Objects.requireNonNull(
                                    admin.describeTopics(List.of(topic))
                                            .allTopicNames()
                                            .get()
                                            .get(topic))
                            .partitions()
                            .size();
            changes.add(
                    new Change("partitions", Integer.toString(now), Integer.toString(partitions)));
        }
        Config now =
                Objects.requireNonNull(
                        admin.describeConfigs(List.of(resource())).all().get().get(resource()));
        configs.forEach((name, value) -> changes.add(new Change(name, value(now, name), value)));
        unset.forEach(name -> changes.add(new Change(name, value(now, name), null)));
        return changes;
    }

    private static String value(Config config, String name) {
        ConfigEntry entry = config.get(name);
        return entry == null || entry.value() == null ? "" : entry.value();
    }

    private void alter(Admin admin, boolean onlyCheck)
            throws ExecutionException, InterruptedException {
        if (partitions != null) {
            admin.createPartitions(
                            Map.of(topic, NewPartitions.increaseTo(partitions)),
                            new CreatePartitionsOptions().validateOnly(onlyCheck))
                    .all()
                    .get();
        }
        List<AlterConfigOp> operations = new ArrayList<>();
        configs.forEach((name, value) ->
                operations.add(
                        new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
        unset.forEach(name ->
                operations.add(
                        new AlterConfigOp(
                                new ConfigEntry(name, null), AlterConfigOp.OpType.DELETE)));
        if (!operations.isEmpty()) {
            admin.incrementalAlterConfigs(
                            Map.of(resource(), operations),
                            new AlterConfigsOptions().validateOnly(onlyCheck))
                    .all()
                    .get();
        }
    }

    private ConfigResource resource() {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private void show(List<Change> changes) {
        if (as.isJson()) {
            Output.jsonLines(System.out, changes.stream().map(this::json).toList());
            return;
        }
        Output.table(
                System.out,
                List.of("SETTING", "BEFORE", "AFTER"),
                changes.stream()
                        .map(change ->
                                List.of(
                                        change.setting(),
                                        change.before(),
                                        Objects.requireNonNullElse(change.after(), "the default")))
                        .toList());
        System.out.println((dryRun ? "would alter " : "altered ") + topic);
    }

    private Map<String, @Nullable Object> json(Change change) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("topic", topic);
        json.put("setting", change.setting());
        json.put("before", change.before());
        json.put("after", change.after());
        json.put("dry_run", dryRun);
        return json;
    }
}
