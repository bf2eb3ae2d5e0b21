package io.taffrail.deploy.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** The image in other people's tests: Testcontainers starts it as it starts Kafka's own. */
@Tag("system")
@Tag("swarm")
@Timeout(1800)
class KafkaContainerTest {

    @Test
    void testcontainersTakesTheImageForKafkas() throws Exception {
        Engine.withImages();
        DockerImageName image =
                DockerImageName.parse("taffrail:" + Engine.VERSION)
                        .asCompatibleSubstituteFor("apache/kafka");
        try (var kafka = new KafkaContainer(image)) {
            kafka.withStartupTimeout(Duration.ofMinutes(5)).start();

            try (var producer =
                    new KafkaProducer<>(
                            Map.of("bootstrap.servers", kafka.getBootstrapServers()),
                            new StringSerializer(),
                            new StringSerializer())) {
                producer.send(new ProducerRecord<>("orders", "kept")).get(60, TimeUnit.SECONDS);
            }
            try (var consumer =
                    new KafkaConsumer<>(
                            Map.of("bootstrap.servers", kafka.getBootstrapServers()),
                            new StringDeserializer(),
                            new StringDeserializer())) {
                var partition = new TopicPartition("orders", 0);
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                assertThat(consumer.poll(Duration.ofSeconds(60)))
                        .extracting(record -> record.value())
                        .containsExactly("kept");
            }
        }
    }
}
