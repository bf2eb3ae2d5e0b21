package io.taffrail.gateway.dashboard;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is sent to somebody who has seen a view, so that he sees the next one.
 *
 * @param type snapshot: the data is the view; delta: a merge patch to it; append: what has come to
 *     its end
 */
public record Update(String type, JsonNode data) {

    public static Update snapshot(JsonNode view) {
        return new Update("snapshot", view);
    }

    /** From one view of a channel to the next; empty when there is nothing new to see. Pure. */
    public static List<Update> between(Channel channel, JsonNode before, JsonNode after) {
        return switch (channel) {
            case Channel.Events _ -> newEvents(before, after);
            case Channel.Overview _,
                    Channel.Nodes _,
                    Channel.Topics _,
                    Channel.Topic _,
                    Channel.Groups _,
                    Channel.Group _,
                    Channel.Series _ ->
                    patch(before, after);
        };
    }

    private static List<Update> patch(JsonNode before, JsonNode after) {
        ObjectNode patch = MergePatch.between(before, after);
        boolean isOnlyTheTime = patch != null && patch.size() == 1 && patch.has("timeMs");
        return patch == null || isOnlyTheTime ? List.of() : List.of(new Update("delta", patch));
    }

    private static List<Update> newEvents(JsonNode before, JsonNode after) {
        ArrayNode added = JsonNodeFactory.instance.arrayNode();
        JsonNode known = before.path("items").path(0).path("index");
        boolean isKnownThere = known.isMissingNode();
        for (JsonNode event : after.path("items")) {
            if (event.path("index").equals(known)) {
                isKnownThere = true;
                break;
            }
            added.add(event);
        }
        if (added.isEmpty()) {
            return List.of();
        }
        // More has come than a page holds, so something lies between: begin anew.
        return List.of(isKnownThere ? new Update("append", added) : snapshot(after));
    }
}
