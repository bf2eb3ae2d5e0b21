package io.taffrail.cli.door;

import io.taffrail.cli.Output;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code taffrail broker list|drain}. */
@Command(name = "broker", description = "List brokers, and take them out of the lead.")
public final class BrokerCommand {

    @Command(
            name = "list",
            description = "List brokers: how they are, what they lead and keep.",
            mixinStandardHelpOptions = true)
    int list(@Mixin Door door, @Mixin Output as) throws InterruptedException {
        List<Map<String, @Nullable Object>> brokers = new ArrayList<>();
        door.get("/ui/v1/nodes")
                .path("brokers")
                .properties()
                .forEach(each -> brokers.add(broker(each.getKey(), each.getValue())));
        if (as.isJson()) {
            Output.jsonLines(System.out, brokers);
            return 0;
        }
        Output.table(
                System.out,
                List.of("BROKER", "STATE", "KAFKA", "RACK", "LEADS", "REPLICAS", "DISK"),
                brokers.stream().map(BrokerCommand::row).toList());
        return 0;
    }

    private static Map<String, @Nullable Object> broker(String id, JsonNode broker) {
        long usedBytes = 0;
        for (JsonNode disk : broker.path("disks")) {
            usedBytes += disk.path("logBytes").asLong(0);
        }
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("broker", Integer.valueOf(id));
        json.put("state", broker.path("state").asString(""));
        json.put("kafka", InfoCommand.address(broker));
        json.put("rack", broker.path("rack").asString(null));
        json.put("leaders", broker.path("leaders").asInt(0));
        json.put("replicas", broker.path("replicas").asInt(0));
        json.put("log_bytes", usedBytes);
        return json;
    }

    private static List<String> row(Map<String, @Nullable Object> broker) {
        List<String> cells = new ArrayList<>();
        broker.forEach((name, value) -> {
            boolean isSize = name.equals("log_bytes") && value instanceof Long;
            cells.add(value == null ? "-" : isSize ? megabytes((Long) value) : value.toString());
        });
        return cells;
    }

    private static String megabytes(long bytes) {
        return "%.1f MB".formatted(bytes / 1e6);
    }

    @Command(
            name = "drain",
            description = "Move leadership away from a broker, and keep it away until --end.",
            mixinStandardHelpOptions = true)
    int drain(
            @Mixin Door door,
            @Mixin Output as,
            @Parameters(paramLabel = "BROKER") int id,
            @Option(names = "--end", description = "Let it lead again.") boolean end,
            @Option(names = "--dry-run", description = "Only say what it leads.") boolean dryRun)
            throws InterruptedException {
        String path = door.clusterPath() + "/brokers/" + id + "/drain";
        JsonNode before = door.get(path);
        JsonNode now = before;
        if (!dryRun && end) {
            door.delete(path);
            now = door.get(path);
        } else if (!dryRun) {
            now = door.post(path);
        }
        int ledBefore = before.path("leaders_count").asInt(0);
        int ledNow = now.path("leaders_count").asInt(0);
        if (as.isJson()) {
            var json = new LinkedHashMap<String, Object>();
            json.put("broker", id);
            json.put("draining", now.path("is_draining").asBoolean(false));
            json.put("drained", now.path("is_drained").asBoolean(false));
            json.put("leaders_before", ledBefore);
            json.put("leaders", ledNow);
            json.put("replicas", now.path("replicas_count").asInt(0));
            json.put("dry_run", dryRun);
            Output.json(System.out, json);
        } else {
            System.out.println(sentence(id, end, dryRun, ledBefore, ledNow));
        }
        return 0;
    }

    private static String sentence(int id, boolean end, boolean dryRun, int ledBefore, int ledNow) {
        if (end) {
            return "broker %d %s lead again; it leads %d now"
                    .formatted(id, dryRun ? "would be let" : "may", ledNow);
        }
        if (dryRun) {
            return "would drain broker %d, which leads %d".formatted(id, ledBefore);
        }
        return "broker %d leads %d, before %d%s"
                .formatted(
                        id,
                        ledNow,
                        ledBefore,
                        ledNow == 0 ? "" : ": nobody else in step could lead what is left");
    }
}
