package io.taffrail.standalone.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What lies in observability/, as tests read it. */
final class Observability {

    static final Path DIRECTORY = Path.of("..", "observability").toAbsolutePath().normalize();
    static final Path RULES = DIRECTORY.resolve("prometheus").resolve("rules");

    private static final Path DASHBOARDS = DIRECTORY.resolve("grafana").resolve("dashboards");

    private Observability() {}

    /**
     * One query of a panel.
     *
     * @param expression as Prometheus takes it, with everything chosen that can be chosen
     */
    record Query(String panel, String expression) {}

    static List<JsonNode> dashboards() {
        try (Stream<Path> files = Files.list(DASHBOARDS)) {
            List<JsonNode> dashboards = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                dashboards.add(JsonMapper.shared().readTree(Files.readString(file)));
            }
            return dashboards;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        for (JsonNode dashboard : dashboards()) {
            for (JsonNode panel : dashboard.get("panels")) {
                String name = dashboard.get("title").asString() + ", " + panel.get("title");
                for (JsonNode target : panel.path("targets")) {
                    queries.add(new Query(name, withAll(target.get("expr").asString())));
                }
            }
        }
        return queries;
    }

    private static String withAll(String expression) {
        return expression.replace("$__rate_interval", "30s").replaceAll("\"\\$[a-z]+\"", "\".*\"");
    }

    /** An alert's expression without what it compares with, which a healthy cluster lacks. */
    static String measured(String alert) {
        return alert.replaceAll("\\s*[<>]=?\\s*[0-9.]+", "");
    }
}
