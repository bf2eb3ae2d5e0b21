package io.taffrail.controller.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.controller.command.ControllerCommand.AlterConfigs;
import io.taffrail.controller.command.ControllerCommand.AlterPartitions;
import io.taffrail.controller.command.ControllerCommand.ConfigEdit;
import io.taffrail.controller.command.ControllerCommand.FenceNode;
import io.taffrail.controller.command.ControllerCommand.IsrMember;
import io.taffrail.controller.command.ControllerCommand.IsrProposal;
import io.taffrail.controller.command.ControllerCommand.RegisterNode;
import io.taffrail.controller.command.ControllerCommand.UnfenceNode;
import io.taffrail.controller.command.ControllerCommand.UnregisterNode;
import io.taffrail.kernel.metadata.ConfigResource;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.PartitionImage;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may lead although it is not in sync (KIP-966); three replicas, two must be in sync. */
class EligibleReplicasTest {

    private final Given given = Given.brokers(3).topic("t", List.of(List.of(1, 2, 3)));

    @BeforeEach
    void askForTwo() {
        set("min.insync.replicas", "2");
    }

    @Test
    void whoLeavesWhileEnoughStayIsNotEligible() {
        fence(3);
        assertThat(partition().isr()).containsExactly(1, 2);
        assertThat(partition().elr()).isEmpty();
    }

    @Test
    void whoLeavesWhenTooFewStayIsEligibleForItLacksNothing() {
        fence(3);
        fence(2);
        assertThat(partition().isr()).containsExactly(1);
        assertThat(partition().elr()).containsExactly(2);
    }

    @Test
    void anEligibleReplicaLeadsWhenTheLastInSyncOneGoes() {
        fence(3);
        fence(2);
        unfence(2);
        fence(1);
        assertThat(partition().leader()).isEqualTo(2);
        assertThat(partition().isr()).containsExactly(2);
        assertThat(partition().elr()).containsExactly(1);
        assertThat(lastReason()).isEqualTo(ChangeReason.ELIGIBLE_LEADER_ELECTED);
    }

    @Test
    void anEligibleReplicaLeadsAsSoonAsItIsBack() {
        fence(3);
        fence(2);
        fence(1);
        assertThat(partition().leader()).isEqualTo(PartitionImage.NO_LEADER);
        unfence(3);
        assertThat(partition().leader())
                .as("it left while the others still acknowledged")
                .isEqualTo(PartitionImage.NO_LEADER);
        unfence(2);
        assertThat(partition().leader()).isEqualTo(2);
    }

    @Test
    void eligibleReplicasAreForgottenWhenEnoughAreInSyncAgain() {
        fence(3);
        fence(2);
        unfence(2);
        propose(1, 2);
        assertThat(partition().isr()).containsExactly(1, 2);
        assertThat(partition().elr()).isEmpty();
    }

    @Test
    void whoALeaderPutsOutIsEligibleWhenTooFewStay() {
        propose(1);
        assertThat(partition().elr()).containsExactlyInAnyOrder(2, 3);
        assertThat(partition().leader()).isEqualTo(1);
    }

    @Test
    void aSmallerMinimumForgetsThoseWhoWillBeLeftBehind() {
        propose(1);
        set("min.insync.replicas", "1");
        assertThat(partition().elr()).isEmpty();
    }

    @Test
    void aNodeThatComesBackWithoutItsDiskIsCountedOnNoMore() {
        fence(3);
        fence(2);
        given.when(onAnotherDisk(2));
        unfence(2);
        fence(1);
        assertThat(partition().elr()).isEmpty();
        assertThat(partition().leader()).isEqualTo(PartitionImage.NO_LEADER);
        assertThat(partition().isr()).containsExactly(1);
        unfence(1);
        assertThat(partition().leader()).isEqualTo(1);
    }

    @Test
    void thePartitionStaysOfflineWhenTheLastOneLosesItsDisk() {
        fence(3);
        fence(2);
        given.when(onAnotherDisk(2));
        fence(1);
        given.when(onAnotherDisk(1));
        unfence(1);
        unfence(2);
        unfence(3);
        assertThat(partition().leader()).isEqualTo(PartitionImage.NO_LEADER);
        assertThat(partition().isr()).isEmpty();
        assertThat(partition().lastKnownElr()).containsExactly(1);
    }

    @Test
    void aTopicThatAllowsItGoesOnWithWhatThereIs() {
        fence(3);
        fence(2);
        fence(1);
        unfence(3);
        set("unclean.leader.election.enable", "true");
        assertThat(partition().leader()).isEqualTo(3);
        assertThat(partition().isr()).containsExactly(3);
        assertThat(partition().elr()).isEmpty();
        assertThat(lastReason()).isEqualTo(ChangeReason.UNCLEAN_LEADER_ELECTED);
    }

    @Test
    void aNodeThatIsForgottenIsNotEligible() {
        fence(3);
        fence(2);
        given.when(new UnregisterNode(2));
        assertThat(partition().elr()).isEmpty();
    }

    @Test
    void theOnlyReplicaOfAPartitionKeepsItOnWhateverDiskItComesBack() {
        given.topic("alone", List.of(List.of(2)));
        given.when(onAnotherDisk(2));
        unfence(2);
        assertThat(given.partition("alone", 0).leader()).isEqualTo(2);
    }

    private PartitionImage partition() {
        return given.partition("t", 0);
    }

    private ChangeReason lastReason() {
        MetadataEvent last = given.lastEvents.getLast();
        return ((PartitionChanged) last).reason();
    }

    private void fence(int id) {
        given.when(new FenceNode(id, given.epoch(id)));
    }

    private void unfence(int id) {
        given.when(new UnfenceNode(id, given.epoch(id)));
    }

    private void propose(Integer... isr) {
        var members = List.of(isr).stream().map(id -> new IsrMember(id, given.epoch(id))).toList();
        int leader = partition().leader();
        given.when(
                new AlterPartitions(
                        leader,
                        given.epoch(leader),
                        List.of(
                                new IsrProposal(
                                        given.image.topic("t").id(),
                                        0,
                                        partition().leaderEpoch(),
                                        partition().partitionEpoch(),
                                        members))));
    }

    private void set(String name, String value) {
        given.when(
                new AlterConfigs(
                        ConfigResource.topic("t"),
                        List.of(new ConfigEdit(name, ConfigEdit.Operation.SET, value)),
                        false));
    }

    private static RegisterNode onAnotherDisk(int id) {
        RegisterNode same = Given.registration(id, id + 50, null);
        return new RegisterNode(
                id, "", same.incarnationId(), same.endpoints(), null, List.of(new UUID(999, id)));
    }
}
