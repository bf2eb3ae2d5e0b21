package io.taffrail.cli.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeLabelTest {

    private static final String ZONE = "topology.kubernetes.io/zone";

    /** As the API server gives a node, with the label's name in places where it is no label. */
    private static final String NODE =
            """
            {"kind": "Node", "metadata": {"name": "n-1",
              "annotations": {"last": "{\\"%1$s\\":\\"wrong\\"}"},
              "managedFields": [{"fieldsV1": {"f:metadata": {"f:labels": {"f:%1$s": {}}}}}],
              "labels": {
                "kubernetes.io/hostname": "n-1",
                "%1$s": "eu-1a"
              }}, "spec": {}}
            """
                    .formatted(ZONE);

    private HttpServer server;
    private NodeLabel labels;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/api/v1/nodes/n-1",
                exchange -> {
                    boolean isAllowed =
                            "Bearer secret"
                                    .equals(exchange.getRequestHeaders().getFirst("Authorization"));
                    byte[] body = NODE.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(
                            isAllowed ? 200 : 403, isAllowed ? body.length : -1);
                    if (isAllowed) {
                        exchange.getResponseBody().write(body);
                    }
                    exchange.close();
                });
        server.start();
        labels = labels("secret");
    }

    private NodeLabel labels(String token) {
        URI api = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new NodeLabel(HttpClient.newHttpClient(), api, token);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void theLabelIsFoundAmongTheLabelsOnly() throws Exception {
        assertThat(labels.read("n-1", ZONE)).isEqualTo("eu-1a");
    }

    @Test
    void aNodeWithoutTheLabelHasNone() throws Exception {
        assertThat(labels.read("n-1", "rack")).isNull();
    }

    @Test
    void whoMayNotReadNodesIsToldWhatToAllow() {
        assertThatThrownBy(() -> labels("other").read("n-1", ZONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("answers 403")
                .hasMessageContaining("the verb get on nodes");
    }
}
