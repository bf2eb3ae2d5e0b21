package io.taffrail.controller.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.controller.command.CommandReply.Accepted;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.controller.command.ControllerCommand.AlterConfigs;
import io.taffrail.controller.command.ControllerCommand.ConfigEdit;
import io.taffrail.controller.command.ControllerCommand.CreateTopic;
import io.taffrail.controller.command.ControllerCommand.ElectLeaders;
import io.taffrail.controller.command.ControllerCommand.FenceNode;
import io.taffrail.controller.command.ControllerCommand.PartitionName;
import io.taffrail.controller.command.ControllerCommand.UnfenceNode;
import io.taffrail.controller.command.ControllerCommand.UpdateFeature;
import io.taffrail.kernel.config.BrokerConfigs;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.ConfigResource;
import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.PartitionImage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Three brokers, and node 1 is being drained. */
class DrainRulesTest {

    private final Given given =
            Given.brokers(3).topic("t", List.of(List.of(1, 2))).topic("alone", List.of(List.of(1)));

    @Test
    void whatADrainedBrokerLedIsLedByOthersAndStaysReplicated() {
        int epoch = given.partition("t", 0).leaderEpoch();

        assertThat(drain(1)).isEqualTo(new Accepted());

        PartitionImage after = given.partition("t", 0);
        assertThat(after.leader()).isEqualTo(2);
        assertThat(after.leaderEpoch()).isEqualTo(epoch + 1);
        assertThat(after.isr()).containsExactlyInAnyOrder(1, 2);
        assertThat(given.lastEvents)
                .filteredOn(PartitionChanged.class::isInstance)
                .extracting(event -> ((PartitionChanged) event).reason())
                .containsExactly(ChangeReason.LEADER_DRAINED);
    }

    @Test
    void whatNobodyElseCanLeadStaysLed() {
        drain(1);

        assertThat(given.partition("alone", 0).leader()).isEqualTo(1);
    }

    @Test
    void leadershipMovesAsSoonAsSomebodyElseIsInStep() {
        fence(2);
        drain(1);
        assertThat(given.partition("t", 0).leader()).isEqualTo(1);
        given.when(new UnfenceNode(2, given.epoch(2)));

        given.propose("t", 1, 2);

        assertThat(given.partition("t", 0).leader()).isEqualTo(2);
    }

    @Test
    void aDrainedBrokerIsElectedOnlyWhereNobodyElseCanBe() {
        given.topic("three", List.of(List.of(2, 1, 3)));
        drain(1);

        fence(2);
        assertThat(given.partition("three", 0).leader()).isEqualTo(3);
        fence(3);
        assertThat(given.partition("three", 0).leader()).isEqualTo(1);
    }

    @Test
    void nobodyIsMovedBackToABrokerThatIsBeingDrained() {
        drain(1);

        assertThat(LeaderBalance.due(given.image, 0)).isEmpty();
        given.when(new ElectLeaders(false, List.of(new PartitionName("t", 0))));
        assertThat(given.partition("t", 0).leader()).isEqualTo(2);
    }

    @Test
    void newPartitionsAreLedByOthers() {
        drain(1);

        given.when(new CreateTopic("placed", 30, 2, List.of(), Map.of()));
        given.when(new CreateTopic("named", -1, -1, List.of(List.of(1, 3)), Map.of()));

        assertThat(given.image.topic("placed").partitions())
                .hasSize(30)
                .noneMatch(partition -> partition.hasReplica(1));
        assertThat(given.partition("named", 0).leader()).isEqualTo(3);
    }

    @Test
    void whereAllAreBeingDrainedTheyServeOn() {
        drain(1);
        drain(2);
        drain(3);

        given.when(new CreateTopic("placed", 3, 3, List.of(), Map.of()));

        assertThat(given.image.topic("placed").partitions()).allMatch(PartitionImage::hasLeader);
    }

    @Test
    void afterTheDrainTheFirstReplicaMayLeadAgain() {
        drain(1);

        given.when(edit(ConfigResource.broker(1), ConfigEdit.Operation.DELETE, null));

        assertThat(LeaderBalance.due(given.image, 0)).containsExactly(new PartitionName("t", 0));
    }

    @Test
    void aDrainOutlivesTheBrokersRestart() {
        drain(1);
        fence(1);

        given.when(Given.registration(1, 77, null));
        given.when(new UnfenceNode(1, given.epoch(1)));

        assertThat(DrainRules.draining(given.image)).containsExactly(1);
    }

    @Test
    void notAllBrokersCanBeDrainedAtOnce() {
        assertThat(
                        given.refusal(
                                edit(ConfigResource.ALL_BROKERS, ConfigEdit.Operation.SET, "true")))
                .isEqualTo(Rejection.INVALID_CONFIG);
    }

    @Test
    void aClusterOfAnOlderLevelRefusesADrainUntilTheLevelIsRaised() {
        given.when(new UpdateFeature(FeatureRules.RULES, (short) 1, true));

        Refused refused = (Refused) drain(1);
        assertThat(refused.rejected().reason()).isEqualTo(Rejection.UNSUPPORTED_VERSION);
        assertThat(refused.rejected().message())
                .contains("needs taffrail.rules 2")
                .contains("the cluster is at 1");
        assertThat(DrainRules.draining(given.image)).isEmpty();

        given.when(new UpdateFeature(FeatureRules.RULES, (short) 2, false));
        assertThat(drain(1)).isEqualTo(new Accepted());
    }

    @Test
    void aLevelThatKnowsNoDrainIsNotGoneBackToDuringOne() {
        drain(1);

        assertThat(given.refusal(new UpdateFeature(FeatureRules.RULES, (short) 1, true)))
                .isEqualTo(Rejection.INVALID_UPDATE_VERSION);
    }

    private Object drain(int id) {
        return given.when(edit(ConfigResource.broker(id), ConfigEdit.Operation.SET, "true"));
    }

    private void fence(int id) {
        given.when(new FenceNode(id, given.epoch(id)));
    }

    private static AlterConfigs edit(
            ConfigResource resource, ConfigEdit.Operation operation, String value) {
        return new AlterConfigs(
                resource,
                List.of(new ConfigEdit(BrokerConfigs.BROKER_DRAIN, operation, value)),
                false);
    }
}
