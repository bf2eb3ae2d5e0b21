package io.taffrail.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.gateway.link.Acks;
import io.taffrail.gateway.link.MemoryCluster;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.protocol.records.BatchWriter;
import io.taffrail.protocol.records.Compression;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a subscriber that was at the end and then did not take its records. */
class SlowSubscriberTest {

    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final int RING_BYTES = 200;
    private static final int RECORDS = 20;

    private final MemoryCluster cluster = new MemoryCluster();
    private final Feeds feeds = new Feeds(cluster, new FeedLimits(1000, 1000, RING_BYTES));
    private final HeldSink sink = new HeldSink();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @CsvSource({"BLOCK,record 19", "SKIP,skipped 19", "CLOSE,too slow"})
    void itReadsOnOrSkipsOrEndsAsItAsked(OnSlow onSlow, String lastHeard) throws Exception {
        cluster.addTopic("orders", 1);
        var options =
                new SubscribeOptions(
                        List.of("orders"),
                        List.of(),
                        new StartPosition.Latest(),
                        Encoding.auto(Framing.LINE),
                        null,
                        onSlow,
                        OnReset.EARLIEST,
                        1,
                        SubscribeOptions.NO_LIMIT);
        var subscription =
                new Subscription(Map.of(ORDERS, 0L), Credit.unlimited(), SubscribeOptions.NO_LIMIT);
        var runner =
                new SubscriptionRunner(
                        feeds, cluster, options, subscription, sink, System::nanoTime);
        Thread running = Thread.ofVirtual().start(() -> run(runner));
        await().until(() -> sink.heard().contains("caught up"));
        write(1);
        await().until(() -> sink.heard().contains("record 0"));
        // While the first record is being taken, the ring moves on without this subscriber.
        var other = new Wakeup();
        SharedFetch fetch = feeds.join(ORDERS, other);
        for (int i = 2; i <= RECORDS; i++) {
            write(i);
        }
        await().until(() -> fetch.ring().endOffset() == RECORDS && fetch.ring().startOffset() > 1);
        sink.take(RECORDS);
        await().until(() -> sink.heard().getLast().equals(lastHeard));
        assertThat(sink.heard().contains("record 1")).isEqualTo(onSlow == OnSlow.BLOCK);
        runner.stop();
        running.join();
        feeds.leave(ORDERS, fetch, other);
        assertThat(feeds.size()).isZero();
    }

    private static void run(SubscriptionRunner runner) {
        try {
            runner.run();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void write(int number) {
        var writer = new BatchWriter(Compression.NONE, 10_000);
        writer.append(1000, null, Integer.toString(number).getBytes(), List.of());
        cluster.produce(ORDERS, writer.build(), Acks.ALL, 1000).join();
    }
}
