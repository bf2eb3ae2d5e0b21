package io.taffrail.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.taffrail.gateway.app.MemoryGateway;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies with a Content-Encoding, and bodies that are too large. */
class PackedBodiesTest {

    private static final int BODY_BYTES_MAX = 64 * 1024;
    private static MemoryGateway gateway;
    private static HttpProbe http;

    @BeforeAll
    static void start() {
        gateway = MemoryGateway.start(Map.of("taffrail.gateway.body-bytes-max", "64KB"));
        gateway.cluster().addTopic("packed", 1);
        http = new HttpProbe(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "GZIP", "Zstd", "identity"})
    void aPackedBodyIsStoredUnpacked(String encoding) throws Exception {
        String value = "packed with " + encoding;
        var answer =
                http.post(
                        "/topics/packed/records",
                        pack(encoding, value.getBytes(StandardCharsets.UTF_8)),
                        "Content-Encoding",
                        encoding);
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(http.records("packed")).contains('"' + value + '"');
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd"})
    void aStreamOfLinesMayBePacked(String encoding) throws Exception {
        byte[] body = pack(encoding, "1\n2\n3\n".getBytes(StandardCharsets.UTF_8));
        var answer = stream(encoding, body);
        assertThat(answer).endsWith("{\"summary\":{\"ok\":3,\"failed\":0}}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd"})
    void aBodyThatIsNotPackedAsItSaysIsABadRequest(String encoding) throws Exception {
        var answer =
                http.post("/topics/packed/records", "plain text", "Content-Encoding", encoding);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Content-Encoding: " + encoding);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd"})
    void aPackedBodyThatWasCutOffIsABadRequest(String encoding) throws Exception {
        byte[] whole = pack(encoding, "cut in the middle of it".getBytes(StandardCharsets.UTF_8));
        byte[] half = Arrays.copyOf(whole, whole.length - 6);
        var answer = http.post("/topics/packed/records", half, "Content-Encoding", encoding);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(http.records("packed")).doesNotContain("cut in the middle");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd"})
    void aStreamThatIsNotPackedAsItSaysEndsWithTheError(String encoding) throws Exception {
        String answer = stream(encoding, "1\n2\n".getBytes(StandardCharsets.UTF_8));
        assertThat(answer)
                .contains("\"error\":{\"error_code\":400")
                .endsWith("{\"summary\":{\"ok\":0,\"failed\":0}}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd"})
    void aBodyThatUnpacksToMoreThanTheBoundIsTooLarge(String encoding) throws Exception {
        byte[] bomb = pack(encoding, new byte[BODY_BYTES_MAX + 1]);
        assertThat(bomb.length).isLessThan(BODY_BYTES_MAX / 100);
        var answer = http.post("/topics/packed/records", bomb, "Content-Encoding", encoding);
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains(Integer.toString(BODY_BYTES_MAX));
    }

    @Test
    void anAnnouncedLengthAboveTheBoundIsTooLarge() throws Exception {
        var answer = http.post("/topics/packed/records", new byte[BODY_BYTES_MAX + 1]);
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
    }

    @Test
    void aBodyOfUnknownLengthIsTooLargeOnceItPassesTheBound() throws Exception {
        byte[] body = new byte[BODY_BYTES_MAX + 1];
        var answer =
                http.send(
                        "POST",
                        "/topics/packed/records",
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void anUnknownEncodingIs415ForAStreamToo() throws Exception {
        for (String type : new String[] {"text/plain", "application/x-ndjson"}) {
            var answer =
                    http.send(
                            "POST",
                            "/topics/packed/records",
                            BodyPublishers.ofInputStream(
                                    () -> new ByteArrayInputStream(new byte[] {'1', '\n'})),
                            "Content-Type",
                            type,
                            "Content-Encoding",
                            "br");
            assertThat(answer.statusCode()).isEqualTo(415);
            assertThat(answer.body()).contains("gzip, zstd or none");
        }
    }

    private static String stream(String encoding, byte[] body)
            throws IOException, InterruptedException {
        var answer =
                http.send(
                        "POST",
                        "/topics/packed/records",
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)),
                        "Content-Type",
                        "application/x-ndjson",
                        "Content-Encoding",
                        encoding);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static byte[] pack(String encoding, byte[] plain) throws IOException {
        return switch (encoding.toLowerCase(java.util.Locale.ROOT)) {
            case "zstd" -> Zstd.compress(plain);
            case "gzip" -> {
                var packed = new ByteArrayOutputStream();
                try (var gzip = new GZIPOutputStream(packed)) {
                    gzip.write(plain);
                }
                yield packed.toByteArray();
            }
            default -> plain;
        };
    }
}
