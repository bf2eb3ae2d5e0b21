package io.taffrail.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted of a topic's records as they come, are refused, and come from a leader. */
class TrafficTest {

    private static final long BATCH_BYTES = TestLog.batch(3).remaining();

    @TempDir Path root;

    private LoneBroker broker;
    private TopicTraffic traffic;

    @BeforeEach
    void open() throws IOException {
        broker = new LoneBroker(root);
        traffic = broker.partition().traffic();
    }

    @Test
    void whatProducersAppendIsCountedInRecordsAndBytes() {
        broker.append(3);
        broker.append(3);
        assertThat(traffic.recordsIn()).isEqualTo(6);
        assertThat(traffic.bytesIn()).isEqualTo(2 * BATCH_BYTES);
        assertThat(traffic.produces()).isEqualTo(2);
        assertThat(traffic.failedProduces()).isZero();
    }

    @Test
    void whatAFollowerIsAskedToAppendCountsAsRefused() {
        broker.elect(LoneBroker.OTHER);
        broker.append(3);
        assertThat(traffic.produces()).isEqualTo(1);
        assertThat(traffic.failedProduces()).isEqualTo(1);
        assertThat(traffic.bytesIn()).isZero();
    }

    @Test
    void whatComesFromALeaderCountsAsReplicatedAndNotAsProduced() {
        broker.elect(LoneBroker.OTHER);
        broker.otherSends(3, 0);
        assertThat(traffic.replicaBytesIn()).isEqualTo(BATCH_BYTES);
        assertThat(traffic.bytesIn()).isZero();
    }

    @Test
    void aFollowerIsBehindByWhatItsLeaderHasReplicatedAndItLacks() {
        broker.elect(LoneBroker.OTHER);
        assertThat(broker.partition().replicaLag()).as("the leader has said nothing").isNull();
        broker.otherSends(3, 10);
        assertThat(broker.partition().replicaLag().records()).isEqualTo(7);
        broker.otherSends(3, 6);
        assertThat(broker.partition().replicaLag().records()).isZero();
        broker.elect(LoneBroker.ID);
        assertThat(broker.partition().replicaLag()).as("it leads").isNull();
    }

    @Test
    void theTimeBehindRunsFromWhenTheFollowerLastHadEverything() {
        var inStep = ReplicaLag.after(null, 0, 1_000);
        var behind = ReplicaLag.after(ReplicaLag.after(inStep, 5, 2_000), 3, 4_000);
        assertThat(behind.seconds(6_500)).isEqualTo(4.5);
        assertThat(ReplicaLag.after(behind, 0, 7_000).seconds(9_000)).isZero();
    }

    @Test
    void aTopicThatIsGoneLeavesItsPartInTheSum() {
        var broker = new Traffic();
        broker.of("orders").onProduced(1, 0, 3, 100);
        broker.of("bills").onProduced(1, 0, 2, 50);
        broker.keepOnly("bills"::equals);
        assertThat(new ArrayList<>(broker.topics().keySet())).containsExactly("bills");
        assertThat(broker.all().bytesIn()).as("a counter never goes back").isEqualTo(150);
    }
}
