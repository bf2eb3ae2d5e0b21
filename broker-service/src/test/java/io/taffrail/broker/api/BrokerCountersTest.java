package io.taffrail.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.broker.partition.LogStore.DirectoryUse;
import io.taffrail.broker.partition.LoneBroker;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.wire.BrokerCounters;
import io.taffrail.protocol.wire.BrokerCounters.Directory;
import io.taffrail.protocol.wire.BrokerCounters.Follower;
import io.taffrail.protocol.wire.BrokerCounters.Replica;
import io.taffrail.protocol.wire.BrokerCounters.Topic;
import io.taffrail.protocol.wire.BrokerCountersRequest;
import io.taffrail.protocol.wire.BrokerCountersResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a broker tells gateways of itself, over a connection. */
class BrokerCountersTest {

    private static final DirectoryUse DISK =
            new DirectoryUse("/logs", false, 1_000, 600, List.of());

    @TempDir Path root;

    private LoneBroker broker;
    private OneHandler handler;

    @BeforeEach
    void start() throws Exception {
        broker = new LoneBroker(root);
        handler =
                new OneHandler(
                        new BrokerCountersHandler(
                                broker.partitions(),
                                () -> CompletableFuture.completedFuture(List.of(DISK)),
                                Clock.system()));
    }

    @AfterEach
    void close() {
        handler.close();
    }

    @Test
    void countersRiseWithWhatIsWrittenAndRead() throws Exception {
        BrokerCounters before = ask(BrokerCounters.NOTHING, null);
        assertThat(before.topics()).isEmpty();
        assertThat(before.directories())
                .containsExactly(new Directory("/logs", 1_000, 600, 0, false));
        broker.append(5);
        broker.partition().traffic().onFetched(false, false, 70);

        BrokerCounters after = ask(before.stamp(), null);

        long bytes = after.bytesIn();
        assertThat(bytes).isPositive();
        assertThat(after.recordsIn()).isEqualTo(5);
        assertThat(after.bytesOut()).isEqualTo(70);
        assertThat(after.topics())
                .containsExactly(new Topic(LoneBroker.TOPIC, 5, bytes, 70, bytes));
        assertThat(after.stopwatchMs()).isGreaterThanOrEqualTo(before.stopwatchMs());
    }

    @Test
    void topicsAreNotToldAgainWhileNothingChanges() throws Exception {
        broker.append(5);
        BrokerCounters first = ask(BrokerCounters.NOTHING, null);
        assertThat(ask(first.stamp(), null).topics()).isNull();
        broker.append(1);
        assertThat(ask(first.stamp(), null).topics()).hasSize(1);
    }

    @Test
    void theLeaderTellsHowFarItsFollowersAre() throws Exception {
        broker.append(5);
        broker.otherHasAll();
        broker.append(3);

        BrokerCounters counters = ask(BrokerCounters.NOTHING, LoneBroker.TOPIC);

        assertThat(counters.partitions()).hasSize(1);
        Replica leader = counters.partitions().getFirst();
        assertThat(leader.isLeader()).isTrue();
        assertThat(leader.highWatermark()).isEqualTo(5);
        assertThat(leader.followers()).extracting(Follower::id).containsExactly(LoneBroker.OTHER);
        assertThat(leader.followers()).extracting(Follower::lagRecords).containsExactly(3L);
        assertThat(ask(BrokerCounters.NOTHING, "another").partitions()).isEmpty();
    }

    @Test
    void aFollowerKnowsOfNoOther() throws Exception {
        broker.elect(LoneBroker.OTHER);
        Replica follower = ask(BrokerCounters.NOTHING, LoneBroker.TOPIC).partitions().getFirst();
        assertThat(follower.isLeader()).isFalse();
        assertThat(follower.followers()).isEmpty();
    }

    private BrokerCounters ask(long knownStamp, @Nullable String topic) throws Exception {
        return handler.ask(
                        new BrokerCountersRequest(knownStamp, topic), BrokerCountersResponse.class)
                .counters();
    }
}
