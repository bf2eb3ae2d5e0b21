package io.taffrail.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.broker.partition.LoneBroker;
import io.taffrail.protocol.wire.PartitionStanding;
import io.taffrail.protocol.wire.PartitionStanding.Follower;
import io.taffrail.protocol.wire.PartitionStandingRequest;
import io.taffrail.protocol.wire.PartitionStandingResponse;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a leader tells of one partition's replicas, over a connection. */
class PartitionStandingTest {

    @TempDir Path root;

    private LoneBroker broker;
    private OneHandler handler;

    @BeforeEach
    void start() throws Exception {
        broker = new LoneBroker(root);
        handler = new OneHandler(new PartitionStandingHandler(broker.partitions()));
    }

    @AfterEach
    void close() {
        handler.close();
    }

    @Test
    void eachReplicaIsWhereItIs() throws Exception {
        broker.append(5);
        broker.otherHasAll();
        broker.append(3);

        PartitionStanding standing = ask(LoneBroker.TOPIC, 0).standing();

        int epoch = broker.leaderEpoch();
        var other = new Follower(LoneBroker.OTHER, 5);
        assertThat(standing).isEqualTo(new PartitionStanding(epoch, 8, 8, 5, List.of(other)));
        broker.otherHasAll();
        assertThat(ask(LoneBroker.TOPIC, 0).standing().highWatermark()).isEqualTo(8);
    }

    @Test
    void aFollowerWhoHasNotFetchedIsNowhere() throws Exception {
        broker.append(5);
        assertThat(ask(LoneBroker.TOPIC, 0).standing().followers())
                .containsExactly(new Follower(LoneBroker.OTHER, -1));
    }

    @Test
    void whoDoesNotLeadSaysSo() throws Exception {
        broker.elect(LoneBroker.OTHER);
        assertThat(ask(LoneBroker.TOPIC, 0).errorCode())
                .isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER.code());
        assertThat(ask("another", 0).errorCode())
                .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
    }

    private PartitionStandingResponse ask(String topic, int partition) throws Exception {
        return handler.ask(
                new PartitionStandingRequest(topic, partition), PartitionStandingResponse.class);
    }
}
