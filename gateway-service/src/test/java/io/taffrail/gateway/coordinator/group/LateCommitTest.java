package io.taffrail.gateway.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.coordinator.Rehearsal;
import io.taffrail.gateway.coordinator.Rehearsal.Asked;
import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import io.taffrail.gateway.coordinator.group.consumer.Heartbeat;
import io.taffrail.gateway.coordinator.group.consumer.HeartbeatAnswer;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Commit;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Offset;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataEvent.TopicCreated;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commits that were on their way while their member's epoch rose (KIP-1251). */
class LateCommitTest {

    private static final UUID A = new UUID(1, 1);

    private final Rehearsal<GroupRequest<?>, GroupEntry> shard =
            new Rehearsal<>(() -> new GroupMachine(() -> GroupSettings.DEFAULT));

    @BeforeEach
    void oneOfTwoMembersHasGivenHalfAway() {
        List<PartitionImage> partitions =
                IntStream.range(0, 2)
                        .mapToObj(p -> PartitionImage.created(p, List.of(1), List.of(1)))
                        .toList();
        shard.metadata(
                MetadataImage.EMPTY.evolve(
                        new TopicCreated(new TopicImage(A, "a", false, partitions)), 1));
        heartbeat("m1", 0, PartitionSet.EMPTY);
        heartbeat("m2", 0, PartitionSet.EMPTY);
        heartbeat("m1", 2, null);
        assertThat(heartbeat("m1", 2, PartitionSet.of(A, 0)).memberEpoch()).isEqualTo(3);
        assertThat(heartbeat("m2", 3, null).assignment()).isEqualTo(PartitionSet.of(A, 1));
    }

    @Test
    void aLateCommitCountsForWhatTheMemberStillHas() {
        List<@Nullable Rejected> results = commit("m1", 2, 0, 1).value();

        assertThat(results.get(0)).isNull();
        assertThat(results.get(1)).isNotNull();
        assertThat(results.get(1).reason()).isEqualTo(Rejection.STALE_MEMBER_EPOCH);
    }

    @Test
    void aLateCommitOfWhatWasGivenAwayIsRefused() {
        assertThat(commit("m1", 2, 1).refusal()).isEqualTo(Rejection.STALE_MEMBER_EPOCH);
        assertThat(commit("m1", 1, 0).refusal()).isEqualTo(Rejection.STALE_MEMBER_EPOCH);
        assertThat(commit("m2", 2, 1).refusal()).isEqualTo(Rejection.STALE_MEMBER_EPOCH);
    }

    @Test
    void sinceWhenAPartitionIsHeldSurvivesATakeover() {
        shard.reload();

        assertThat(commit("m1", 2, 0).value()).containsExactly((Rejected) null);
        assertThat(commit("m2", 2, 1).refusal()).isEqualTo(Rejection.STALE_MEMBER_EPOCH);
    }

    private HeartbeatAnswer heartbeat(String memberId, int epoch, @Nullable PartitionSet owned) {
        return shard.ask(
                        new Heartbeat(
                                "g",
                                memberId,
                                epoch,
                                null,
                                null,
                                epoch == 0 ? 30_000 : -1,
                                epoch == 0 ? List.of("a") : null,
                                null,
                                null,
                                owned,
                                "client",
                                "/127.0.0.1",
                                true))
                .value();
    }

    private Asked<List<@Nullable Rejected>> commit(String memberId, int epoch, int... partitions) {
        List<Offset> offsets =
                Arrays.stream(partitions)
                        .mapToObj(p -> new Offset(new TopicPartition("a", p), A, 7, -1, ""))
                        .toList();
        return shard.ask(
                new Commit("g", memberId, null, epoch, -1, Rejection.GROUP_ID_NOT_FOUND, offsets));
    }
}
