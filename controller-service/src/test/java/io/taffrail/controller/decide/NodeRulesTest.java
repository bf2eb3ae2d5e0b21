package io.taffrail.controller.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.controller.command.CommandReply.Accepted;
import io.taffrail.controller.command.CommandReply.NodeAdmitted;
import io.taffrail.controller.command.CommandReply.ProducerIds;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.controller.command.ControllerCommand.AllocateProducerIds;
import io.taffrail.controller.command.ControllerCommand.BeginShutdown;
import io.taffrail.controller.command.ControllerCommand.CreateCluster;
import io.taffrail.controller.command.ControllerCommand.FenceNode;
import io.taffrail.controller.command.ControllerCommand.RegisterNode;
import io.taffrail.controller.command.ControllerCommand.UnfenceNode;
import io.taffrail.controller.command.ControllerCommand.UnregisterNode;
import io.taffrail.controller.command.ControllerCommand.UpdateFeature;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.RulesLevels;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NodeRulesTest {

    @Test
    void aNodeIsFencedUntilItHasCaughtUp() {
        Given given = Given.cluster();

        var admitted = (NodeAdmitted) given.when(Given.registration(1, 1, null));

        assertThat(given.image.node(1).fenced()).isTrue();
        assertThat(given.image.node(1).epoch()).isEqualTo(admitted.epoch());
        given.when(new UnfenceNode(1, admitted.epoch()));
        assertThat(given.image.node(1).isActive()).isTrue();
    }

    @Test
    void theSameProcessThatAsksAgainKeepsItsEpochAndWhatItLeads() {
        Given given = Given.brokers(1).topic("t", List.of(List.of(1)));
        long epoch = given.epoch(1);

        assertThat(given.when(Given.registration(1, 1, null))).isEqualTo(new NodeAdmitted(epoch));

        assertThat(given.image.node(1).fenced()).isFalse();
        assertThat(given.partition("t", 0).leader()).isEqualTo(1);
    }

    @Test
    void aSecondProcessIsRefusedWhileTheFirstIsAlive() {
        Given given = Given.cluster().broker(1_000, null);
        RegisterNode second = Given.registration(1_000, 77, null);

        assertThat(given.refusal(second)).isEqualTo(Rejection.DUPLICATE_BROKER_REGISTRATION);

        given.when(new FenceNode(1_000, given.epoch(1_000)));
        assertThat(given.when(second)).isInstanceOf(NodeAdmitted.class);
    }

    @Test
    void aRestartOnTheSameDirectoryIsTakenAtOnce() {
        Given given = Given.brokers(2).topic("t", List.of(List.of(1, 2)));
        long before = given.epoch(1);

        assertThat(given.when(Given.registration(1, 77, null))).isInstanceOf(NodeAdmitted.class);

        assertThat(given.epoch(1)).isGreaterThan(before);
        assertThat(given.image.node(1).fenced()).isTrue();
        assertThat(given.partition("t", 0).leader()).isEqualTo(2);
        assertThat(given.partition("t", 0).isr()).containsExactly(2);
        assertThat(given.refusal(new UnfenceNode(1, before)))
                .as("what the process before still sends")
                .isEqualTo(Rejection.STALE_BROKER_EPOCH);
    }

    @Test
    void dataOfAnotherClusterIsRefused() {
        Given given = Given.cluster();
        var stranger = new RegisterNode(1, "other", new UUID(0, 1), List.of(), null, List.of());

        assertThat(given.refusal(stranger)).isEqualTo(Rejection.INCONSISTENT_CLUSTER_ID);
        var own =
                new RegisterNode(
                        1, given.image.clusterId(), new UUID(0, 1), List.of(), null, List.of());
        assertThat(given.when(own)).isInstanceOf(NodeAdmitted.class);
    }

    @Test
    void whenALeaderGoesTheNextInSyncReplicaLeads() {
        Given given = Given.brokers(3).topic("t", List.of(List.of(1, 2, 3)));

        given.when(new FenceNode(1, given.epoch(1)));

        PartitionImage partition = given.partition("t", 0);
        assertThat(partition.leader()).isEqualTo(2);
        assertThat(partition.isr()).containsExactly(2, 3);
        assertThat(partition.leaderEpoch()).isEqualTo(1);
        assertThat(partition.partitionEpoch()).isEqualTo(1);
    }

    @Test
    void whenAFollowerGoesTheLeaderStaysAndKeepsItsEpoch() {
        Given given = Given.brokers(2).topic("t", List.of(List.of(1, 2)));

        given.when(new FenceNode(2, given.epoch(2)));

        assertThat(given.partition("t", 0).leader()).isEqualTo(1);
        assertThat(given.partition("t", 0).leaderEpoch()).isZero();
        assertThat(given.partition("t", 0).isr()).containsExactly(1);
    }

    @Test
    void theLastInSyncReplicaAloneMayLeadWhenItIsBack() {
        Given given = Given.brokers(2).topic("t", List.of(List.of(1, 2)));
        given.when(new FenceNode(2, given.epoch(2)));
        given.when(new FenceNode(1, given.epoch(1)));
        assertThat(given.partition("t", 0).leader()).isEqualTo(PartitionImage.NO_LEADER);
        assertThat(given.partition("t", 0).isr()).containsExactly(1);

        given.when(new UnfenceNode(2, given.epoch(2)));
        assertThat(given.partition("t", 0).leader())
                .as("it lacks what the other acknowledged alone")
                .isEqualTo(PartitionImage.NO_LEADER);

        given.when(new UnfenceNode(1, given.epoch(1)));
        assertThat(given.partition("t", 0).leader()).isEqualTo(1);
        assertThat(given.partition("t", 0).leaderEpoch()).isEqualTo(2);
    }

    @Test
    void aNodeThatShutsDownInOrderHandsItsLeadershipsOver() {
        Given given = Given.brokers(2).topic("t", List.of(List.of(1, 2)));

        given.when(new BeginShutdown(1, given.epoch(1)));

        assertThat(given.partition("t", 0).leader()).isEqualTo(2);
        assertThat(given.image.node(1).inControlledShutdown()).isTrue();
        assertThat(given.image.node(1).fenced()).isFalse();
        assertThat(given.when(new BeginShutdown(1, given.epoch(1)))).isEqualTo(new Accepted());
        assertThat(given.lastEvents).isEmpty();
    }

    @Test
    void fencingTwiceChangesNothingTheSecondTime() {
        Given given = Given.brokers(1);
        given.when(new FenceNode(1, given.epoch(1)));

        assertThat(given.when(new FenceNode(1, given.epoch(1)))).isEqualTo(new Accepted());
        assertThat(given.lastEvents).isEmpty();
    }

    @Test
    void aNodeThatIsForgottenLeadsNothing() {
        Given given = Given.brokers(2).topic("t", List.of(List.of(1, 2)));

        given.when(new UnregisterNode(1));

        assertThat(given.image.node(1)).isNull();
        assertThat(given.partition("t", 0).leader()).isEqualTo(2);
        assertThat(given.refusal(new UnregisterNode(1)))
                .isEqualTo(Rejection.BROKER_ID_NOT_REGISTERED);
    }

    @Test
    void noProducerIdIsGivenTwice() {
        Given given = Given.brokers(2);

        var first = (ProducerIds) given.when(new AllocateProducerIds(1, given.epoch(1)));
        var second = (ProducerIds) given.when(new AllocateProducerIds(2, given.epoch(2)));

        assertThat(second.first()).isEqualTo(first.first() + first.count());
        assertThat(given.refusal(new AllocateProducerIds(1, given.epoch(1) + 1)))
                .isEqualTo(Rejection.STALE_BROKER_EPOCH);
        assertThat(given.refusal(new AllocateProducerIds(9, 1)))
                .isEqualTo(Rejection.BROKER_ID_NOT_REGISTERED);
    }

    @Test
    void aClusterKeepsItsId() {
        Given given = Given.cluster();
        String id = given.image.clusterId();
        given.when(new CreateCluster());

        assertThat(given.image.clusterId()).isEqualTo(id).hasSize(22);
        assertThat(given.image.featureLevel(FeatureRules.RULES))
                .isEqualTo(FeatureRules.RULES_LEVEL_MAX);
    }

    @Test
    void aNodeThatDoesNotKnowTheClustersLevelIsRefused() {
        Given given = Given.cluster();
        var older = new RulesLevels((short) 1, (short) 1);
        var newer = new RulesLevels((short) (FeatureRules.RULES_LEVEL_MAX + 1), (short) 9);

        for (RulesLevels levels : Arrays.asList(null, older, newer)) {
            var refused = (Refused) given.when(registration(levels));
            assertThat(refused.rejected().reason()).isEqualTo(Rejection.UNSUPPORTED_VERSION);
            assertThat(refused.rejected().message())
                    .contains("node 1 supports taffrail.rules")
                    .contains("the cluster is at " + FeatureRules.RULES_LEVEL_MAX);
        }
        given.when(new UpdateFeature(FeatureRules.RULES, (short) 1, true));
        assertThat(given.when(registration(null))).isInstanceOf(NodeAdmitted.class);
    }

    private static RegisterNode registration(RulesLevels levels) {
        RegisterNode node = Given.registration(1, 1, null);
        return new RegisterNode(
                node.nodeId(),
                node.clusterId(),
                node.incarnationId(),
                node.endpoints(),
                node.rack(),
                node.logDirectories(),
                levels);
    }

    @Test
    void onlyFeaturesAndLevelsThatThisBuildKnowsAreFinalized() {
        Given given = Given.cluster();

        assertThat(given.refusal(new UpdateFeature("other", (short) 1, false)))
                .isEqualTo(Rejection.INVALID_UPDATE_VERSION);
        assertThat(given.refusal(new UpdateFeature(FeatureRules.RULES, (short) 99, false)))
                .isEqualTo(Rejection.INVALID_UPDATE_VERSION);
        assertThat(given.refusal(new UpdateFeature(FeatureRules.RULES, (short) 0, true)))
                .isEqualTo(Rejection.INVALID_UPDATE_VERSION);
        assertThat(given.when(new UpdateFeature(FeatureRules.RULES, (short) 4, false)))
                .isEqualTo(new Accepted());
    }
}
