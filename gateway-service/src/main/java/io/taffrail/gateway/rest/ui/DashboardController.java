package io.taffrail.gateway.rest.ui;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.taffrail.gateway.dashboard.Channel;
import io.taffrail.gateway.dashboard.ClusterViews.Nodes;
import io.taffrail.gateway.dashboard.ClusterViews.Overview;
import io.taffrail.gateway.dashboard.EventViews.EventPage;
import io.taffrail.gateway.dashboard.GroupViews.GroupDetail;
import io.taffrail.gateway.dashboard.GroupViews.GroupPage;
import io.taffrail.gateway.dashboard.TopicViews.TopicDetail;
import io.taffrail.gateway.dashboard.TopicViews.TopicPage;
import io.taffrail.gateway.dashboard.series.SeriesBook.SeriesView;
import java.util.HashMap;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the dashboard shows, as JSON. It may change with the dashboard. */
@RestController
@RequestMapping(path = "/ui/v1", produces = "application/json")
@Tag(name = "dashboard")
public final class DashboardController {

    private static final String LIMIT = "100";
    private static final String LAST = "9223372036854775807";

    private final Looks looks;

    public DashboardController(Looks looks) {
        this.looks = looks;
    }

    /** The cluster on one page: its health in sentences, rates, lags, disks and what happened. */
    @GetMapping("/overview")
    Overview overview() {
        return looks.at(new Channel.Overview(), Overview.class);
    }

    /** Controllers, brokers and gateways by their ids. */
    @GetMapping("/nodes")
    Nodes nodes() {
        return looks.at(new Channel.Nodes(), Nodes.class);
    }

    /** Topics, by the page. */
    @GetMapping("/topics")
    TopicPage topics(
            @Parameter(description = "a part of the name") @RequestParam(defaultValue = "")
                    String q,
            @Parameter(
                            schema =
                                    @Schema(
                                            allowableValues = {
                                                "name",
                                                "partitions",
                                                "size",
                                                "records",
                                                "bytes",
                                                "lag"
                                            }))
                    @RequestParam(defaultValue = "name")
                    String sort,
            @Parameter(schema = @Schema(allowableValues = {"asc", "desc"}))
                    @RequestParam(defaultValue = "asc")
                    String order,
            @Parameter(description = "how many to pass over") @RequestParam(defaultValue = "0")
                    int offset,
            @Parameter(description = "how many at most, up to 1000")
                    @RequestParam(defaultValue = LIMIT)
                    int limit,
            @Parameter(description = "whether the platform's own are wanted too")
                    @RequestParam(defaultValue = "false")
                    boolean internal) {
        Map<String, String> query = new HashMap<>();
        query.put("q", q);
        query.put("sort", sort);
        query.put("order", order);
        query.put("offset", Integer.toString(offset));
        query.put("limit", Integer.toString(limit));
        query.put("internal", Boolean.toString(internal));
        return looks.at(Channel.parse("topics", query::get), TopicPage.class);
    }

    /** A topic, its partitions, and who reads it. */
    @GetMapping("/topics/{topic}")
    TopicDetail topic(@PathVariable("topic") String topic) {
        return looks.at(new Channel.Topic(topic), TopicDetail.class);
    }

    /** Consumer groups, by the page. */
    @GetMapping("/groups")
    GroupPage groups(
            @Parameter(description = "a part of the name") @RequestParam(defaultValue = "")
                    String q,
            @Parameter(schema = @Schema(allowableValues = {"name", "lag", "seconds", "members"}))
                    @RequestParam(defaultValue = "name")
                    String sort,
            @Parameter(schema = @Schema(allowableValues = {"asc", "desc"}))
                    @RequestParam(defaultValue = "asc")
                    String order,
            @Parameter(description = "how many to pass over") @RequestParam(defaultValue = "0")
                    int offset,
            @Parameter(description = "how many at most, up to 1000")
                    @RequestParam(defaultValue = LIMIT)
                    int limit) {
        Map<String, String> query = new HashMap<>();
        query.put("q", q);
        query.put("sort", sort);
        query.put("order", order);
        query.put("offset", Integer.toString(offset));
        query.put("limit", Integer.toString(limit));
        return looks.at(Channel.parse("groups", query::get), GroupPage.class);
    }

    /** A group, its members, and how far they are in each partition. */
    @GetMapping("/groups/{group}")
    GroupDetail group(@PathVariable("group") String group) {
        return looks.at(new Channel.Group(group), GroupDetail.class);
    }

    /** Numbers over time: those of the cluster and its brokers, or the ones that are named. */
    @GetMapping("/series")
    SeriesView series(
            @Parameter(schema = @Schema(allowableValues = {"15m", "24h", "30d"}))
                    @RequestParam(defaultValue = "15m")
                    String range,
            @Parameter(description = "such as bytes_in,topic/orders/records_in; up to 50")
                    @RequestParam(defaultValue = "")
                    String names) {
        Map<String, String> query = Map.of("range", range, "names", names);
        return looks.at(Channel.parse("series", query::get), SeriesView.class);
    }

    /** What happened, newest first. */
    @GetMapping("/events")
    EventPage events(
            @Parameter(description = "only what is older than this index")
                    @RequestParam(defaultValue = LAST)
                    long before,
            @RequestParam(defaultValue = LIMIT) int limit,
            @Parameter(description = "types such as LEADER_CHANGED or kinds such as election")
                    @RequestParam(defaultValue = "")
                    String type,
            @Parameter(description = "a part of the subject, the type or of who did it")
                    @RequestParam(defaultValue = "")
                    String q,
            @Parameter(description = "the earliest time, in ms since 1970")
                    @RequestParam(defaultValue = "0")
                    long from,
            @Parameter(description = "the latest time, excluded") @RequestParam(defaultValue = LAST)
                    long to) {
        return looks.at(new Channel.Events(before, limit, type, q, from, to), EventPage.class);
    }
}
