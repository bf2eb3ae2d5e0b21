package io.taffrail.gateway.rest.v2;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.taffrail.gateway.app.MemoryGateway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** A client of version 2: makes consumers and asks them, by path. */
final class ConsumerProbe {

    static final String V2 = "application/vnd.kafka.v2+json";
    static final String JSON_V2 = "application/vnd.kafka.json.v2+json";

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final MemoryGateway gateway;

    ConsumerProbe(MemoryGateway gateway) {
        this.gateway = gateway;
    }

    HttpResponse<String> ask(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(gateway.uri(path).toString()))
                        .timeout(Duration.ofSeconds(20))
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return ask("POST", path, body, "Content-Type", V2);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return ask("GET", path, "");
    }

    /** Makes an instance and gives its path. */
    String consumer(String group, String settings) throws IOException, InterruptedException {
        var answer = post("/consumers/" + group, settings);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return URI.create(JsonPath.read(answer.body(), "$.base_uri")).getPath();
    }

    /** Makes one that reads a topic from its start as a member of the group. */
    String subscribed(String group, String topic, String settings)
            throws IOException, InterruptedException {
        String path =
                consumer(
                        group,
                        "{\"format\":\"json\",\"auto.offset.reset\":\"earliest\","
                                + settings
                                + "}");
        var answer = post(path + "/subscription", "{\"topics\":[\"" + topic + "\"]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        return path;
    }

    void produce(String topic, String... values) throws IOException, InterruptedException {
        for (String value : values) {
            var answer = post("/topics/" + topic + "/records", value);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        }
    }

    static List<Object> values(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonPath.read(answer.body(), "$[*].value");
    }

    static int errorCode(HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(V2);
        return JsonPath.read(answer.body(), "$.error_code");
    }
}
