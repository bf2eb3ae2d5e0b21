package io.taffrail.cli.door;

import io.taffrail.cli.Output;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code taffrail cluster events}: who changed what, and when; the oldest first, as a log. */
@Command(
        name = "events",
        description =
                "Show what happened: elections, nodes that came and went, changes and who made them.",
        mixinStandardHelpOptions = true)
public final class EventsCommand implements Callable<Integer> {

    private static final long FOLLOW_EVERY_MS = 1_000;
    private static final int PAGE = 1_000;

    @Mixin private Door door = new Door();
    @Mixin private Output as = new Output();

    @Option(
            names = {"-n", "--count"},
            defaultValue = "20",
            description = "How many of the newest, up to 1000 (default: ${DEFAULT-VALUE}).")
    private int count = 20;

    @Option(
            names = "--type",
            defaultValue = "",
            paramLabel = "TYPE[,TYPE]",
            description =
                    "Only these: election, isr, node, config, topic, group, admin, quorum, or types"
                            + " such as LEADER_CHANGED.")
    private String type = "";

    @Option(
            names = {"-q", "--query"},
            defaultValue = "",
            paramLabel = "TEXT",
            description = "Only what has this in its subject, its type or who did it.")
    private String query = "";

    @Option(names = "--follow", description = "Go on with what happens from now, until Ctrl-C.")
    private boolean follow;

    @Override
    public Integer call() throws InterruptedException {
        long lastIndex = -1;
        for (JsonNode event : newest(count)) {
            print(event);
            lastIndex = index(event);
        }
        // Nothing ever counts it down: it is a wait that an interruption ends.
        var ended = new CountDownLatch(1);
        while (follow && !ended.await(FOLLOW_EVERY_MS, TimeUnit.MILLISECONDS)) {
            for (JsonNode event : newest(PAGE)) {
                if (index(event) > lastIndex) {
                    print(event);
                    lastIndex = index(event);
                }
            }
        }
        return 0;
    }

    /** The oldest of them first. */
    private List<JsonNode> newest(int many) throws InterruptedException {
        List<JsonNode> events = new ArrayList<>();
        door.get(
                        "/ui/v1/events?limit=%d&type=%s&q=%s"
                                .formatted(many, encoded(type), encoded(query)))
                .path("items")
                .forEach(events::add);
        return events.reversed();
    }

    private void print(JsonNode event) {
        String time = Instant.ofEpochMilli(event.path("timeMs").asLong(0)).toString();
        if (!as.isJson()) {
            System.out.printf(
                    "%-24s  %s, by %s%n",
                    time, event.path("text").asString(""), event.path("who").asString("nobody"));
            return;
        }
        var line = new LinkedHashMap<String, @Nullable Object>();
        line.put("index", index(event));
        line.put("time", time);
        for (String name :
                List.of("type", "kind", "subject", "who", "why", "before", "after", "text")) {
            line.put(name, event.get(name));
        }
        Output.json(System.out, line);
    }

    private static long index(JsonNode event) {
        return Long.parseLong(event.path("index").asString("0"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
