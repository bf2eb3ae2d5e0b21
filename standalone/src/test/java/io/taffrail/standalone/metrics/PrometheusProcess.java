package io.taffrail.standalone.metrics;

import io.taffrail.standalone.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Prometheus with the rules of this repository, which asks each target every second. */
final class PrometheusProcess implements AutoCloseable {

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;
    private final Process process;

    /**
     * @param clusters the targets of each, as host:port, by the name that it is told apart by
     */
    PrometheusProcess(Path directory, Map<String, List<String>> clusters) throws IOException {
        port = FreePorts.next();
        Path config = directory.resolve("prometheus.yml");
        Files.writeString(
                config,
                """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ["%s/*.yml"]
                scrape_configs:
                  - job_name: taffrail
                    metrics_path: /actuator/prometheus
                    static_configs: [%s]
                """
                        .formatted(Observability.RULES, configs(clusters)));
        process =
                new ProcessBuilder(
                                "prometheus",
                                "--config.file=" + config,
                                "--storage.tsdb.path=" + directory.resolve("data"),
                                "--web.listen-address=127.0.0.1:" + port,
                                "--log.level=warn")
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("prometheus.log").toFile())
                        .start();
    }

    private static String configs(Map<String, List<String>> clusters) {
        return clusters.entrySet().stream()
                .map(cluster ->
                        "{labels: {cluster: %s}, targets: ['%s']}"
                                .formatted(
                                        cluster.getKey(), String.join("', '", cluster.getValue())))
                .collect(Collectors.joining(", "));
    }

    /** The series that a query gives now; none while Prometheus is starting. */
    JsonNode query(String expression) {
        return get("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .at("/data/result");
    }

    /** Every alerting rule as it was loaded, with its expression in {@code query}. */
    List<JsonNode> alerts() {
        return get("rules?type=alert")
                .at("/data/groups")
                .valueStream()
                .flatMap(group -> group.get("rules").valueStream())
                .toList();
    }

    /** The targets that answer. */
    long up() {
        return query("up == 1").size();
    }

    private JsonNode get(String path) {
        URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/" + path);
        try {
            String body =
                    client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                            .body();
            return JsonMapper.shared().readTree(body.startsWith("{") ? body : "{}");
        } catch (IOException e) {
            return JsonMapper.shared().createObjectNode();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        client.close();
    }
}
