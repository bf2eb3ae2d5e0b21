package io.taffrail.controller.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.controller.command.CommandReply.PartitionOutcome;
import io.taffrail.controller.command.CommandReply.PartitionOutcomes;
import io.taffrail.controller.command.ControllerCommand.ElectLeaders;
import io.taffrail.controller.command.ControllerCommand.FenceNode;
import io.taffrail.controller.command.ControllerCommand.PartitionName;
import io.taffrail.controller.command.ControllerCommand.UnfenceNode;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.PartitionImage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Elections on request: two replicas each, and node 1 is the first of "t". */
class RequestedElectionsTest {

    private static final PartitionName T = new PartitionName("t", 0);

    private final Given given =
            Given.brokers(3).topic("t", List.of(List.of(1, 2))).topic("u", List.of(List.of(2, 3)));

    @Test
    void theFirstReplicaLeadsAgainWhenItIsInSync() {
        leadBy2();
        int epoch = partition().leaderEpoch();

        assertThat(elect(false, T)).containsExactly(new PartitionOutcome(T, null));

        assertThat(partition().leader()).isEqualTo(1);
        assertThat(partition().leaderEpoch()).isEqualTo(epoch + 1);
        assertThat(partition().isr()).containsExactlyInAnyOrder(1, 2);
        assertThat(reasons()).containsExactly(ChangeReason.PREFERRED_LEADER_ELECTED);
    }

    @Test
    void aFirstReplicaThatLeadsAlreadyNeedsNoElection() {
        assertThat(reasonOf(elect(false, T))).isEqualTo(Rejection.ELECTION_NOT_NEEDED);
        assertThat(given.lastEvents).isEmpty();
    }

    @Test
    void aFirstReplicaThatIsNotInSyncIsNotElected() {
        fence(1);
        assertThat(reasonOf(elect(false, T))).isEqualTo(Rejection.PREFERRED_LEADER_NOT_AVAILABLE);
        unfence(1);
        assertThat(reasonOf(elect(false, T)))
                .as("alive, but behind")
                .isEqualTo(Rejection.PREFERRED_LEADER_NOT_AVAILABLE);
        assertThat(partition().leader()).isEqualTo(2);
    }

    @Test
    void aPartitionThatIsNotThereIsSaidSo() {
        var none = new PartitionName("none", 0);
        var beyond = new PartitionName("t", 7);
        assertThat(elect(false, none, beyond))
                .extracting(outcome -> outcome.refused().reason())
                .containsOnly(Rejection.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void whereAllAreAskedForOnlyThoseThatNeedItAreAnswered() {
        leadBy2();
        var reply = (PartitionOutcomes) given.when(new ElectLeaders(false, null));
        assertThat(reply.outcomes()).containsExactly(new PartitionOutcome(T, null));
        assertThat(partition().leader()).isEqualTo(1);
    }

    @Test
    void aPartitionThatIsNamedTwiceIsElectedOnce() {
        leadBy2();
        assertThat(elect(false, T, T)).containsExactly(new PartitionOutcome(T, null));
        assertThat(given.lastEvents).hasSize(1);
    }

    @Test
    void anUncleanElectionTakesWhoeverIsAlive() {
        fence(1);
        fence(2);
        unfence(1);
        assertThat(partition().hasLeader()).isFalse();

        assertThat(elect(true, T)).containsExactly(new PartitionOutcome(T, null));

        assertThat(partition().leader()).isEqualTo(1);
        assertThat(partition().isr()).containsExactly(1);
        assertThat(reasons()).containsExactly(ChangeReason.UNCLEAN_LEADER_ELECTED);
    }

    @Test
    void anUncleanElectionIsNotNeededWhereSomebodyLeads() {
        leadBy2();
        assertThat(reasonOf(elect(true, T))).isEqualTo(Rejection.ELECTION_NOT_NEEDED);
    }

    @Test
    void anUncleanElectionFailsWhereNobodyIsAlive() {
        fence(1);
        fence(2);
        assertThat(reasonOf(elect(true, T))).isEqualTo(Rejection.ELIGIBLE_LEADERS_NOT_AVAILABLE);
        assertThat(given.lastEvents).isEmpty();
    }

    private void leadBy2() {
        fence(1);
        unfence(1);
        given.propose("t", 2, 1);
        assertThat(partition().leader()).isEqualTo(2);
    }

    private List<PartitionOutcome> elect(boolean unclean, PartitionName... partitions) {
        return ((PartitionOutcomes) given.when(new ElectLeaders(unclean, List.of(partitions))))
                .outcomes();
    }

    private static Rejection reasonOf(List<PartitionOutcome> outcomes) {
        assertThat(outcomes).hasSize(1);
        return outcomes.getFirst().refused().reason();
    }

    private List<ChangeReason> reasons() {
        return given.lastEvents.stream().map(e -> ((PartitionChanged) e).reason()).toList();
    }

    private PartitionImage partition() {
        return given.partition("t", 0);
    }

    private void fence(int id) {
        given.when(new FenceNode(id, given.epoch(id)));
    }

    private void unfence(int id) {
        given.when(new UnfenceNode(id, given.epoch(id)));
    }
}
