package io.taffrail.standalone.embedded;

import io.taffrail.standalone.Standalone;
import io.taffrail.standalone.TemporaryDirectory;
import io.taffrail.standalone.UpOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A running cluster of one node, which goes with its data. */
public final class EmbeddedCluster implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";

    private final TemporaryDirectory data;
    private final Standalone node;
    private final Map<String, @Nullable String> propertiesBefore = new LinkedHashMap<>();

    private EmbeddedCluster(TemporaryDirectory data, Standalone node) {
        this.data = data;
        this.node = node;
    }

    static EmbeddedCluster start(EmbeddedOptions options) throws Exception {
        TemporaryDirectory data = TemporaryDirectory.create("taffrail-embedded");
        EmbeddedCluster cluster;
        try {
            var up =
                    new UpOptions(
                            data.path(),
                            options.httpPort(),
                            options.kafkaPort(),
                            LOOPBACK,
                            options.settings());
            cluster = new EmbeddedCluster(data, Standalone.startEmbedded(up));
        } catch (Exception e) {
            data.close();
            throw e;
        }
        try {
            for (String topic : options.topics()) {
                cluster.createTopic(topic, options.partitions());
            }
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
        cluster.publish(options.bootstrapServersProperty(), cluster.bootstrapServers());
        cluster.publish(options.httpUrlProperty(), cluster.httpUrl());
        return cluster;
    }

    private void publish(String property, String value) {
        if (!property.isEmpty()) {
            propertiesBefore.put(property, System.getProperty(property));
            System.setProperty(property, value);
        }
    }

    /** Where Kafka clients connect, such as {@code 127.0.0.1:41234}. */
    public String bootstrapServers() {
        return node.bootstrapServers();
    }

    /** Where REST, SSE and WebSocket begin, such as {@code http://127.0.0.1:41235}. */
    public String httpUrl() {
        return node.httpUrl();
    }

    /** Where its data lies while it runs; gone once it is closed. */
    public Path dataDirectory() {
        return data.path();
    }

    /**
     * Creates a topic, and waits until it is there.
     *
     * @throws IllegalStateException when it cannot be created, with the cluster's reason
     */
    public void createTopic(String topic, int partitions) {
        String clusters = httpUrl() + "/v3/clusters";
        try (HttpClient client = HttpClient.newHttpClient()) {
            String all =
                    client.send(
                                    HttpRequest.newBuilder(URI.create(clusters)).build(),
                                    BodyHandlers.ofString())
                            .body();
            String id =
                    JsonMapper.shared()
                            .readTree(all)
                            .path("data")
                            .path(0)
                            .path("cluster_id")
                            .asString("");
            String body =
                    JsonMapper.shared()
                            .writeValueAsString(
                                    Map.of("topic_name", topic, "partitions_count", partitions));
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(clusters + "/" + id + "/topics"))
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(body))
                            .build();
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IllegalStateException(
                        "topic " + topic + " could not be created: " + response.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded cluster does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topic " + topic, e);
        }
    }

    /** Stops it, deletes its data and takes back the system properties. */
    @Override
    public void close() throws IOException {
        propertiesBefore.forEach((property, before) -> {
            if (before == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, before);
            }
        });
        propertiesBefore.clear();
        node.close();
        data.close();
    }
}
