package io.taffrail.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.app.MemoryGateway;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is said in HTTP, before there is a socket. */
class HandshakeTest {

    private static MemoryGateway gateway;

    @BeforeAll
    static void start() {
        gateway =
                MemoryGateway.start(
                        Map.of("taffrail.gateway.allowed-origins", "https://app.example.com"));
        gateway.cluster().addTopic("orders", 1);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void theKeyIsAnsweredAsInTheRfc() {
        assertThat(Handshake.acceptKey("dGhlIHNhbXBsZSBub25jZQ=="))
                .isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void anUnknownTopicIs404() throws Exception {
        assertThat(head("/topics/nowhere/ws"))
                .startsWith("HTTP/1.1 404")
                .contains("application/problem+json");
    }

    @Test
    void aForeignOriginIs403() throws Exception {
        assertThat(head("/ws", "Origin: https://evil.example")).startsWith("HTTP/1.1 403");
        assertThat(head("/ws", "Origin: null")).startsWith("HTTP/1.1 403");
    }

    @Test
    void ourOwnOriginAndAnAllowedOneAreWelcome() throws Exception {
        assertThat(head("/ws", "Origin: http://localhost:" + gateway.port()))
                .startsWith("HTTP/1.1 101");
        assertThat(head("/ws", "Origin: https://app.example.com")).startsWith("HTTP/1.1 101");
    }

    @Test
    void whoOffersOnlyUnknownSubprotocolsGets400() throws Exception {
        assertThat(head("/ws", "Sec-WebSocket-Protocol: mqtt, stomp"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json");
        assertThat(head("/topics/orders/produce", "Sec-WebSocket-Protocol: bin.v1.taffrail.io"))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void whoOffersNoneIsNotToldOfAny() throws Exception {
        assertThat(head("/ws"))
                .startsWith("HTTP/1.1 101")
                .doesNotContainIgnoringCase("Sec-WebSocket-Protocol");
    }

    @Test
    void aPlainRequestIsToldToUpgrade() throws Exception {
        var http = java.net.http.HttpClient.newHttpClient();
        var request = java.net.http.HttpRequest.newBuilder(gateway.uri("/ws")).build();
        var answer = http.send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(426);
    }

    private static String head(String path, String... headers) throws IOException {
        try (var raw = RawSocket.connect(gateway, path, headers)) {
            return raw.head();
        }
    }
}
