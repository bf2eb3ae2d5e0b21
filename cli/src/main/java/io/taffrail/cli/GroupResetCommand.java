package io.taffrail.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code taffrail group reset GROUP --to …}: shows before and after, and does it when told to. */
@Command(
        name = "reset",
        description = "Move a group's offsets; only shows what would change, unless --execute.",
        mixinStandardHelpOptions = true)
final class GroupResetCommand implements Callable<Integer> {

    @Mixin private Cluster on = new Cluster();
    @Mixin private Output as = new Output();

    @Parameters(paramLabel = "GROUP")
    private String group = "";

    @Option(
            names = "--to",
            required = true,
            paramLabel = "earliest|latest|N|+N|-N|@TIME|10m|group:NAME|TOKEN",
            description =
                    "Where to: an offset, so many from what is committed, a time (ISO 8601 or ms"
                            + " since 1970), a duration back from now, where another group is, or a"
                            + " resume token such as orders:0=42.")
    private String to = "";

    @Option(
            names = {"-t", "--topic"},
            paramLabel = "TOPIC[:P,..]",
            description =
                    "Only this topic, or these partitions of it (default: all that the group has"
                            + " committed).")
    private List<String> topics = new ArrayList<>();

    @Option(names = "--execute", description = "Do it.")
    private boolean execute;

    @Option(
            names = "--dry-run",
            description = "Only show what would change, which is what happens without --execute.")
    private boolean dryRun;

    @Override
    public Integer call() throws ExecutionException, InterruptedException {
        if (execute && dryRun) {
            throw new Taffrail.Failure(
                    "--execute and --dry-run say the opposite: leave out one of them");
        }
        ResetTarget target = ResetTarget.parse(to, Clock.systemUTC().millis());
        try (Admin admin = on.admin()) {
            GroupCommand.refuseWhileActive(admin, group);
            var reset = new GroupReset(admin);
            Set<TopicPartition> ofTopics = new HashSet<>();
            Set<TopicPartition> chosen = new HashSet<>();
            choose(admin, ofTopics, chosen);
            Map<TopicPartition, GroupReset.Move> moves =
                    reset.moves(target, ofTopics, chosen, Committed.of(admin, group));
            if (execute) {
                reset.carryOut(group, moves);
            }
            show(moves);
        }
        return 0;
    }

    private void choose(Admin admin, Set<TopicPartition> ofTopics, Set<TopicPartition> chosen)
            throws ExecutionException, InterruptedException {
        for (String each : topics) {
            int colon = each.indexOf(':');
            String topic = colon < 0 ? each : each.substring(0, colon);
            Set<Integer> all = partitions(admin, topic);
            if (colon < 0) {
                all.forEach(partition -> ofTopics.add(new TopicPartition(topic, partition)));
                continue;
            }
            for (String number : each.substring(colon + 1).split(",", -1)) {
                chosen.add(new TopicPartition(topic, partition(topic, number, all)));
            }
        }
    }

    private static int partition(String topic, String number, Set<Integer> all) {
        boolean isNumber = number.matches("\\d{1,9}");
        if (!isNumber || !all.contains(Integer.parseInt(number))) {
            throw new Taffrail.Failure(
                    "topic '"
                            + topic
                            + "' has no partition "
                            + number
                            + ": it has 0 to "
                            + (all.size() - 1));
        }
        return Integer.parseInt(number);
    }

    private static Set<Integer> partitions(Admin admin, String topic)
            throws ExecutionException, InterruptedException {
        TopicDescription described =
                Objects.requireNonNull(
                        admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic));
        Set<Integer> partitions = new HashSet<>();
        described.partitions().forEach(info -> partitions.add(info.partition()));
        return partitions;
    }

    private void show(Map<TopicPartition, GroupReset.Move> moves) {
        if (as.isJson()) {
            var rows = new ArrayList<Map<String, @Nullable Object>>();
            moves.forEach((partition, move) -> rows.add(json(partition, move)));
            Output.json(System.out, Map.of("executed", execute, "offsets", rows));
            return;
        }
        var rows = new ArrayList<List<String>>();
        moves.forEach((partition, move) -> rows.add(row(partition, move)));
        Output.table(
                System.out,
                List.of("TOPIC", "PARTITION", "BEFORE", "AFTER", "START", "END", "LAG", "NOTE"),
                rows);
        if (!execute) {
            System.out.println("nothing was changed: add --execute to do it");
        }
    }

    private static List<String> row(TopicPartition partition, GroupReset.Move move) {
        return List.of(
                partition.topic(),
                Integer.toString(partition.partition()),
                move.before() == null ? "-" : move.before().toString(),
                Long.toString(move.after()),
                Long.toString(move.startOffset()),
                Long.toString(move.endOffset()),
                move.lagBefore() + " → " + move.lagAfter(),
                move.isClamped() ? move.wanted() + " is not in the log" : "");
    }

    private static Map<String, @Nullable Object> json(
            TopicPartition partition, GroupReset.Move move) {
        var row = new LinkedHashMap<String, @Nullable Object>();
        row.put("topic", partition.topic());
        row.put("partition", partition.partition());
        row.put("before", move.before());
        row.put("after", move.after());
        row.put("log_start_offset", move.startOffset());
        row.put("log_end_offset", move.endOffset());
        row.put("lag_before", move.lagBefore());
        row.put("lag_after", move.lagAfter());
        row.put("is_clamped", move.isClamped());
        return row;
    }
}
