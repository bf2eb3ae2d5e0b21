package io.taffrail.standalone.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@EmbeddedTaffrail(topics = "orders", partitions = 3)
@Tag("system")
class OrdersTest {

    @Test
    void anOrderThatWasSentCanBeRead(EmbeddedCluster taffrail) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", taffrail.bootstrapServers());
        var strings = new StringSerializer();
        try (var producer = new KafkaProducer<>(settings, strings, strings)) {
            var order = new ProducerRecord<>("orders", 2, "customer-1", "{\"orderId\":1}");
            assertEquals(0, producer.send(order).get().offset());
        }

        String records = taffrail.httpUrl() + "/topics/orders/records?from=earliest";
        try (HttpClient http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(records)).build();
            String read = http.send(request, BodyHandlers.ofString()).body();
            assertTrue(read.contains("\"key\":\"customer-1\",\"value\":{\"orderId\":1}"), read);
        }
    }
}
