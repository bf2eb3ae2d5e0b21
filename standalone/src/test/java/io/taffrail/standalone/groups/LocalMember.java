package io.taffrail.standalone.groups;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A consumer of kafka-clients on a thread of the test's own process, where many of them are cheap.
 */
final class LocalMember implements AutoCloseable {

    private final KafkaConsumer<String, String> consumer;
    private final Thread thread;
    private final List<String> values = new CopyOnWriteArrayList<>();
    private final Set<TopicPartition> held = ConcurrentHashMap.newKeySet();

    /** How many records it may still read; a slow member is given them one by one. */
    private final Semaphore allowance = new Semaphore(0);

    private LocalMember(Map<String, Object> settings, String topic) {
        var strings = new StringDeserializer();
        this.consumer = new KafkaConsumer<>(settings, strings, strings);
        this.thread = Thread.ofPlatform().name("member").start(() -> read(topic));
    }

    static LocalMember join(String servers, String protocol, String group, String topic) {
        LocalMember member = slow(servers, protocol, group, topic);
        member.allow(Integer.MAX_VALUE);
        return member;
    }

    /** One that reads only as much as it is allowed to. */
    static LocalMember slow(String servers, String protocol, String group, String topic) {
        Map<String, Object> settings =
                new HashMap<>(JavaGroupProgram.memberSettings(servers, protocol, group));
        settings.put("max.poll.records", 1);
        return new LocalMember(settings, topic);
    }

    void allow(int records) {
        allowance.release(records);
    }

    Set<Integer> held() {
        return held.stream().map(TopicPartition::partition).collect(Collectors.toSet());
    }

    List<String> values() {
        return List.copyOf(values);
    }

    private void read(String topic) {
        try (consumer) {
            consumer.subscribe(List.of(topic));
            while (true) {
                consumer.poll(Duration.ofMillis(100)).forEach(this::take);
                Set<TopicPartition> now = consumer.assignment();
                held.retainAll(now);
                held.addAll(now);
            }
        } catch (WakeupException | InterruptedTaking stopped) {
            // Closing it commits and leaves.
        }
    }

    private void take(ConsumerRecord<String, String> record) {
        try {
            allowance.acquire();
        } catch (InterruptedException e) {
            throw new InterruptedTaking();
        }
        values.add(record.value());
    }

    /** It was told to stop while it was slow. */
    private static final class InterruptedTaking extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Commits and leaves. */
    @Override
    public void close() {
        consumer.wakeup();
        if (allowance.availablePermits() == 0) {
            thread.interrupt();
        }
        try {
            thread.join(Duration.ofSeconds(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
