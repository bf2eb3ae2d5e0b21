package io.taffrail.gateway.lag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.gateway.app.MemoryGateway;
import io.taffrail.gateway.link.GroupCalls;
import io.taffrail.gateway.link.GroupCalls.Heartbeat;
import io.taffrail.gateway.link.TopicPartition;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a scrape reads of groups, and that it goes away with them. */
class LagMetricsTest {

    private static final TopicPartition FIRST = new TopicPartition("orders", 0);
    private static MemoryGateway gateway;
    private static HttpClient client;

    @BeforeAll
    static void start() {
        gateway =
                MemoryGateway.start(
                        Map.of(
                                "taffrail.gateway.lag-interval", "1s",
                                "taffrail.gateway.lag-partitions-max", "4"));
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        client.close();
        gateway.close();
    }

    @Test
    void seriesComeWithAGroupFollowItAndGoWithIt() throws Exception {
        gateway.cluster().addTopic("orders", 2);
        post("orders");
        post("orders");
        var joining =
                new Heartbeat("billing", "m", GroupCalls.JOINING, 1, List.of("orders"), Set.of());
        gateway.groups().heartbeat(joining);
        gateway.groups().commit("billing", "m", 1, Map.of(FIRST, 1L));

        await().untilAsserted(() ->
                assertThat(scrape())
                        .contains(
                                ours("taffrail_group_lag_records", 0, "1.0"),
                                ours("taffrail_group_lag_records", 1, "0.0"),
                                ours("taffrail_group_lag_seconds", 1, "0.0"),
                                "taffrail_group_members{group=\"billing\"} 1.0",
                                "taffrail_group_rebalances_total{group=\"billing\"} 1.0",
                                "kafka_consumergroup_members{consumergroup=\"billing\"} 1.0",
                                exporters("kafka_consumergroup_lag", "1.0"),
                                exporters("kafka_consumergroup_current_offset", "1.0"),
                                "kafka_consumergroup_lag_sum{consumergroup=\"billing\",topic=\"orders\"} 1.0",
                                "kafka_consumergroup_current_offset_sum{consumergroup=\"billing\",topic=\"orders\"} 1.0"));
        assertThat(value(scrape(), "taffrail_group_lag_seconds{", "partition=\"0\"")).isPositive();
        assertThat(scrape().lines())
                .as("nothing is committed in partition 1, and kafka_exporter knows only what is")
                .noneMatch(line ->
                        line.startsWith("kafka_consumergroup_lag{")
                                && line.contains("partition=\"1\""));

        gateway.groups().commit("billing", "m", 1, Map.of(FIRST, 2L));
        await().untilAsserted(() ->
                assertThat(scrape())
                        .contains(
                                ours("taffrail_group_lag_records", 0, "0.0"),
                                ours("taffrail_group_lag_seconds", 0, "0.0")));

        gateway.groups().fence("billing");
        gateway.groups().delete("billing");
        await().untilAsserted(() -> assertThat(scrape()).doesNotContain("billing"));

        gateway.cluster().addTopic("many", 5);
        gateway.groups()
                .heartbeat(
                        new Heartbeat(
                                "wide", "m", GroupCalls.JOINING, 1, List.of("many"), Set.of()));
        await().untilAsserted(() ->
                assertThat(scrape())
                        .contains("{group=\"wide\",partition=\"all\",topic=\"many\"} 0.0"));
    }

    private static String ours(String name, int partition, String value) {
        return name
                + "{group=\"billing\",partition=\""
                + partition
                + "\",topic=\"orders\"} "
                + value;
    }

    private static String exporters(String name, String value) {
        return name + "{consumergroup=\"billing\",partition=\"0\",topic=\"orders\"} " + value;
    }

    private static double value(String scraped, String name, String tag) {
        return scraped.lines()
                .filter(line -> line.startsWith(name) && line.contains(tag))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf("} ") + 2)))
                .findFirst()
                .orElseThrow();
    }

    private static void post(String topic) throws Exception {
        var request =
                HttpRequest.newBuilder(gateway.uri("/topics/" + topic + "/records?partition=0"))
                        .POST(BodyPublishers.ofString("x"))
                        .build();
        client.send(request, BodyHandlers.discarding());
    }

    private static String scrape() throws Exception {
        var request = HttpRequest.newBuilder(gateway.uri("/actuator/prometheus")).build();
        return client.send(request, BodyHandlers.ofString()).body();
    }
}
