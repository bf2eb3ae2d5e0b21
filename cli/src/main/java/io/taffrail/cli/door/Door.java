package io.taffrail.cli.door;

import io.taffrail.cli.Taffrail;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Where a cluster speaks HTTP; mixed into every command that asks there. */
public final class Door {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    @Option(
            names = "--http",
            paramLabel = "URL",
            defaultValue = "${env:TAFFRAIL_HTTP:-http://localhost:8080}",
            description = "A gateway's HTTP (default: $TAFFRAIL_HTTP, or ${DEFAULT-VALUE}).")
    private String url = "";

    /** One that nobody chose on the command line. */
    public static Door at(String url) {
        var door = new Door();
        door.url = url;
        return door;
    }

    public String url() {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /**
     * @param path from the root, such as {@code /ui/v1/overview}
     * @throws Taffrail.Failure when nobody answers there, or what answers refuses
     */
    public JsonNode get(String path) throws InterruptedException {
        return send(request(path).GET().build());
    }

    JsonNode post(String path) throws InterruptedException {
        return send(request(path).POST(BodyPublishers.noBody()).build());
    }

    void delete(String path) throws InterruptedException {
        send(request(path).DELETE().build());
    }

    /** The path of this cluster's resources in the API of version 3. */
    String clusterPath() throws InterruptedException {
        String id = get("/v3/clusters").path("data").path(0).path("cluster_id").asString("");
        return "/v3/clusters/" + id;
    }

    private HttpRequest.Builder request(String path) {
        try {
            return HttpRequest.newBuilder(URI.create(url() + path))
                    .header("Accept", "application/json")
                    .timeout(TIMEOUT);
        } catch (IllegalArgumentException e) {
            throw new Taffrail.Failure(
                    "--http " + url + " is no address: write it as http://HOST:PORT");
        }
    }

    private JsonNode send(HttpRequest request) throws InterruptedException {
        HttpResponse<String> response;
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build()) {
            response = client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Taffrail.Failure(
                    "nobody answers HTTP at "
                            + url
                            + ": start a gateway there, or name one with --http or TAFFRAIL_HTTP");
        }
        boolean isRefused = response.statusCode() >= 400;
        JsonNode body = read(request, response);
        if (isRefused) {
            // Version 3 of the API has its own word for it.
            String reason = body.path("detail").asString(body.path("message").asString(""));
            throw new Taffrail.Failure(
                    reason.isEmpty()
                            ? request.uri() + " answers " + response.statusCode()
                            : reason);
        }
        return body;
    }

    private static JsonNode read(HttpRequest request, HttpResponse<String> response) {
        if (response.body().isEmpty()) {
            return JsonMapper.shared().createObjectNode();
        }
        try {
            return JsonMapper.shared().readTree(response.body());
        } catch (JacksonException e) {
            throw new Taffrail.Failure(
                    request.uri()
                            + " answers "
                            + response.statusCode()
                            + ", and not in JSON: it is no gateway of Taffrail; name one with --http or TAFFRAIL_HTTP");
        }
    }
}
