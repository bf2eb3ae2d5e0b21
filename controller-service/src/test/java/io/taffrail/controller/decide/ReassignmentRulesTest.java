package io.taffrail.controller.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.controller.command.CommandReply.IsrOutcomes;
import io.taffrail.controller.command.CommandReply.PartitionOutcome;
import io.taffrail.controller.command.CommandReply.PartitionOutcomes;
import io.taffrail.controller.command.ControllerCommand.CreatePartitions;
import io.taffrail.controller.command.ControllerCommand.ElectLeaders;
import io.taffrail.controller.command.ControllerCommand.FenceNode;
import io.taffrail.controller.command.ControllerCommand.PartitionName;
import io.taffrail.controller.command.ControllerCommand.ReassignPartitions;
import io.taffrail.controller.command.ControllerCommand.Reassignment;
import io.taffrail.controller.command.ControllerCommand.UnfenceNode;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.PartitionImage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Other replicas for a partition of nodes 1 and 2, among five nodes (KIP-455). */
class ReassignmentRulesTest {

    private static final PartitionName T = new PartitionName("t", 0);

    private final Given given = Given.brokers(5).topic("t", List.of(List.of(1, 2)));

    @Test
    void aPartitionFirstHasTheReplicasOfBothSides() {
        move(3, 4);
        assertThat(partition().replicas()).containsExactly(3, 4, 1, 2);
        assertThat(partition().addingReplicas()).containsExactly(3, 4);
        assertThat(partition().removingReplicas()).containsExactly(1, 2);
        assertThat(partition().isr()).containsExactly(1, 2);
        assertThat(partition().leader()).isEqualTo(1);
        assertThat(partition().leaderEpoch()).as("it goes on leading").isZero();
        assertThat(partition().directories()).hasSize(4);
        assertThat(reasons()).containsExactly(ChangeReason.REASSIGNMENT_BEGUN);
    }

    @Test
    void theOldReplicasGoInTheDecisionThatBringsTheLastNewOneInSync() {
        move(3, 4);
        given.propose("t", 1, 2, 3);
        assertThat(partition().isReassigning()).isTrue();

        var reply = (IsrOutcomes) given.propose("t", 1, 2, 3, 4);

        assertThat(partition().replicas()).containsExactly(3, 4);
        assertThat(partition().isr()).containsExactly(3, 4);
        assertThat(partition().elr()).isEmpty();
        assertThat(partition().isReassigning()).isFalse();
        assertThat(partition().leader()).isEqualTo(3);
        assertThat(partition().leaderEpoch()).isEqualTo(1);
        assertThat(partition().directories()).hasSize(2);
        assertThat(reasons())
                .containsExactly(ChangeReason.ISR_EXPANDED, ChangeReason.REASSIGNMENT_COMPLETED);
        assertThat(reply.outcomes().getFirst().state()).isEqualTo(partition());
    }

    @Test
    void aLeaderThatStaysIsInANewEpochWhenAnotherReplicaIsLetGo() {
        move(1, 3);
        given.propose("t", 1, 2, 3);
        assertThat(partition().replicas()).containsExactly(1, 3);
        assertThat(partition().leader()).isEqualTo(1);
        assertThat(partition().leaderEpoch()).as("late fetches of node 2 are refused").isEqualTo(1);
    }

    @Test
    void aReassignmentWaitsForEveryReplicaOfItsTarget() {
        move(1, 3);
        fence(3);
        fence(2);
        assertThat(partition().isReassigning()).isTrue();
        unfence(3);
        given.propose("t", 1, 3);
        assertThat(partition().isReassigning()).isFalse();
        assertThat(partition().isr()).containsExactly(1, 3);
    }

    @Test
    void anotherOrderOfTheSameReplicasHoldsAtOnce() {
        move(2, 1);
        assertThat(partition().replicas()).containsExactly(2, 1);
        assertThat(partition().leader()).isEqualTo(1);
        assertThat(partition().leaderEpoch()).isZero();
        assertThat(reasons()).containsExactly(ChangeReason.REASSIGNMENT_COMPLETED);

        given.when(new ElectLeaders(false, List.of(T)));
        assertThat(partition().leader()).isEqualTo(2);
    }

    @Test
    void fewerReplicasThatAreInSyncHoldAtOnce() {
        move(2);
        assertThat(partition().replicas()).containsExactly(2);
        assertThat(partition().isr()).containsExactly(2);
        assertThat(partition().leader()).isEqualTo(2);
        assertThat(partition().isReassigning()).isFalse();
    }

    @Test
    void theSameReplicasChangeNothing() {
        move(1, 2);
        assertThat(given.lastEvents).isEmpty();
        move(3, 4);
        move(3, 4);
        assertThat(given.lastEvents).as("it is under way already").isEmpty();
    }

    @Test
    void whatIsCancelledGoesBack() {
        move(3, 4);
        given.propose("t", 1, 2, 3);
        assertThat(ask(null)).isNull();
        assertThat(partition().replicas()).containsExactly(1, 2);
        assertThat(partition().isr()).containsExactly(1, 2);
        assertThat(partition().leader()).isEqualTo(1);
        assertThat(partition().isReassigning()).isFalse();
        assertThat(reasons()).containsExactly(ChangeReason.REASSIGNMENT_CANCELLED);
    }

    @Test
    void aCancelHandsLeadershipBackWhenANewReplicaLeads() {
        move(3, 4);
        given.propose("t", 1, 2, 3);
        given.when(new ElectLeaders(false, List.of(T)));
        assertThat(partition().leader()).isEqualTo(3);
        assertThat(ask(null)).isNull();
        assertThat(partition().leader()).isEqualTo(1);
    }

    @Test
    void aCancelThatWouldLoseWhatWasAcknowledgedIsRefused() {
        move(3, 4);
        given.propose("t", 1, 2, 3);
        fence(1);
        fence(2);
        assertThat(partition().isr()).containsExactly(3);
        PartitionImage before = partition();
        assertThat(ask(null)).isEqualTo(Rejection.INVALID_REPLICA_ASSIGNMENT);
        assertThat(partition()).isEqualTo(before);
    }

    @Test
    void nothingCanBeCancelledWhereNothingIsUnderWay() {
        assertThat(ask(null)).isEqualTo(Rejection.NO_REASSIGNMENT_IN_PROGRESS);
    }

    @Test
    void aSecondRequestTakesThePlaceOfTheFirst() {
        move(3, 4);
        given.propose("t", 1, 2, 3);
        move(4, 5);
        assertThat(partition().replicas()).containsExactly(4, 5, 1, 2);
        assertThat(partition().addingReplicas()).containsExactly(4, 5);
        assertThat(partition().removingReplicas()).containsExactly(1, 2);
        assertThat(partition().isr()).containsExactly(1, 2);
        assertThat(ask(null)).isNull();
        assertThat(partition().replicas()).as("as before the first").containsExactly(1, 2);
    }

    @Test
    void replicasThatCannotBeAreRefused() {
        assertThat(ask(List.of())).isEqualTo(Rejection.INVALID_REPLICA_ASSIGNMENT);
        assertThat(ask(List.of(1, 1))).isEqualTo(Rejection.INVALID_REPLICA_ASSIGNMENT);
        assertThat(ask(List.of(1, 9))).isEqualTo(Rejection.INVALID_REPLICA_ASSIGNMENT);
        fence(3);
        assertThat(ask(List.of(3)))
                .as("nobody of them is alive")
                .isEqualTo(Rejection.INVALID_REPLICA_ASSIGNMENT);
        assertThat(given.lastEvents).isEmpty();
    }

    @Test
    void partitionsThatAreNotThereOrNamedTwiceAreSaidSo() {
        var none = new Reassignment(new PartitionName("none", 0), List.of(1));
        var one = new Reassignment(T, List.of(2, 1));
        var reply =
                (PartitionOutcomes)
                        given.when(new ReassignPartitions(true, List.of(none, one, one)));
        assertThat(reply.outcomes())
                .extracting(o -> o.refused() == null ? null : o.refused().reason())
                .containsExactly(
                        Rejection.UNKNOWN_TOPIC_OR_PARTITION, null, Rejection.INVALID_REQUEST);
    }

    @Test
    void theNumberOfReplicasStaysWhenItMustNotChange() {
        var wish = new Reassignment(T, List.of(1, 2, 3));
        var reply = (PartitionOutcomes) given.when(new ReassignPartitions(false, List.of(wish)));
        assertThat(reply.outcomes().getFirst().refused().reason())
                .isEqualTo(Rejection.INVALID_REPLICATION_FACTOR);
        move(3, 4);
        reply =
                (PartitionOutcomes)
                        given.when(
                                new ReassignPartitions(
                                        false, List.of(new Reassignment(T, List.of(4, 5)))));
        assertThat(reply.outcomes().getFirst().refused())
                .as("two before, two after, four for a while")
                .isNull();
    }

    @Test
    void newPartitionsGetAsManyReplicasAsTheTargetHas() {
        move(3, 4);
        given.when(new CreatePartitions("t", 2, List.of()));
        assertThat(given.partition("t", 1).replicas()).hasSize(2);
    }

    @Test
    void anUncleanElectionOfTheWholeTargetCompletesItToo() {
        given.topic("alone", List.of(List.of(1)));
        var alone = new PartitionName("alone", 0);
        given.when(new ReassignPartitions(true, List.of(new Reassignment(alone, List.of(5)))));
        fence(1);
        given.when(new ElectLeaders(true, List.of(alone)));
        PartitionImage now = given.partition("alone", 0);
        assertThat(now.leader()).isEqualTo(5);
        assertThat(now.replicas()).containsExactly(5);
        assertThat(now.isReassigning()).isFalse();
    }

    private void move(Integer... target) {
        assertThat(ask(Arrays.asList(target))).isNull();
    }

    /** The reason of the refusal, or null when it was taken. */
    private Rejection ask(List<Integer> target) {
        var reply =
                (PartitionOutcomes)
                        given.when(
                                new ReassignPartitions(true, List.of(new Reassignment(T, target))));
        PartitionOutcome outcome = reply.outcomes().getFirst();
        return outcome.refused() == null ? null : outcome.refused().reason();
    }

    private PartitionImage partition() {
        return given.partition("t", 0);
    }

    private List<ChangeReason> reasons() {
        return given.lastEvents.stream().map(e -> ((PartitionChanged) e).reason()).toList();
    }

    private void fence(int id) {
        given.when(new FenceNode(id, given.epoch(id)));
    }

    private void unfence(int id) {
        given.when(new UnfenceNode(id, given.epoch(id)));
    }
}
