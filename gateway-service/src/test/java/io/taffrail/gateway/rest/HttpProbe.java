package io.taffrail.gateway.rest;

import io.taffrail.gateway.app.MemoryGateway;
import io.taffrail.gateway.link.TopicPartition;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks a gateway as a client would; headers come as name, value, name, value. */
final class HttpProbe {

    private static final Duration WAIT = Duration.ofSeconds(15);
    static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final MemoryGateway gateway;

    HttpProbe(MemoryGateway gateway) {
        this.gateway = gateway;
    }

    HttpResponse<String> post(String path, String body, String... headers)
            throws IOException, InterruptedException {
        return send("POST", path, BodyPublishers.ofString(body), headers);
    }

    HttpResponse<String> post(String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        return send("POST", path, BodyPublishers.ofByteArray(body), headers);
    }

    HttpResponse<String> get(String path, String... headers)
            throws IOException, InterruptedException {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    HttpResponse<String> send(String method, String path, BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        return CLIENT.send(request(method, path, body, headers), BodyHandlers.ofString());
    }

    HttpRequest request(String method, String path, BodyPublisher body, String... headers) {
        var request = HttpRequest.newBuilder(gateway.uri(path)).timeout(WAIT).method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    static TopicPartition partition(String topic) {
        return new TopicPartition(topic, 0);
    }

    /** All records of a topic, as the JSON page of a read from its start. */
    String records(String topic) throws IOException, InterruptedException {
        return get("/topics/" + topic + "/records?from=earliest&limit=1000").body();
    }
}
