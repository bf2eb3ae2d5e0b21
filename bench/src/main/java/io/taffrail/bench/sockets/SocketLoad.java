package io.taffrail.bench.sockets;

import io.taffrail.bench.LoadOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Many WebSockets on one topic, each of which must receive every record that a producer sends over
 * the Kafka wire. Prints {@code sockets=… records=… complete=… seconds=… deliveries_per_s=…
 * mb_per_s=…} and fails when one socket lacks a record or has one too many.
 *
 * <p>The clock runs from the first send to the last socket's last record.
 */
public final class SocketLoad {

    private static final byte MARK = '^';
    private static final int BUFFER_BYTES = 256 << 10;
    private static final long STALL_NS_MAX = 20_000_000_000L;
    private static final long SELECT_MS = 500;

    private final LoadOptions options;
    private final String topic;
    private final int sockets;
    private final int records;
    private final int valueBytes;
    private final AtomicReference<@Nullable Throwable> sendFailure = new AtomicReference<>();

    private SocketLoad(LoadOptions options) {
        this.options = options;
        this.topic = options.text("topic");
        this.sockets = options.count("sockets", 1_000);
        this.records = options.count("records", 5_000);
        this.valueBytes = options.count("bytes", 100);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        var load =
                new SocketLoad(
                        new LoadOptions(
                                args,
                                "bootstrap",
                                "http-port",
                                "topic",
                                "sockets",
                                "records",
                                "bytes",
                                "query"));
        if (!load.run()) {
            System.exit(1);
        }
    }

    private boolean run() throws IOException, InterruptedException {
        var server = new InetSocketAddress("127.0.0.1", options.count("http-port", 8080));
        String path = "/topics/" + topic + "/ws?from=latest" + options.text("query", "");
        List<SubscriberSocket> subscribers = new ArrayList<>(sockets);
        try (Selector selector = Selector.open();
                var producer = producer()) {
            producer.partitionsFor(topic);
            for (int i = 0; i < sockets; i++) {
                SubscriberSocket subscriber = SubscriberSocket.connect(server, path, MARK);
                subscriber.channel().register(selector, SelectionKey.OP_READ, subscriber);
                subscribers.add(subscriber);
            }
            long startedNs = System.nanoTime();
            Thread sender = Thread.ofPlatform().name("sender").start(() -> send(producer));
            long endedNs = receive(selector, startedNs);
            sender.join();
            return report(subscribers, (endedNs - startedNs) / 1e9);
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> settings =
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        options.text("bootstrap"),
                        ProducerConfig.ACKS_CONFIG,
                        "all");
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void send(KafkaProducer<byte[], byte[]> producer) {
        byte[] value = new byte[valueBytes];
        Arrays.fill(value, (byte) 'x');
        value[0] = MARK;
        try {
            for (int i = 0; i < records; i++) {
                producer.send(
                        new ProducerRecord<>(topic, value),
                        (metadata, failure) -> {
                            if (failure != null) {
                                sendFailure.compareAndSet(null, failure);
                            }
                        });
            }
            producer.flush();
        } catch (RuntimeException e) {
            sendFailure.compareAndSet(null, e);
        }
    }

    /** Returns when the last record came, or when nothing more does. */
    private long receive(Selector selector, long startedNs) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        long expected = (long) sockets * records;
        long received = 0;
        long lastProgressNs = startedNs;
        while (received < expected
                && sendFailure.get() == null
                && System.nanoTime() - lastProgressNs < STALL_NS_MAX) {
            long before = received;
            selector.select(SELECT_MS);
            for (SelectionKey key : selector.selectedKeys()) {
                received += ((SubscriberSocket) key.attachment()).read(buffer);
            }
            selector.selectedKeys().clear();
            if (received > before) {
                lastProgressNs = System.nanoTime();
            }
        }
        return lastProgressNs;
    }

    private boolean report(List<SubscriberSocket> subscribers, double seconds) throws IOException {
        @Nullable Throwable failure = sendFailure.get();
        if (failure != null) {
            throw new IOException("a record was not accepted", failure);
        }
        long complete = subscribers.stream().filter(s -> s.records() == records).count();
        long deliveries = subscribers.stream().mapToLong(SubscriberSocket::records).sum();
        long bytes = subscribers.stream().mapToLong(SubscriberSocket::bytes).sum();
        System.out.printf(
                "sockets=%d records=%d complete=%d closed=%d seconds=%.3f deliveries_per_s=%.0f"
                        + " mb_per_s=%.1f%n",
                sockets,
                records,
                complete,
                subscribers.stream().filter(s -> !s.isOpen()).count(),
                seconds,
                deliveries / seconds,
                bytes / 1e6 / seconds);
        for (SubscriberSocket subscriber : subscribers) {
            subscriber.channel().close();
        }
        return complete == sockets;
    }
}
