package io.taffrail.standalone;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;

/**
 * Starts a node once, sends a record through it, looks at the first pages and stops it, so that the
 * JVM can keep what that loads and links (JEP 483, JEP 514). The build runs it; users never do.
 */
final class WarmUp {

    private WarmUp() {}

    public static void main(String[] arguments) throws Exception {
        try (var data = TemporaryDirectory.create("taffrail-warm-up");
                var node =
                        Standalone.start(new UpOptions(data.path(), 0, 0, "127.0.0.1", Map.of()));
                var client = HttpClient.newHttpClient()) {
            URI records = URI.create(node.httpUrl() + "/topics/warm-up/records");
            HttpRequest post =
                    HttpRequest.newBuilder(records).POST(BodyPublishers.ofString("hello")).build();
            client.send(post, BodyHandlers.ofString());
            for (String page :
                    List.of(
                            "/topics/warm-up/records?from=earliest&limit=1",
                            "/actuator/prometheus",
                            "/ui/",
                            "/ui/v1/overview",
                            "/ui/v1/topics")) {
                URI get = URI.create(node.httpUrl() + page);
                client.send(HttpRequest.newBuilder(get).build(), BodyHandlers.ofString());
            }
        }
    }
}
