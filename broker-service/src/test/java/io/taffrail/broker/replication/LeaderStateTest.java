package io.taffrail.broker.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.broker.replication.LeaderState.Proposal;
import io.taffrail.kernel.metadata.PartitionImage;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class LeaderStateTest {

    private static final int LEADER = 1;
    private static final int FOLLOWER = 2;
    private static final int THIRD = 3;
    private static final List<Integer> ALONE = List.of(LEADER);
    private static final List<Integer> BOTH = List.of(LEADER, FOLLOWER);
    private static final List<Integer> ALL = List.of(LEADER, FOLLOWER, THIRD);
    private static final long LAG_MAX_MS = 1000;
    private static final long NODE_EPOCH = 70;

    private long nowMs = 5_000;
    private IntPredicate isActive = id -> true;

    @Test
    void aLeaderAloneReplicatesWhatItsOwnDiskHas() {
        var state = leader(ALONE, ALONE, 1);
        assertThat(state.onLocalDurable(10, nowMs)).isTrue();
        assertThat(state.highWatermark()).isEqualTo(10);
    }

    @Test
    void theHighWatermarkIsTheLeastThatAnInSyncReplicaHas() {
        var state = leader(BOTH, BOTH, 1);
        assertThat(state.onLocalDurable(10, nowMs)).isFalse();
        assertThat(fetch(state, FOLLOWER, 4)).isTrue();
        assertThat(state.highWatermark()).isEqualTo(4);
        assertThat(fetch(state, FOLLOWER, 10)).isTrue();
        assertThat(state.highWatermark()).isEqualTo(10);
    }

    @Test
    void whatTheLeadersOwnDiskLacksIsNotReplicatedThoughItsFollowersHaveIt() {
        var state = leader(BOTH, BOTH, 1);
        state.onAppended(10, nowMs);
        assertThat(fetch(state, FOLLOWER, 10)).isFalse();
        assertThat(state.highWatermark()).isZero();
    }

    @Test
    void aReplicaThatIsFarBehindHoldsNothingBack() {
        var state = leader(BOTH, ALONE, 1);
        state.onAppended(10, nowMs);
        fetch(state, FOLLOWER, 3);
        assertThat(state.onLocalDurable(10, nowMs)).isTrue();
        assertThat(state.highWatermark()).isEqualTo(10);
    }

    @Test
    void theHighWatermarkWaitsForAReplicaThatIsAboutToJoin() {
        var state = leader(BOTH, ALONE, 1);
        state.onLocalDurable(10, nowMs);
        fetch(state, FOLLOWER, 10);
        state.onAppended(20, nowMs);
        assertThat(state.onLocalDurable(20, nowMs)).isFalse();
        assertThat(fetch(state, FOLLOWER, 20)).isTrue();
        assertThat(state.highWatermark()).isEqualTo(20);
    }

    @Test
    void nobodyWaitsForAReplicaThatWasTakenOutOfTheIsr() {
        PartitionImage both = image(BOTH, BOTH);
        var state = leader(BOTH, BOTH, 1);
        state.onLocalDurable(10, nowMs);
        fetch(state, FOLLOWER, 10);
        state.onAppended(20, nowMs);
        assertThat(state.onLocalDurable(20, nowMs)).isFalse();

        assertThat(state.onChanged(both.withIsr(ALONE, List.of()), nowMs)).isTrue();

        assertThat(state.highWatermark()).isEqualTo(20);
    }

    @Test
    void nobodyWaitsForAReplicaThatHadEverythingWhenItWasTakenOutOfTheIsr() {
        PartitionImage both = image(BOTH, BOTH);
        var state = leader(BOTH, BOTH, 1);
        state.onLocalDurable(10, nowMs);
        fetch(state, FOLLOWER, 10);
        state.onChanged(both.withIsr(ALONE, List.of()), nowMs);
        state.onAppended(20, nowMs);

        assertThat(state.onLocalDurable(20, nowMs)).isTrue();

        assertThat(state.highWatermark()).isEqualTo(20);
    }

    @Test
    void nobodyWaitsForAReplicaThatStillFetchesWhileItShutsDown() {
        PartitionImage both = image(BOTH, BOTH);
        var state = leader(BOTH, BOTH, 1);
        state.onLocalDurable(10, nowMs);
        isActive = id -> id == LEADER;
        state.onChanged(both.withIsr(ALONE, List.of()), nowMs);
        fetch(state, FOLLOWER, 10);
        state.onAppended(20, nowMs);

        assertThat(state.onLocalDurable(20, nowMs)).isTrue();

        isActive = id -> true;
        state.onAppended(30, nowMs);
        assertThat(state.onLocalDurable(30, nowMs)).as("back, and not caught up").isTrue();
    }

    @Test
    void aReplicaThatComesBackHoldsNothingUpBeforeItHasCaughtUp() {
        PartitionImage both = image(BOTH, BOTH);
        var state = leader(BOTH, BOTH, 1);
        state.onLocalDurable(10, nowMs);
        fetch(state, FOLLOWER, 10);
        state.onChanged(both.withIsr(ALONE, List.of()), nowMs);
        state.onAppended(20, nowMs);
        state.onLocalDurable(20, nowMs);
        fetch(state, FOLLOWER, 10);
        state.onAppended(30, nowMs);

        assertThat(state.onLocalDurable(30, nowMs)).isTrue();

        fetch(state, FOLLOWER, 30);
        assertThat(state.propose(NODE_EPOCH, nowMs)).isNotNull();
    }

    @Test
    void theHighWatermarkStandsStillWhileTooFewAreInSync() {
        var state = leader(ALL, ALONE, 2);
        assertThat(state.hasEnoughInSync()).isFalse();
        assertThat(state.onLocalDurable(10, nowMs)).isFalse();
        decide(state, ALL, ALONE, BOTH);
        assertThat(fetch(state, FOLLOWER, 10)).isTrue();
    }

    @Test
    void aTopicWithFewerReplicasThanTheMinimumNeedsThemAll() {
        var state = leader(ALONE, ALONE, 2);
        assertThat(state.hasEnoughInSync()).isTrue();
        assertThat(state.onLocalDurable(10, nowMs)).isTrue();
    }

    @Test
    void theHighWatermarkNeverGoesBack() {
        var state = begin(image(ALONE, ALONE), 9, 7, 1);
        assertThat(state.onLocalDurable(5, nowMs)).isFalse();
        assertThat(state.highWatermark()).isEqualTo(7);
    }

    @Test
    void aLeaderIsSettledWhenAllThatItBeganWithIsReplicatedAgain() {
        var state = begin(image(BOTH, BOTH), 9, 7, 1);
        state.onLocalDurable(9, nowMs);
        assertThat(state.isSettled()).isFalse();
        fetch(state, FOLLOWER, 9);
        assertThat(state.isSettled()).isTrue();
    }

    @Test
    void aSmallerIsrLetsTheHighWatermarkAdvanceAtOnce() {
        PartitionImage both = image(BOTH, BOTH);
        var state = leader(BOTH, BOTH, 1);
        state.onLocalDurable(10, nowMs);
        assertThat(state.onChanged(both.withIsr(ALONE, List.of()), nowMs)).isTrue();
        assertThat(state.highWatermark()).isEqualTo(10);
    }

    @Test
    void anIsrOfAnOlderPartitionEpochIsIgnored() {
        PartitionImage old = image(BOTH, ALONE);
        PartitionImage newer = old.withIsr(BOTH, List.of());
        var state = begin(newer, 0, 0, 1);
        state.onLocalDurable(10, nowMs);
        assertThat(state.onChanged(old, nowMs)).isFalse();
        assertThat(state.highWatermark()).isZero();
    }

    @Test
    void aFollowerThatFallsBehindIsProposedToLeaveTheIsr() {
        var state = leader(BOTH, BOTH, 1);
        fetch(state, FOLLOWER, 0);
        state.onAppended(10, nowMs);
        nowMs += LAG_MAX_MS;
        assertThat(propose(state)).isNull();
        nowMs += 1;
        assertThat(propose(state).members()).containsOnlyKeys(LEADER);
    }

    @Test
    void aFollowerThatHasEverythingStaysHoweverLongItHasNothingToFetch() {
        var state = leader(BOTH, BOTH, 1);
        state.onLocalDurable(10, nowMs);
        fetch(state, FOLLOWER, 10);
        nowMs += 100 * LAG_MAX_MS;
        assertThat(propose(state)).isNull();
        state.onAppended(20, nowMs);
        assertThat(propose(state)).isNull();
    }

    @Test
    void aFollowerOfABusyLeaderStaysWhenItHasWhatThereWasAtItsLastFetch() {
        var state = leader(BOTH, BOTH, 1);
        for (long end = 10; end <= 100; end += 10) {
            state.onAppended(end, nowMs);
            fetch(state, FOLLOWER, end - 10);
            nowMs += LAG_MAX_MS / 2;
            assertThat(propose(state)).isNull();
        }
    }

    @Test
    void aFollowerThatHasWhatIsReplicatedIsProposedToJoinWithTheEpochItWasHeardFrom() {
        var state = leader(BOTH, ALONE, 1);
        state.onLocalDurable(10, nowMs);
        fetch(state, FOLLOWER, 9);
        assertThat(propose(state)).isNull();
        fetch(state, FOLLOWER, 10);
        Proposal proposal = propose(state);
        assertThat(proposal.members()).isEqualTo(Map.of(LEADER, 1L, FOLLOWER, NODE_EPOCH));
        assertThat(proposal.leaderEpoch()).isEqualTo(4);
        assertThat(propose(state)).as("one at a time").isNull();
    }

    @Test
    void aFollowerThatFellOutOfStepIsNotProposedAgainForWhatItHadBefore() {
        var state = leader(BOTH, BOTH, 2);
        fetch(state, FOLLOWER, 0);
        state.onAppended(10, nowMs);
        nowMs += 2 * LAG_MAX_MS;
        assertThat(propose(state).members()).containsOnlyKeys(LEADER);
        decide(state, BOTH, BOTH, ALONE);

        assertThat(propose(state)).as("it still lacks the ten").isNull();
        fetch(state, FOLLOWER, 10);
        assertThat(propose(state).members()).containsOnlyKeys(LEADER, FOLLOWER);
    }

    @Test
    void aFollowerThatTheControllerDoesNotLetServeIsNotProposed() {
        var state = leader(BOTH, ALONE, 1);
        fetch(state, FOLLOWER, 0);
        isActive = id -> false;
        assertThat(state.propose(1, nowMs)).isNull();
    }

    @Test
    void aFollowerMustReachTheLeadersOwnBeginningBeforeItJoins() {
        var state = begin(image(BOTH, ALONE), 9, 5, 2);
        fetch(state, FOLLOWER, 7);
        assertThat(propose(state)).isNull();
        fetch(state, FOLLOWER, 9);
        assertThat(propose(state)).isNotNull();
    }

    @Test
    void whoIsProposedCountsAsInSyncUntilTheControllerHasSpoken() {
        var state = leader(BOTH, ALONE, 1);
        fetch(state, FOLLOWER, 0);
        Proposal proposal = propose(state);
        nowMs += 10 * LAG_MAX_MS;
        state.onAppended(10, nowMs);
        nowMs += 10 * LAG_MAX_MS;
        assertThat(state.onLocalDurable(10, nowMs)).isFalse();
        assertThat(state.onProposalRefused(proposal, nowMs, 100)).isTrue();
        assertThat(state.highWatermark()).isEqualTo(10);
    }

    @Test
    void whoIsProposedToLeaveCountsAsInSyncUntilTheControllerHasSpoken() {
        var state = leader(BOTH, BOTH, 1);
        state.onAppended(10, nowMs);
        nowMs += 2 * LAG_MAX_MS;
        assertThat(propose(state).members()).containsOnlyKeys(LEADER);
        assertThat(state.onLocalDurable(10, nowMs)).isFalse();
        assertThat(decide(state, BOTH, BOTH, ALONE)).isTrue();
    }

    @Test
    void afterARefusalTheNextProposalWaitsALittle() {
        var state = leader(BOTH, ALONE, 1);
        fetch(state, FOLLOWER, 0);
        state.onProposalRefused(propose(state), nowMs, 100);
        assertThat(propose(state)).isNull();
        nowMs += 100;
        assertThat(propose(state)).isNotNull();
    }

    @Test
    void aRefusalOfAnOlderProposalDoesNotTouchTheOneThatIsAsked() {
        var state = leader(ALL, ALONE, 1);
        fetch(state, FOLLOWER, 0);
        Proposal older = propose(state);
        decide(state, ALL, ALONE, BOTH);
        fetch(state, THIRD, 0);
        propose(state);
        nowMs += 10 * LAG_MAX_MS;
        state.onAppended(10, nowMs);
        fetch(state, FOLLOWER, 10);
        nowMs += 10 * LAG_MAX_MS;

        assertThat(state.onProposalRefused(older, nowMs, 100)).isFalse();
        assertThat(state.onLocalDurable(10, nowMs)).as("the third may be in the ISR").isFalse();
    }

    @Test
    void aFetchOfAnEarlierIncarnationIsNotCounted() {
        var state = leader(BOTH, BOTH, 1);
        state.onLocalDurable(10, nowMs);
        state.onFollowerFetch(FOLLOWER, NODE_EPOCH + 1, 2, nowMs);
        assertThat(state.onFollowerFetch(FOLLOWER, NODE_EPOCH, 10, nowMs)).isFalse();
        assertThat(state.highWatermark()).isEqualTo(2);
    }

    @Test
    void aFetchOfABrokerThatIsNoReplicaIsNotCounted() {
        var state = leader(BOTH, ALONE, 1);
        assertThat(state.onFollowerFetch(9, NODE_EPOCH, 10, nowMs)).isFalse();
        assertThat(propose(state)).isNull();
    }

    private boolean fetch(LeaderState state, int replica, long offset) {
        return state.onFollowerFetch(replica, NODE_EPOCH, offset, nowMs);
    }

    private boolean decide(
            LeaderState state, List<Integer> replicas, List<Integer> before, List<Integer> isr) {
        return state.onChanged(image(replicas, before).withIsr(isr, List.of()), nowMs);
    }

    private Proposal propose(LeaderState state) {
        return state.propose(1, nowMs);
    }

    /** A leader whose log is empty. */
    private LeaderState leader(List<Integer> replicas, List<Integer> isr, int minInSync) {
        return begin(image(replicas, isr), 0, 0, minInSync);
    }

    private LeaderState begin(
            PartitionImage image, long endOffset, long highWatermark, int minInSync) {
        return new LeaderState(
                LEADER,
                image,
                endOffset,
                highWatermark,
                minInSync,
                () -> LAG_MAX_MS,
                id -> isActive.test(id),
                nowMs);
    }

    private static PartitionImage image(List<Integer> replicas, List<Integer> isr) {
        return new PartitionImage(
                0,
                replicas,
                isr,
                List.of(),
                List.of(),
                LEADER,
                4,
                0,
                List.of(),
                List.of(),
                replicas.stream().map(_ -> PartitionImage.UNASSIGNED_DIRECTORY).toList(),
                PartitionImage.NO_COORDINATOR);
    }
}
