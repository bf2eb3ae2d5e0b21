package io.taffrail.controller.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.Accepted;
import io.taffrail.controller.command.CommandReply.IsrOutcome;
import io.taffrail.controller.command.CommandReply.IsrOutcomes;
import io.taffrail.controller.command.ControllerCommand.AlterConfigs;
import io.taffrail.controller.command.ControllerCommand.AlterPartitions;
import io.taffrail.controller.command.ControllerCommand.ConfigEdit;
import io.taffrail.controller.command.ControllerCommand.ConfigEdit.Operation;
import io.taffrail.controller.command.ControllerCommand.FenceNode;
import io.taffrail.controller.command.ControllerCommand.IsrMember;
import io.taffrail.controller.command.ControllerCommand.IsrProposal;
import io.taffrail.controller.command.ControllerCommand.UnfenceNode;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.ConfigResource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IsrAndConfigRulesTest {

    private final Given given = Given.brokers(3).topic("t", List.of(List.of(1, 2, 3)));

    @Test
    void aLeaderShrinksAndExpandsItsIsr() {
        assertThat(propose(1, 0, 0, 1, 2).state().isr()).containsExactly(1, 2);
        assertThat(given.partition("t", 0).isr()).containsExactly(1, 2);
        assertThat(given.partition("t", 0).partitionEpoch()).isEqualTo(1);
        assertThat(given.partition("t", 0).leaderEpoch()).isZero();

        assertThat(propose(1, 0, 1, 1, 2, 3).refused()).isNull();
        assertThat(given.partition("t", 0).isr()).containsExactly(1, 2, 3);
    }

    @Test
    void aProposalForAnEarlierStateIsRefused() {
        propose(1, 0, 0, 1, 2);

        assertThat(reason(propose(1, 0, 0, 1, 3))).isEqualTo(Rejection.INVALID_UPDATE_VERSION);
        assertThat(given.partition("t", 0).isr()).containsExactly(1, 2);
    }

    @Test
    void whoeverLeadsNoMoreChangesNothing() {
        given.when(new FenceNode(1, given.epoch(1)));
        given.when(new UnfenceNode(1, given.epoch(1)));
        int partitionEpoch = given.partition("t", 0).partitionEpoch();

        assertThat(reason(propose(1, 0, partitionEpoch, 1)))
                .isEqualTo(Rejection.FENCED_LEADER_EPOCH);
        assertThat(reason(propose(2, 0, partitionEpoch, 2)))
                .as("the new leader, in the epoch before")
                .isEqualTo(Rejection.FENCED_LEADER_EPOCH);
        assertThat(propose(2, 1, partitionEpoch, 2).refused()).isNull();
    }

    @Test
    void aFencedReplicaCannotJoin() {
        given.when(new FenceNode(3, given.epoch(3)));
        int partitionEpoch = given.partition("t", 0).partitionEpoch();

        assertThat(reason(propose(1, 0, partitionEpoch, 1, 2, 3)))
                .isEqualTo(Rejection.INELIGIBLE_REPLICA);
    }

    @Test
    void aReplicaThatRestartedSinceItWasHeardFromCannotJoin() {
        long before = given.epoch(3);
        given.when(Given.registration(3, 99, null));
        given.when(new UnfenceNode(3, given.epoch(3)));
        int partitionEpoch = given.partition("t", 0).partitionEpoch();

        assertThat(reason(propose(1, 0, partitionEpoch, member(1), new IsrMember(3, before))))
                .isEqualTo(Rejection.INELIGIBLE_REPLICA);
        assertThat(propose(1, 0, partitionEpoch, member(1), member(3)).refused()).isNull();
    }

    @Test
    void anIsrWithoutItsLeaderOrWithStrangersIsRefused() {
        assertThat(reason(propose(1, 0, 0, 2, 3))).isEqualTo(Rejection.INVALID_REQUEST);
        assertThat(reason(propose(1, 0, 0, 1, 1))).isEqualTo(Rejection.INVALID_REQUEST);
        given.broker(4, null);
        assertThat(reason(propose(1, 0, 0, 1, 4))).isEqualTo(Rejection.INVALID_REQUEST);
    }

    @Test
    void eachPartitionIsDecidedByItselfAndOnce() {
        var id = given.image.topic("t").id();
        var good = new IsrProposal(id, 0, 0, 0, List.of(member(1)));
        var missing = new IsrProposal(id, 7, 0, 0, List.of(member(1)));

        var outcomes =
                ((IsrOutcomes)
                                given.when(
                                        new AlterPartitions(
                                                1, given.epoch(1), List.of(missing, good, good))))
                        .outcomes();

        assertThat(reason(outcomes.get(0))).isEqualTo(Rejection.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(outcomes.get(1).refused()).isNull();
        assertThat(reason(outcomes.get(2))).isEqualTo(Rejection.INVALID_REQUEST);
    }

    @Test
    void settingsAreSetDeletedAndReplaced() {
        var topic = ConfigResource.topic("t");
        assertThat(alter(topic, false, edit("retention.ms", Operation.SET, "5")))
                .isEqualTo(new Accepted());
        alter(topic, false, edit("segment.ms", Operation.SET, "7"));
        assertThat(given.image.configs(topic))
                .containsExactlyInAnyOrderEntriesOf(Map.of("retention.ms", "5", "segment.ms", "7"));

        alter(topic, false, edit("retention.ms", Operation.DELETE, null));
        assertThat(given.image.configs(topic)).containsOnlyKeys("segment.ms");

        alter(topic, true, edit("retention.ms", Operation.SET, "9"));
        assertThat(given.image.configs(topic)).containsOnlyKeys("retention.ms");

        alter(topic, false, edit("retention.ms", Operation.SET, "9"));
        assertThat(given.lastEvents).as("nothing is different").isEmpty();
    }

    @Test
    void wordsAreAddedToListsAndTakenFromThem() {
        var topic = ConfigResource.topic("t");
        alter(topic, false, edit("cleanup.policy", Operation.APPEND, "compact"));
        assertThat(given.image.configs(topic)).containsEntry("cleanup.policy", "delete,compact");
        alter(topic, false, edit("cleanup.policy", Operation.SUBTRACT, "delete"));
        assertThat(given.image.configs(topic)).containsEntry("cleanup.policy", "compact");
        assertThat(refusal(topic, edit("retention.ms", Operation.APPEND, "1")))
                .isEqualTo(Rejection.INVALID_CONFIG);
    }

    @Test
    void oneBadSettingRefusesAll() {
        var topic = ConfigResource.topic("t");

        assertThat(
                        refusal(
                                topic,
                                edit("retention.ms", Operation.SET, "5"),
                                edit("segment.bytes", Operation.SET, "1")))
                .isEqualTo(Rejection.INVALID_CONFIG);
        assertThat(given.image.configs(topic)).isEmpty();
    }

    @Test
    void settingsNeedSomethingToBelongTo() {
        var edit = edit("num.partitions", Operation.SET, "3");
        assertThat(refusal(ConfigResource.topic("none"), edit))
                .isEqualTo(Rejection.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(refusal(ConfigResource.broker(9), edit))
                .isEqualTo(Rejection.BROKER_ID_NOT_REGISTERED);
        assertThat(refusal(new ConfigResource(ConfigResource.Type.BROKER, "x"), edit))
                .isEqualTo(Rejection.BROKER_ID_NOT_REGISTERED);
        assertThat(alter(ConfigResource.broker(1), false, edit)).isEqualTo(new Accepted());
        assertThat(alter(ConfigResource.ALL_BROKERS, false, edit)).isEqualTo(new Accepted());
    }

    private CommandReply alter(ConfigResource resource, boolean replaces, ConfigEdit... edits) {
        return given.when(new AlterConfigs(resource, List.of(edits), replaces));
    }

    private Rejection refusal(ConfigResource resource, ConfigEdit... edits) {
        return given.refusal(new AlterConfigs(resource, List.of(edits), false));
    }

    private static ConfigEdit edit(String key, Operation operation, @Nullable String value) {
        return new ConfigEdit(key, operation, value);
    }

    private IsrOutcome propose(int leader, int leaderEpoch, int partitionEpoch, int... isr) {
        return propose(
                leader,
                leaderEpoch,
                partitionEpoch,
                Arrays.stream(isr).mapToObj(this::member).toArray(IsrMember[]::new));
    }

    private IsrOutcome propose(int leader, int leaderEpoch, int partitionEpoch, IsrMember... isr) {
        var proposal =
                new IsrProposal(
                        given.image.topic("t").id(), 0, leaderEpoch, partitionEpoch, List.of(isr));
        var reply =
                (IsrOutcomes)
                        given.when(
                                new AlterPartitions(
                                        leader, given.epoch(leader), List.of(proposal)));
        return reply.outcomes().getFirst();
    }

    private IsrMember member(int id) {
        return new IsrMember(id, given.epoch(id));
    }

    private static Rejection reason(IsrOutcome outcome) {
        assertThat(outcome.refused()).isNotNull();
        return outcome.refused().reason();
    }
}
