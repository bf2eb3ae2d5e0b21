package io.taffrail.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Version 2 of the REST proxies behind a load balancer: each request goes to the other gateway than
 * the one before it, and nobody has to care.
 */
@Tag("system")
@Tag("alone")
class ProxyConsumersTest {

    private static final String V2 = "application/vnd.kafka.v2+json";
    private static final String JSON = "application/vnd.kafka.json.v2+json";

    @TempDir private static Path directory;
    private static LocalCluster cluster;
    private static HttpClient client;
    private static int requests;

    @BeforeAll
    static void up() {
        cluster = LocalCluster.up(directory);
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterAll
    static void down() {
        client.shutdownNow();
        cluster.close();
    }

    @Test
    void aConsumerIsServedWhicheverGatewayIsAsked() throws Exception {
        cluster.createTopic("rest", 2);
        produce("rest", 0, 100);
        String me = "/consumers/readers/instances/me";
        post("/consumers/readers", settings("me"), 200);
        assertThat(post("/consumers/readers", settings("me"), 409)).contains("40902");
        post(me + "/subscription", "{\"topics\":[\"rest\"]}", 204);
        assertThat(get(me + "/subscription")).isEqualTo("{\"topics\":[\"rest\"]}");

        assertThat(readAll(me, 100)).isEqualTo(numbers(0, 100));
        assertThat(get(me + "/assignments"))
                .contains("\"partition\":0")
                .contains("\"partition\":1");
        assertThat(post(me + "/offsets", "", 200)).contains("\"committed\":");
        List<Integer> committed =
                JsonPath.read(get(me + "/offsets?partition=rest:0,rest:1"), "$.offsets[*].offset");
        assertThat(committed.stream().mapToInt(offset -> offset).sum()).isEqualTo(100);

        String both =
                "\"partitions\":[{\"topic\":\"rest\",\"partition\":0},"
                        + "{\"topic\":\"rest\",\"partition\":1}]";
        post(me + "/positions/beginning", "{" + both + "}", 204);
        assertThat(readAll(me, 100)).isEqualTo(numbers(0, 100));
        post(me + "/positions/end", "{" + both + "}", 204);
        produce("rest", 100, 10);
        assertThat(readAll(me, 10)).isEqualTo(numbers(100, 110));

        delete(me);
        assertThat(post(me + "/offsets", "", 404)).contains("40403");
    }

    @Test
    void anAnswerThatWasLostIsAskedForAgain() throws Exception {
        cluster.createTopic("lost", 2);
        String me = "/consumers/losers/instances/me";
        post("/consumers/losers", settings("me"), 200);
        post(me + "/subscription", "{\"topic_pattern\":\"los.\"}", 204);
        List<Integer> read = new ArrayList<>();
        int batch = 1;
        for (int i = 0; i < 5; i++) {
            produce("lost", i * 10, 10);
            while (read.size() < (i + 1) * 10) {
                // Nobody hears the first answer; the same request goes to the other gateway.
                String poll = me + "/records?timeout=2000&retry=" + batch;
                String unheard = get(poll);
                String heard = get(poll);
                assertThat(heard).isEqualTo(unheard);
                read.addAll(JsonPath.read(heard, "$[*].value"));
                batch++;
            }
        }
        assertThat(read.stream().sorted().toList()).isEqualTo(numbers(0, 50));
        delete(me);
    }

    private static String settings(String name) {
        return "{\"name\":\""
                + name
                + "\",\"format\":\"json\",\"auto.offset.reset\":\"earliest\","
                + "\"auto.commit.enable\":\"false\"}";
    }

    private static List<Integer> readAll(String instance, int count) throws Exception {
        List<Integer> values = new ArrayList<>();
        while (values.size() < count) {
            values.addAll(
                    JsonPath.<List<Integer>>read(
                            get(instance + "/records?timeout=3000"), "$[*].value"));
        }
        return values.stream().sorted().toList();
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private static void produce(String topic, int first, int count) throws Exception {
        var records = new StringBuilder();
        for (int i = first; i < first + count; i++) {
            records.append(i == first ? "" : ",")
                    .append("{\"value\":%d,\"partition\":%d}".formatted(i, i % 2));
        }
        HttpResponse<String> answer =
                send("POST", "/topics/" + topic, JSON, "{\"records\":[" + records + "]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("\"offset\":null");
    }

    private static String post(String path, String body, int status) throws Exception {
        HttpResponse<String> answer = send("POST", path, V2, body);
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(status);
        return answer.body();
    }

    private static String get(String path) throws Exception {
        HttpResponse<String> answer = send("GET", path, V2, "");
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static void delete(String path) throws Exception {
        assertThat(send("DELETE", path, V2, "").statusCode()).as(path).isEqualTo(204);
    }

    /** Asks the other gateway than the last time. */
    private static HttpResponse<String> send(
            String method, String path, String contentType, String body)
            throws IOException, InterruptedException {
        int gateway = 1 + requests++ % 2;
        var request =
                HttpRequest.newBuilder(URI.create(cluster.httpUrl(gateway) + path))
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", contentType)
                        .method(method, BodyPublishers.ofString(body))
                        .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
