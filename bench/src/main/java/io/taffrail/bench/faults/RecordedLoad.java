package io.taffrail.bench.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Three Kafka producers, a REST producer, a Kafka consumer and an SSE subscriber on one topic, all
 * from {@link #start} to {@link #stop}.
 */
final class RecordedLoad {

    private static final long CATCH_UP_WITHIN_NS = 30_000_000_000L;
    private static final long LOOK_NS = 50_000_000;
    private static final long END_WITHIN_MS = 130_000;

    private final History history = new History();
    private final List<Thread> writing = new ArrayList<>();
    private final List<Thread> reading = new ArrayList<>();
    private final List<KafkaWriter> kafkaWriters;
    private final RestWriter restWriter;
    private final KafkaReader kafkaReader;
    private final KafkaReader finalReader;
    private final SseReader sseReader;
    private final String bootstrap;
    private final String topic;
    private final int partitions;

    RecordedLoad(String bootstrap, List<String> gateways, String topic, int partitions) {
        this.bootstrap = bootstrap;
        this.topic = topic;
        this.partitions = partitions;
        this.kafkaWriters =
                List.of(
                        new KafkaWriter("idempotent", bootstrap, topic, 1, true, history),
                        new KafkaWriter("keyed", bootstrap, topic, partitions, true, history),
                        new KafkaWriter("plain", bootstrap, topic, 1, false, history));
        this.restWriter = new RestWriter(gateways, topic, history);
        this.kafkaReader = new KafkaReader(bootstrap, topic, partitions, history);
        this.finalReader = new KafkaReader(bootstrap, topic, partitions, history);
        this.sseReader = new SseReader(gateways, topic, history);
    }

    /** Writes so many kilobytes to each partition, before the load begins. */
    void fill(int kilobytes) {
        new KafkaWriter("ballast", bootstrap, topic, partitions, true, history)
                .fill(kilobytes * partitions, 1_000);
    }

    void start() {
        kafkaWriters.forEach(each -> writing.add(Thread.ofPlatform().daemon().start(each)));
        writing.add(Thread.ofPlatform().daemon().start(restWriter));
        reading.add(Thread.ofPlatform().daemon().start(kafkaReader));
        reading.add(Thread.ofPlatform().daemon().start(sseReader));
    }

    /**
     * Ends the writers, lets the readers catch up with them, and reads everything once more.
     *
     * @return what happened
     */
    History stop() throws InterruptedException {
        stopWriters();
        for (Thread each : writing) {
            each.join(END_WITHIN_MS);
        }
        Map<Integer, Long> ends = finalReader.readAll();
        long deadlineNs = System.nanoTime() + CATCH_UP_WITHIN_NS;
        while (System.nanoTime() < deadlineNs
                && !(kafkaReader.next().equals(ends) && sseReader.next().equals(ends))) {
            LockSupport.parkNanos(LOOK_NS);
        }
        kafkaReader.stop();
        sseReader.stop();
        for (Thread each : reading) {
            each.join(END_WITHIN_MS);
        }
        return history;
    }

    private void stopWriters() {
        kafkaWriters.forEach(KafkaWriter::stop);
        restWriter.stop();
    }

    /** Tells everybody to end, and waits for nobody: the cluster may be beyond help. */
    void abandon() {
        stopWriters();
        kafkaReader.stop();
        sseReader.stop();
    }
}
