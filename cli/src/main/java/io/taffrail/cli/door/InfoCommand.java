package io.taffrail.cli.door;

import io.taffrail.cli.Output;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code taffrail cluster info}: which cluster this is, and its nodes. */
@Command(
        name = "info",
        description = "Show the cluster's id and all of its nodes.",
        mixinStandardHelpOptions = true)
public final class InfoCommand implements Callable<Integer> {

    @Mixin private Door door = new Door();
    @Mixin private Output as = new Output();

    @Override
    public Integer call() throws InterruptedException {
        JsonNode overview = door.get("/ui/v1/overview");
        List<Map<String, @Nullable Object>> nodes = nodes(door.get("/ui/v1/nodes"));
        var head = new LinkedHashMap<String, Object>();
        head.put("cluster", overview.path("clusterId").asString(""));
        head.put("version", overview.path("version").asString(""));
        head.put("topics", overview.path("counts").path("topics").asInt(0));
        head.put("partitions", overview.path("counts").path("partitions").asInt(0));
        if (as.isJson()) {
            head.put("nodes", nodes);
            Output.json(System.out, head);
            return 0;
        }
        Output.lines(System.out, head);
        Output.table(
                System.out,
                List.of("ROLE", "ID", "STATE", "KAFKA", "HTTP"),
                nodes.stream()
                        .map(node ->
                                node.values().stream()
                                        .map(value -> value == null ? "-" : value.toString())
                                        .toList())
                        .toList());
        return 0;
    }

    private static List<Map<String, @Nullable Object>> nodes(JsonNode all) {
        List<Map<String, @Nullable Object>> nodes = new ArrayList<>();
        all.path("controllers")
                .properties()
                .forEach(each ->
                        nodes.add(
                                node(
                                        "controller",
                                        each.getKey(),
                                        controllerState(each.getValue()),
                                        null,
                                        null)));
        all.path("brokers")
                .properties()
                .forEach(each ->
                        nodes.add(
                                node(
                                        "broker",
                                        each.getKey(),
                                        each.getValue().path("state").asString(""),
                                        address(each.getValue()),
                                        null)));
        all.path("gateways")
                .properties()
                .forEach(each ->
                        nodes.add(
                                node(
                                        "gateway",
                                        each.getKey(),
                                        each.getValue().path("up").asBoolean(false)
                                                ? "up"
                                                : "fenced",
                                        address(each.getValue()),
                                        each.getValue().path("httpUrl").asString(null))));
        return nodes;
    }

    private static Map<String, @Nullable Object> node(
            String role, String id, String state, @Nullable String kafka, @Nullable String http) {
        var node = new LinkedHashMap<String, @Nullable Object>();
        node.put("role", role);
        node.put("id", Integer.valueOf(id));
        node.put("state", state);
        node.put("kafka", kafka);
        node.put("http", http);
        return node;
    }

    private static String controllerState(JsonNode controller) {
        if (controller.path("leader").asBoolean(false)) {
            return "active";
        }
        JsonNode isUp = controller.path("up");
        return isUp.isBoolean() ? (isUp.booleanValue() ? "up" : "down") : "unknown";
    }

    /** Where it listens for Kafka's clients, or null when it does not. */
    static @Nullable String address(JsonNode node) {
        String host = node.path("host").asString("");
        return host.isEmpty() ? null : host + ":" + node.path("port").asInt(0);
    }
}
