package io.taffrail.gateway.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.gateway.link.Acks;
import io.taffrail.gateway.link.MemoryCluster;
import io.taffrail.gateway.link.MemoryGroups;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.stream.Credit;
import io.taffrail.gateway.stream.Encoding;
import io.taffrail.gateway.stream.FeedLimits;
import io.taffrail.gateway.stream.Feeds;
import io.taffrail.gateway.stream.Framing;
import io.taffrail.gateway.stream.HeldSink;
import io.taffrail.gateway.stream.OnReset;
import io.taffrail.gateway.stream.OnSlow;
import io.taffrail.gateway.stream.StartPosition;
import io.taffrail.gateway.stream.SubscribeOptions;
import io.taffrail.gateway.stream.Subscriptions;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.ThreadLoop;
import io.taffrail.protocol.records.BatchWriter;
import io.taffrail.protocol.records.Compression;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In which order a member of a group hears of its partitions and of their records. */
class GroupSubscriptionTest {

    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final String GROUP = "g";

    private final Clock clock = Clock.system();
    private final MemoryCluster cluster = new MemoryCluster();
    private final MemoryGroups groups = new MemoryGroups(cluster);
    private final ThreadLoop loop =
            new ThreadLoop("members", 1_000, clock, Throwable::printStackTrace);
    private final HeldSink sink = new HeldSink();
    private GroupSubscription member;
    private Thread running;

    @BeforeEach
    void join() {
        cluster.addTopic("orders", 1);
        write("0");
        write("1");
        var feeds = new Feeds(cluster, new FeedLimits(1_000, 1_000, 100_000));
        var services =
                new GroupServices(
                        groups,
                        new Subscriptions(cluster, feeds, clock),
                        new OpenStreams(),
                        loop,
                        clock,
                        UUID::randomUUID);
        var options =
                new SubscribeOptions(
                        List.of("orders"),
                        List.of(),
                        new StartPosition.Earliest(),
                        Encoding.auto(Framing.LINE),
                        null,
                        OnSlow.BLOCK,
                        OnReset.EARLIEST,
                        1,
                        SubscribeOptions.NO_LIMIT);
        member =
                services.open(
                        options,
                        new GroupOptions(GROUP, true),
                        Credit.unlimited(),
                        sink,
                        new Notes());
        running = Thread.ofVirtual().start(this::run);
    }

    @AfterEach
    void leave() throws InterruptedException {
        member.runner().stop();
        sink.take(100);
        running.join();
        loop.close();
        cluster.close();
    }

    @Test
    void aMemberThatWasThrownOutWhileARecordWasOnItsWayHearsOfItInTheOrderOfTheRecords() {
        await().until(() -> sink.heard().contains("record 0"));

        groups.fence(GROUP);
        await().until(() -> groups.memberCount(GROUP) == 1);
        sink.take(100);

        await().until(() -> sink.heard().contains("caught up"));
        assertThat(sink.heard())
                .containsExactly(
                        "assigned",
                        "record 0",
                        "record 1",
                        "revoked",
                        "assigned",
                        "record 0",
                        "record 1",
                        "caught up");
    }

    private void run() {
        try {
            member.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String value) {
        var writer = new BatchWriter(Compression.NONE, 10_000);
        writer.append(1000, null, value.getBytes(), List.of());
        cluster.produce(ORDERS, writer.build(), Acks.ALL, 1000).join();
    }

    private final class Notes implements GroupSubscription.Notices {

        @Override
        public void assigned(Set<TopicPartition> partitions) {
            sink.heard().add("assigned");
        }

        @Override
        public void revoked(Set<TopicPartition> partitions) {
            sink.heard().add("revoked");
        }
    }
}
