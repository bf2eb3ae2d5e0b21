package io.taffrail.broker.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.kernel.metadata.PartitionImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaderStateTest {

    private static final int LEADER = 1;
    private static final int FOLLOWER = 2;

    @Test
    void aLeaderAloneReplicatesWhatItsOwnDiskHas() {
        var state = new LeaderState(LEADER, image(List.of(LEADER)), 0);
        assertThat(state.onLocalDurable(10)).isTrue();
        assertThat(state.highWatermark()).isEqualTo(10);
    }

    @Test
    void theHighWatermarkIsTheLeastThatAnInSyncReplicaHas() {
        var state = new LeaderState(LEADER, image(List.of(LEADER, FOLLOWER)), 0);
        assertThat(state.onLocalDurable(10)).isFalse();
        assertThat(state.onFollowerDurable(FOLLOWER, 4)).isTrue();
        assertThat(state.highWatermark()).isEqualTo(4);
        assertThat(state.onFollowerDurable(FOLLOWER, 12)).isTrue();
        assertThat(state.highWatermark()).isEqualTo(10);
    }

    @Test
    void aReplicaOutsideOfTheIsrHoldsNothingBack() {
        var state = new LeaderState(LEADER, image(List.of(LEADER)), 0);
        state.onFollowerDurable(FOLLOWER, 3);
        state.onLocalDurable(10);
        assertThat(state.highWatermark()).isEqualTo(10);
    }

    @Test
    void theHighWatermarkNeverGoesBack() {
        var state = new LeaderState(LEADER, image(List.of(LEADER)), 7);
        assertThat(state.onLocalDurable(5)).isFalse();
        assertThat(state.highWatermark()).isEqualTo(7);
    }

    @Test
    void aSmallerIsrLetsTheHighWatermarkAdvanceAtOnce() {
        var state = new LeaderState(LEADER, image(List.of(LEADER, FOLLOWER)), 0);
        state.onLocalDurable(10);
        PartitionImage shrunk = image(List.of(LEADER, FOLLOWER)).withIsr(List.of(LEADER));
        assertThat(state.onIsrChanged(shrunk)).isTrue();
        assertThat(state.highWatermark()).isEqualTo(10);
    }

    @Test
    void anIsrOfAnOlderPartitionEpochIsIgnored() {
        PartitionImage newer = image(List.of(LEADER, FOLLOWER)).withIsr(List.of(LEADER, FOLLOWER));
        var state = new LeaderState(LEADER, newer, 0);
        state.onLocalDurable(10);
        assertThat(state.onIsrChanged(image(List.of(LEADER)))).isFalse();
        assertThat(state.highWatermark()).isZero();
    }

    private static PartitionImage image(List<Integer> isr) {
        return PartitionImage.created(0, List.of(LEADER, FOLLOWER), isr);
    }
}
