package io.taffrail.gateway.dashboard;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What happened, as the dashboard gets it. */
public final class EventViews {

    private EventViews() {}

    /**
     * @param items newest first
     * @param more whether there are older ones
     */
    public record EventPage(List<Event> items, boolean more) {}

    /**
     * @param index rises with time; text, since it has 64 bits
     * @param type such as {@code LEADER_CHANGED}
     * @param kind election, isr, node, config, topic, group, admin or quorum
     * @param subject whom it concerns, such as {@code orders-0} or {@code broker 2}
     * @param who asked for it
     * @param why in the metadata's words, or null
     * @param text all of it in one sentence
     */
    public record Event(
            String index,
            long timeMs,
            String type,
            String kind,
            String subject,
            String who,
            @Nullable String why,
            @Nullable JsonNode before,
            @Nullable JsonNode after,
            String text) {}
}
