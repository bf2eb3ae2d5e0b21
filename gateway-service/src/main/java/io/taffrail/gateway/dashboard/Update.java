package io.taffrail.gateway.dashboard;

import java.util.ArrayList;
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

    private static final int APPENDS_MAX = 10;

    public static Update snapshot(JsonNode view) {
        return new Update("snapshot", view);
    }

    /** From one view of a channel to the next; empty when there is nothing new to see. Pure. */
    public static List<Update> between(Channel channel, JsonNode before, JsonNode after) {
        return switch (channel) {
            case Channel.Events _ -> newEvents(before, after);
            case Channel.Series _ -> newPoints(before, after);
            case Channel.Overview _,
                    Channel.Nodes _,
                    Channel.Topics _,
                    Channel.Topic _,
                    Channel.Groups _,
                    Channel.Group _ ->
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

    private static List<Update> newPoints(JsonNode before, JsonNode after) {
        long stepMs = after.path("stepMs").asLong();
        long endMs = after.path("endMs").asLong();
        long steps = (endMs - before.path("endMs").asLong()) / stepMs;
        if (steps > APPENDS_MAX) {
            return List.of(snapshot(after));
        }
        List<Update> appends = new ArrayList<>();
        for (long back = steps - 1; back >= 0; back--) {
            ObjectNode append = JsonNodeFactory.instance.objectNode();
            append.put("endMs", endMs - back * stepMs);
            ObjectNode values = append.putObject("values");
            for (var series : after.path("series").properties()) {
                JsonNode points = series.getValue();
                values.set(series.getKey(), points.get(points.size() - 1 - (int) back));
            }
            appends.add(new Update("append", append));
        }
        return appends;
    }
}
