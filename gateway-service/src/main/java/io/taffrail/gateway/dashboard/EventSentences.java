package io.taffrail.gateway.dashboard;

import io.taffrail.gateway.dashboard.EventViews.Event;
import io.taffrail.kernel.metadata.NodeRole;
import io.taffrail.protocol.wire.HistoryLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Tells a line of the history as people would. Pure. */
final class EventSentences {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();
    private static final int NOBODY = -1;

    private static final Map<String, String> KINDS =
            Map.ofEntries(
                    Map.entry("LEADER_CHANGED", "election"),
                    Map.entry("ISR_CHANGED", "isr"),
                    Map.entry("COORDINATOR_CHANGED", "group"),
                    Map.entry("REPLICAS_CHANGED", "admin"),
                    Map.entry("TOPIC_CREATED", "topic"),
                    Map.entry("TOPIC_DELETED", "topic"),
                    Map.entry("PARTITIONS_ADDED", "topic"),
                    Map.entry("CONFIG_CHANGED", "config"),
                    Map.entry("NODE_REGISTERED", "node"),
                    Map.entry("NODE_FENCED", "node"),
                    Map.entry("NODE_UNFENCED", "node"),
                    Map.entry("NODE_SHUTDOWN_BEGUN", "node"),
                    Map.entry("NODE_UNREGISTERED", "node"),
                    Map.entry("CLUSTER_CREATED", "quorum"));

    /** Of whatever the cluster does besides. */
    private static final String OTHER_KIND = "admin";

    private EventSentences() {}

    /**
     * The types that are meant by a type or a kind, with commas between; null for all of them.
     *
     * @param wanted several may be given with commas between
     */
    static @Nullable String types(String wanted) {
        if (wanted.isEmpty()) {
            return null;
        }
        List<String> types = new ArrayList<>();
        for (String word : wanted.split(",")) {
            List<String> ofKind =
                    KINDS.entrySet().stream()
                            .filter(entry -> entry.getValue().equals(word))
                            .map(Map.Entry::getKey)
                            .sorted()
                            .toList();
            types.addAll(ofKind.isEmpty() ? List.of(word.toUpperCase(Locale.ROOT)) : ofKind);
            if (word.equals(OTHER_KIND)) {
                types.addAll(List.of("PRODUCER_IDS_ALLOCATED", "FEATURE_LEVEL_CHANGED"));
            }
        }
        return String.join(",", types);
    }

    static Event event(HistoryLine line) {
        JsonNode before = json(line.beforeJson());
        JsonNode after = json(line.afterJson());
        String subject = subject(line);
        return new Event(
                Long.toString(line.id()),
                line.timeMs(),
                line.kind(),
                KINDS.getOrDefault(line.kind(), OTHER_KIND),
                subject,
                line.principal(),
                line.reason(),
                before,
                after,
                sentence(
                        line,
                        subject,
                        before == null ? NOTHING : before,
                        after == null ? NOTHING : after));
    }

    private static @Nullable JsonNode json(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            // What cannot be read is still told, as it stands there.
            return JsonNodeFactory.instance.stringNode(text);
        }
    }

    private static String subject(HistoryLine line) {
        return switch (line.resourceType()) {
            case "NODE" -> node(line.resourceName());
            case "BROKER" ->
                    line.resourceName().isEmpty() ? "all brokers" : node(line.resourceName());
            case "CLUSTER" -> "the cluster";
            case "FEATURE" -> "feature " + line.resourceName();
            default -> line.resourceName();
        };
    }

    private static String node(String id) {
        return node(Integer.parseInt(id));
    }

    private static String node(int id) {
        return (NodeRole.of(id) == NodeRole.GATEWAY ? "gateway " : "broker ") + id;
    }

    private static String sentence(
            HistoryLine line, String subject, JsonNode before, JsonNode after) {
        String told =
                switch (line.kind()) {
                    case "CLUSTER_CREATED" -> "the cluster was founded";
                    case "TOPIC_CREATED" ->
                            "topic "
                                    + subject
                                    + " was created with "
                                    + many(after.path("partitions").asInt(0), "partition")
                                    + " on "
                                    + many(after.path("replicationFactor").asInt(0), "replica")
                                    + " each";
                    case "TOPIC_DELETED" -> "topic " + subject + " was deleted";
                    case "PARTITIONS_ADDED" ->
                            "topic "
                                    + subject
                                    + " grew from "
                                    + before.path("partitions").asInt(0)
                                    + " to "
                                    + many(after.path("partitions").asInt(0), "partition");
                    case "LEADER_CHANGED" -> election(subject, before, after);
                    case "ISR_CHANGED" ->
                            "in sync for "
                                    + subject
                                    + ": "
                                    + ids(after.path("isr"))
                                    + "; before: "
                                    + ids(before.path("isr"));
                    case "REPLICAS_CHANGED" ->
                            "partition "
                                    + subject
                                    + " is on brokers "
                                    + ids(after.path("replicas"))
                                    + "; before: "
                                    + ids(before.path("replicas"));
                    case "COORDINATOR_CHANGED" -> coordination(subject, before, after);
                    case "CONFIG_CHANGED" ->
                            config(
                                    (line.resourceType().equals("TOPIC") ? "topic " : "") + subject,
                                    before,
                                    after);
                    case "NODE_REGISTERED" -> subject + " registered";
                    case "NODE_FENCED" -> subject + " was fenced: the cluster goes on without it";
                    case "NODE_UNFENCED" -> subject + " serves";
                    case "NODE_SHUTDOWN_BEGUN" -> subject + " is stopping";
                    case "NODE_UNREGISTERED" -> subject + " was removed from the cluster";
                    case "PRODUCER_IDS_ALLOCATED" -> subject + " got producer ids";
                    case "FEATURE_LEVEL_CHANGED" ->
                            subject
                                    + " went from level "
                                    + before.path("level").asInt(0)
                                    + " to "
                                    + after.path("level").asInt(0);
                    default -> words(line.kind()) + ": " + subject;
                };
        String reason = line.reason();
        String whole = reason == null ? told : told + " (" + words(reason) + ")";
        return whole.substring(0, 1).toUpperCase(Locale.ROOT) + whole.substring(1);
    }

    private static String election(String subject, JsonNode before, JsonNode after) {
        int leader = after.path("leader").asInt(NOBODY);
        int was = before.path("leader").asInt(NOBODY);
        String epoch = " since epoch " + after.path("leaderEpoch").asInt(0);
        if (leader == NOBODY) {
            return "nobody leads " + subject + epoch + "; before: " + node(was);
        }
        if (leader == was) {
            return node(leader)
                    + " leads "
                    + subject
                    + " on in epoch "
                    + after.path("leaderEpoch").asInt(0);
        }
        return node(leader)
                + " leads "
                + subject
                + epoch
                + "; before: "
                + (was == NOBODY ? "nobody" : node(was));
    }

    private static String coordination(String subject, JsonNode before, JsonNode after) {
        int now = after.path("coordinator").asInt(NOBODY);
        int was = before.path("coordinator").asInt(NOBODY);
        return (now == NOBODY ? "nobody" : node(now))
                + " coordinates the groups of "
                + subject
                + "; before: "
                + (was == NOBODY ? "nobody" : node(was));
    }

    private static String config(String subject, JsonNode before, JsonNode after) {
        String was = values(before);
        String now = values(after);
        if (now.isEmpty()) {
            return subject + " no longer has " + was;
        }
        return subject + " has " + now + (was.isEmpty() ? "" : "; before: " + was);
    }

    private static String values(JsonNode settings) {
        return settings.properties().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue().asString(""))
                .collect(Collectors.joining(", "));
    }

    private static String ids(JsonNode ids) {
        List<String> each = new ArrayList<>();
        ids.forEach(id -> each.add(id.asString("")));
        return each.isEmpty() ? "nobody" : String.join(", ", each);
    }

    private static String many(int count, String one) {
        return count + " " + (count == 1 ? one : one + "s");
    }

    private static String words(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
