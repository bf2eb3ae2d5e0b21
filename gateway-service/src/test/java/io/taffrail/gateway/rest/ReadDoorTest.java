package io.taffrail.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.app.MemoryGateway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Transcripts of the reads: pages, long polls, lines and events. */
class ReadDoorTest {

    private static MemoryGateway gateway;
    private static HttpProbe http;

    @BeforeAll
    static void start() {
        gateway = MemoryGateway.start(Map.of());
        http = new HttpProbe(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aPageSaysWhereToGoOn() throws Exception {
        addTopic("pages", 3);
        var first = http.get("/topics/pages/records?from=earliest&limit=2");
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body())
                .contains("\"offset\":0,", "\"offset\":1,")
                .doesNotContain("\"offset\":2,")
                .endsWith("\"next\":\"pages:0=2\"}\n");
        assertThat(http.get("/topics/pages/records?from=pages:0=2").body())
                .contains("\"offset\":2,")
                .endsWith("\"next\":\"pages:0=3\"}\n");
        assertThat(http.get("/topics/pages/records?from=-1").body()).contains("\"offset\":2,");
    }

    @Test
    void aPageHasOnlyWhatPassesItsFilterAndGoesOnBehindWhatItRead() throws Exception {
        addTopic("searched", 0);
        for (String value : List.of("a", "b", "b", "a", "b")) {
            post("searched", "{\"v\":\"" + value + "\"}");
        }
        String path = "/topics/searched/records?filter=/v=b";
        assertThat(http.get(path + "&limit=2").body())
                .contains("\"offset\":1,", "\"offset\":2,")
                .doesNotContain("\"offset\":0,", "\"offset\":3,", "\"offset\":4,")
                .endsWith("\"next\":\"searched:0=3\"}\n");
        assertThat(http.get(path + "&from=searched:0=3").body())
                .contains("\"offset\":4,")
                .doesNotContain("\"offset\":3,")
                .endsWith("\"next\":\"searched:0=5\"}\n");
        assertThat(http.get("/topics/searched/records?wait=60&filter=key=nobody").body())
                .isEqualTo("{\"records\":[],\"next\":\"searched:0=5\"}\n");
        assertThat(http.get("/topics/searched/records?filter=what").statusCode()).isEqualTo(400);
    }

    @Test
    void aPageMayWaitForItsFirstRecord() throws Exception {
        addTopic("waited", 0);
        var request =
                http.request("GET", "/topics/waited/records?wait=10", BodyPublishers.noBody());
        var waiting = HttpProbe.CLIENT.sendAsync(request, BodyHandlers.ofString());
        post("waited", "came");
        assertThat(waiting.get().body()).contains("\"came\"");
        assertThat(http.get("/topics/waited/records?from=latest&wait=50ms").body())
                .isEqualTo("{\"records\":[],\"next\":\"waited:0=1\"}\n");
        assertThat(http.get("/topics/waited/records?wait=99999").statusCode()).isEqualTo(400);
    }

    @Test
    void aTopicOrPartitionThatIsNotThereIsAProblem() throws Exception {
        addTopic("there", 0);
        for (String path :
                new String[] {
                    "/topics/nowhere/records",
                    "/topics/there/records?partition=5",
                    "/topics/nowhere/sse",
                    "/topics/there/partitions/5/records"
                }) {
            var answer = http.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValue("application/problem+json");
        }
    }

    @Test
    void linesKeepComing() throws Exception {
        addTopic("lines", 1);
        try (var lines =
                open("/topics/lines/records?from=earliest", "Accept", "application/x-ndjson")) {
            assertThat(lines.readLine())
                    .startsWith("{\"topic\":\"lines\",")
                    .contains("\"value\":0");
            post("lines", "1");
            assertThat(lines.readLine()).contains("\"offset\":1,").contains("\"value\":1");
        }
    }

    @Test
    void aLimitEndsTheStream() throws Exception {
        addTopic("limited", 3);
        var answer =
                http.get(
                        "/topics/limited/records?from=earliest&limit=2",
                        "Accept",
                        "application/x-ndjson");
        assertThat(answer.body().lines()).hasSize(2);
    }

    @Test
    void anEventStreamGoesOnBehindTheLastEventThatWasSeen() throws Exception {
        addTopic("events", 3);
        try (var events = open("/topics/events/sse", "Last-Event-ID", "events:0=1")) {
            assertThat(events.readLine()).isEqualTo("retry: 2000");
            assertThat(next(events, "id: ")).isEqualTo("id: events:0=2");
            assertThat(events.readLine()).isEqualTo("event: record");
            assertThat(events.readLine()).startsWith("data: {").contains("\"offset\":1,");
            assertThat(next(events, "id: ")).isEqualTo("id: events:0=3");
            assertThat(next(events, "event: ")).isEqualTo("event: record");
            assertThat(next(events, "event: ")).isEqualTo("event: caught_up");
        }
    }

    @Test
    void anEventStreamSaysWhenItsPositionIsGone() throws Exception {
        addTopic("gone", 4);
        gateway.cluster().deleteRecordsBefore(HttpProbe.partition("gone"), 3);
        try (var events = open("/topics/gone/sse?last_event_id=gone:0=1")) {
            assertThat(next(events, "event: ")).isEqualTo("event: reset");
            assertThat(events.readLine()).contains("\"from\":1,\"to\":3");
            assertThat(next(events, "id: ")).isEqualTo("id: gone:0=4");
        }
    }

    @Test
    void aFilterLetsOnlyItsRecordsPass() throws Exception {
        addTopic("filtered", 0);
        post("filtered", "{\"a\":{\"b\":1}}");
        post("filtered", "{\"a\":{\"b\":2}}");
        try (var lines =
                open(
                        "/topics/filtered/records?from=earliest&filter=/a/b=2",
                        "Accept",
                        "application/x-ndjson")) {
            assertThat(lines.readLine()).contains("\"offset\":1,");
        }
        assertThat(http.get("/topics/filtered/sse?filter=what").statusCode()).isEqualTo(400);
    }

    @Test
    void whatCannotBeReadOfAPositionIsABadRequest() throws Exception {
        addTopic("positions", 0);
        assertThat(http.get("/topics/positions/records?from=soon").statusCode()).isEqualTo(400);
        assertThat(http.get("/topics/positions/records?limit=0").statusCode()).isEqualTo(400);
        assertThat(http.get("/topics/positions/sse", "Last-Event-ID", "x").statusCode())
                .isEqualTo(400);
    }

    private static BufferedReader open(String path, String... headers)
            throws IOException, InterruptedException {
        var request = http.request("GET", path, BodyPublishers.noBody(), headers);
        var answer = HttpProbe.CLIENT.send(request, BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    /** The next line that begins so. */
    private static String next(BufferedReader lines, String start) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.startsWith(start)) {
            line = lines.readLine();
        }
        return String.valueOf(line);
    }

    private static void addTopic(String name, int records)
            throws IOException, InterruptedException {
        gateway.cluster().addTopic(name, 1);
        for (int i = 0; i < records; i++) {
            post(name, Integer.toString(i));
        }
    }

    private static void post(String topic, String value) throws IOException, InterruptedException {
        assertThat(http.post("/topics/" + topic + "/records", value).statusCode()).isEqualTo(201);
    }
}
