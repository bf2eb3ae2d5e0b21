package io.taffrail.standalone.groups;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** kafka-clients in a group, driven by lines: see GroupClient. */
final class JavaGroupProgram {

    static final int AUTO_COMMIT_MS = 200;

    private JavaGroupProgram() {}

    public static void main(String[] arguments) throws Exception {
        String servers = arguments[0];
        String protocol = arguments[1];
        eachLine(
                words -> produce(servers, words[1], number(words[2]), number(words[3])),
                words -> consume(memberSettings(servers, protocol, words[2]), words[1]));
    }

    /** What a line asks for. */
    interface Task {
        void run(String[] words) throws Exception;
    }

    static void eachLine(Task produce, Task consume) throws Exception {
        try (var lines = new BufferedReader(new InputStreamReader(System.in))) {
            String line = lines.readLine();
            while (line != null) {
                String[] words = line.split(" ");
                (words[0].equals("produce") ? produce : consume).run(words);
                line = lines.readLine();
            }
        } catch (IOException closed) {
            // Who gave the lines is gone.
        }
    }

    static int number(String word) {
        return Integer.parseInt(word);
    }

    static Map<String, Object> memberSettings(String servers, String protocol, String group) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", servers);
        settings.put("group.id", group);
        settings.put("group.protocol", protocol);
        settings.put("auto.offset.reset", "earliest");
        settings.put("auto.commit.interval.ms", AUTO_COMMIT_MS);
        if (protocol.equals("classic")) {
            settings.put("session.timeout.ms", "6000");
            settings.put("heartbeat.interval.ms", "500");
        }
        return settings;
    }

    private static void produce(String servers, String topic, int first, int count) {
        Map<String, Object> settings = Map.of("bootstrap.servers", servers);
        var strings = new StringSerializer();
        try (var producer = new KafkaProducer<>(settings, strings, strings)) {
            for (int value = first; value < first + count; value++) {
                producer.send(new ProducerRecord<>(topic, "key-" + value % 12, "" + value));
            }
        }
        System.out.println("produced " + count);
    }

    private static void consume(Map<String, Object> settings, String topic) {
        var strings = new StringDeserializer();
        var consumer = new KafkaConsumer<>(settings, strings, strings);
        Thread reader = Thread.currentThread();
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            consumer.wakeup();
                            join(reader);
                        }));
        try (consumer) {
            consumer.subscribe(List.of(topic), new Told());
            while (true) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record ->
                                System.out.printf(
                                        "record %d %d %s %s%n",
                                        record.partition(),
                                        record.offset(),
                                        record.key(),
                                        record.value()));
            }
        } catch (WakeupException stopped) {
            // Closing it commits and leaves.
        }
    }

    private static void join(Thread reader) {
        try {
            reader.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says what is held whenever it changes; cooperative rebalances name only the difference. */
    static final class Told implements ConsumerRebalanceListener {

        private final Set<Integer> held = new HashSet<>();

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> more) {
            more.forEach(partition -> held.add(partition.partition()));
            say();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> fewer) {
            fewer.forEach(partition -> held.remove(partition.partition()));
            say();
        }

        private void say() {
            System.out.println(
                    held.stream()
                            .sorted()
                            .map(String::valueOf)
                            .collect(Collectors.joining(" ", "assigned ", "")));
        }
    }
}
