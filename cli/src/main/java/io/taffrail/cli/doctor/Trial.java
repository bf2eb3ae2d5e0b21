package io.taffrail.cli.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** One record in and out again, through a topic of its own that is deleted afterwards. */
final class Trial {

    private static final int TIMEOUT_MS = 15_000;
    private static final Duration POLL = Duration.ofMillis(200);

    private Trial() {}

    static Finding run(Admin admin, Properties connection) throws InterruptedException {
        String topic = "taffrail-doctor-" + UUID.randomUUID();
        try {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
            try {
                long offset = produce(connection, topic);
                return consume(connection, topic, offset);
            } finally {
                admin.deleteTopics(List.of(topic)).all().get();
            }
        } catch (ExecutionException | RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return Finding.wrong(
                    "record",
                    "could not be written and read: " + cause.getMessage(),
                    "if too few replicas are in sync, start the brokers that are missing: `taffrail broker list`");
        }
    }

    private static long produce(Properties connection, String topic)
            throws ExecutionException, InterruptedException {
        var properties = new Properties();
        properties.putAll(connection);
        properties.put("max.block.ms", TIMEOUT_MS);
        properties.put("delivery.timeout.ms", TIMEOUT_MS);
        properties.put("request.timeout.ms", TIMEOUT_MS / 2);
        var strings = new StringSerializer();
        try (var producer = new KafkaProducer<>(properties, strings, strings)) {
            return producer.send(new ProducerRecord<>(topic, 0, null, topic)).get().offset();
        }
    }

    private static Finding consume(Properties connection, String topic, long offset) {
        var strings = new StringDeserializer();
        try (var consumer = new KafkaConsumer<>(connection, strings, strings)) {
            var partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seek(partition, offset);
            long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS);
            while (System.nanoTime() - deadlineNs < 0) {
                for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                    if (topic.equals(record.value())) {
                        return Finding.ok("record", "went in and came out again");
                    }
                }
            }
        }
        return Finding.wrong(
                "record",
                "went in, and did not come out within " + TIMEOUT_MS / 1_000 + " s",
                "see the log of the broker that leads, and `taffrail cluster health`");
    }
}
