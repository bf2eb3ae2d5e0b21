package io.taffrail.controller.rest;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.taffrail.controller.projection.HistoryView;
import io.taffrail.controller.projection.HistoryViews;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** How the metadata became what it is: who did what, when, before and after. */
@RestController
@RequestMapping("/controller/v1/events")
public class EventController {

    private final HistoryViews history;

    EventController(HistoryViews history) {
        this.history = history;
    }

    /**
     * A line of the history.
     *
     * @param id rises with time
     * @param before null when there was nothing before
     * @param after null when there is nothing left
     */
    public record Event(
            long id,
            long index,
            Instant time,
            String kind,
            String resourceType,
            String resource,
            @Nullable String topic,
            @Nullable Integer broker,
            String principal,
            @Nullable String reason,
            @JsonRawValue @Nullable String before,
            @JsonRawValue @Nullable String after) {}

    /**
     * @param kind such as LEADER_CHANGED
     * @param resource the whole name of what it concerns, such as orders or orders-0
     * @param topic the topic's name, for events of the topic and of its partitions
     * @param broker the id of the node that it concerns
     * @param since the earliest time, included
     * @param until the latest time, excluded
     */
    @GetMapping
    PageOf<Event> events(
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = Paging.SIZE_DEFAULT) int size,
            @RequestParam(required = false) @Nullable String sort,
            @RequestParam(required = false) @Nullable String kind,
            @RequestParam(required = false) @Nullable String resourceType,
            @RequestParam(required = false) @Nullable String resource,
            @RequestParam(required = false) @Nullable String topic,
            @RequestParam(required = false) @Nullable Integer broker,
            @RequestParam(required = false) @Nullable String principal,
            @RequestParam(required = false) @Nullable String since,
            @RequestParam(required = false) @Nullable String until) {
        var paging =
                Paging.of(
                        page,
                        size,
                        sort,
                        Map.of("time", "id", "kind", "kind", "resource", "resourceName"),
                        Sort.by(Sort.Direction.DESC, "id"),
                        "id");
        Specification<HistoryView> filter =
                Filters.<HistoryView>equal("kind", kind)
                        .and(Filters.equal("resourceType", resourceType))
                        .and(Filters.equal("resourceName", resource))
                        .and(Filters.equal("topic", topic))
                        .and(Filters.equal("nodeId", broker))
                        .and(Filters.equal("principal", principal))
                        .and(Filters.atLeast("timeMs", Filters.timeMs("since", since)))
                        .and(Filters.below("timeMs", Filters.timeMs("until", until)));
        return PageOf.of(history.findAll(filter, paging), EventController::event);
    }

    private static Event event(HistoryView h) {
        return new Event(
                h.getId(),
                h.getLogIndex(),
                Instant.ofEpochMilli(h.getTimeMs()),
                h.getKind(),
                h.getResourceType(),
                h.getResourceName(),
                h.getTopic(),
                h.getNodeId(),
                h.getPrincipal(),
                h.getReason(),
                h.getBeforeJson(),
                h.getAfterJson());
    }
}
