package io.taffrail.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code taffrail group list|describe|reset|delete}. */
@Command(
        name = "group",
        description = "List, describe, reset and delete consumer groups.",
        subcommands = GroupResetCommand.class)
final class GroupCommand {

    @Command(name = "list", description = "List groups.", mixinStandardHelpOptions = true)
    int list(@Mixin Cluster on, @Mixin Output as) throws ExecutionException, InterruptedException {
        try (Admin admin = on.admin()) {
            var groups = new TreeMap<String, GroupListing>();
            admin.listGroups().all().get().forEach(group -> groups.put(group.groupId(), group));
            if (as.isJson()) {
                Output.jsonLines(
                        System.out, groups.values().stream().map(GroupCommand::json).toList());
                return 0;
            }
            Output.table(
                    System.out,
                    List.of("GROUP", "STATE", "TYPE", "PROTOCOL"),
                    groups.values().stream()
                            .map(group ->
                                    List.of(
                                            group.groupId(),
                                            state(group),
                                            type(group),
                                            group.protocol()))
                            .toList());
        }
        return 0;
    }

    private static Map<String, Object> json(GroupListing group) {
        var json = new LinkedHashMap<String, Object>();
        json.put("group", group.groupId());
        json.put("state", state(group));
        json.put("type", type(group));
        json.put("protocol", group.protocol());
        return json;
    }

    private static String state(GroupListing group) {
        return group.groupState().map(GroupState::toString).orElse("Unknown");
    }

    private static String type(GroupListing group) {
        return group.type().map(Object::toString).orElse("Unknown");
    }

    @Command(
            name = "describe",
            description = "Show a group's members, offsets and lag.",
            mixinStandardHelpOptions = true)
    int describe(@Mixin Cluster on, @Mixin Output as, @Parameters(paramLabel = "GROUP") String name)
            throws ExecutionException, InterruptedException {
        try (Admin admin = on.admin()) {
            ConsumerGroupDescription group = group(admin, name);
            Map<TopicPartition, MemberDescription> readers = readers(group);
            Map<TopicPartition, GroupLag.Lag> lags =
                    GroupLag.of(
                            admin,
                            on.properties(),
                            Committed.of(admin, name),
                            readers.keySet(),
                            nowMs());
            if (as.isJson()) {
                Output.json(System.out, json(group, readers, lags));
            } else {
                print(group, readers, lags);
            }
        }
        return 0;
    }

    private static void print(
            ConsumerGroupDescription group,
            Map<TopicPartition, MemberDescription> readers,
            Map<TopicPartition, GroupLag.Lag> lags) {
        var head = new LinkedHashMap<String, Object>();
        head.put("group", group.groupId());
        head.put("state", group.groupState());
        head.put("type", group.type());
        head.put("members", group.members().size());
        head.put("coordinator", group.coordinator().idString());
        Output.lines(System.out, head);
        List<List<String>> rows = new ArrayList<>();
        lags.forEach((partition, lag) -> {
            MemberDescription reader = readers.get(partition);
            rows.add(
                    List.of(
                            partition.topic(),
                            Integer.toString(partition.partition()),
                            lag.committed() == null ? "-" : lag.committed().toString(),
                            Long.toString(lag.endOffset()),
                            Long.toString(lag.records()),
                            seconds(lag),
                            reader == null ? "-" : reader.consumerId(),
                            reader == null ? "-" : reader.host()));
        });
        Output.table(
                System.out,
                List.of("TOPIC", "PARTITION", "OFFSET", "END", "LAG", "SECONDS", "MEMBER", "HOST"),
                rows);
    }

    private static String seconds(GroupLag.Lag lag) {
        return lag.ageMs() < 0 ? "?" : String.format("%.1f", lag.ageMs() / 1e3);
    }

    private static Map<String, Object> json(
            ConsumerGroupDescription group,
            Map<TopicPartition, MemberDescription> readers,
            Map<TopicPartition, GroupLag.Lag> lags) {
        var offsets = new ArrayList<Map<String, Object>>();
        lags.forEach((partition, lag) -> {
            MemberDescription reader = readers.get(partition);
            var row = new LinkedHashMap<String, @Nullable Object>();
            row.put("topic", partition.topic());
            row.put("partition", partition.partition());
            row.put("offset", lag.committed());
            row.put("end_offset", lag.endOffset());
            row.put("lag", lag.records());
            row.put("lag_seconds", lag.ageMs() < 0 ? null : lag.ageMs() / 1e3);
            row.put("member", reader == null ? null : reader.consumerId());
            offsets.add(row);
        });
        var json = new LinkedHashMap<String, Object>();
        json.put("group", group.groupId());
        json.put("state", group.groupState().toString());
        json.put("type", group.type().toString());
        json.put("members", group.members().stream().map(MemberDescription::consumerId).toList());
        json.put("offsets", offsets);
        return json;
    }

    /** A member goes on from where it is, whatever is committed, and commits over it. */
    static void refuseWhileActive(Admin admin, String name)
            throws ExecutionException, InterruptedException {
        int members = group(admin, name).members().size();
        if (members > 0) {
            throw new Taffrail.Failure(
                    "group '"
                            + name
                            + "' has "
                            + members
                            + (members == 1 ? " member" : " members")
                            + ", who would go on from where they are: stop them first");
        }
    }

    @Command(
            name = "delete",
            description = "Forget groups without members, and all that they committed.",
            mixinStandardHelpOptions = true)
    int delete(
            @Mixin Cluster on,
            @Mixin Output as,
            @Parameters(paramLabel = "GROUP", arity = "1..*") List<String> groups,
            @Option(names = "--dry-run", description = "Only say what would be deleted.")
                    boolean dryRun)
            throws ExecutionException, InterruptedException {
        try (Admin admin = on.admin()) {
            for (String name : groups) {
                if (dryRun) {
                    refuseWhileActive(admin, name);
                } else {
                    admin.deleteConsumerGroups(List.of(name)).all().get();
                }
                if (as.isJson()) {
                    Output.json(
                            System.out,
                            Map.of("group", name, dryRun ? "would_delete" : "deleted", true));
                } else {
                    System.out.println((dryRun ? "would delete " : "deleted ") + name);
                }
            }
        }
        return 0;
    }

    private static ConsumerGroupDescription group(Admin admin, String name)
            throws ExecutionException, InterruptedException {
        return Objects.requireNonNull(
                admin.describeConsumerGroups(List.of(name)).all().get().get(name));
    }

    private static Map<TopicPartition, MemberDescription> readers(ConsumerGroupDescription group) {
        Map<TopicPartition, MemberDescription> readers = new HashMap<>();
        for (MemberDescription member : group.members()) {
            member.assignment()
                    .topicPartitions()
                    .forEach(partition -> readers.put(partition, member));
        }
        return readers;
    }

    private static long nowMs() {
        return Clock.systemUTC().millis();
    }
}
