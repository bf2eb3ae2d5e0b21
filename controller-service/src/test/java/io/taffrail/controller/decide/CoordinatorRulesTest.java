package io.taffrail.controller.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.controller.command.ControllerCommand.BeginShutdown;
import io.taffrail.controller.command.ControllerCommand.CreateTopic;
import io.taffrail.controller.command.ControllerCommand.FenceNode;
import io.taffrail.controller.command.ControllerCommand.UnfenceNode;
import io.taffrail.controller.command.ControllerCommand.UnregisterNode;
import io.taffrail.controller.command.ControllerCommand.UpdateFeature;
import io.taffrail.kernel.metadata.CoordinatedTopics;
import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.PartitionImage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Three brokers, and some gateways between whom fifty shards are to be shared. */
class CoordinatorRulesTest {

    private static final String OFFSETS = CoordinatedTopics.CONSUMER_OFFSETS;
    private static final int SHARDS = 50;

    private final Given given = Given.brokers(3);

    @Test
    void shardsOfANewTopicAreSharedAmongTheGatewaysInTheSameDecision() {
        given.gateway(1000).gateway(1001);

        createOffsets();

        assertThat(counts()).isEqualTo(Map.of(1000, 25, 1001, 25));
    }

    @Test
    void aShardWithAnOwnerIsNeverInItsFirstEpochSoThatNoClientGuessesIt() {
        given.gateway(1000);

        createOffsets();

        assertThat(shards()).extracting(PartitionImage::leaderEpoch).containsOnly(1);
    }

    @Test
    void anotherOwnerRaisesTheEpochUnderTheSameLeader() {
        given.gateway(1000).gateway(1001);
        createOffsets();
        PartitionImage before = shardOf(1000);

        fence(1000);

        PartitionImage after = given.partition(OFFSETS, before.partition());
        assertThat(after).isEqualTo(before.withCoordinator(1001));
        assertThat(after.leaderEpoch()).isEqualTo(before.leaderEpoch() + 1);
        assertThat(after.leader()).isEqualTo(before.leader());
        assertThat(after.isr()).isEqualTo(before.isr());
        assertThat(given.lastEvents)
                .filteredOn(PartitionChanged.class::isInstance)
                .hasSize(25)
                .extracting(event -> ((PartitionChanged) event).reason())
                .containsOnly(ChangeReason.COORDINATOR_CHANGED);
    }

    @Test
    void whatADepartedGatewayOwnedGoesToThoseWithTheFewestAndNothingElseMoves() {
        given.gateway(1000).gateway(1001).gateway(1002);
        createOffsets();
        Map<Integer, Integer> before = owners();

        fence(1001);

        assertThat(counts()).isEqualTo(Map.of(1000, 25, 1002, 25));
        assertThat(moved(before)).isEqualTo(16 + 1).isEqualTo(ownedIn(before, 1001));
    }

    @Test
    void aGatewayThatJoinsGetsItsShareByTheFewestMoves() {
        given.gateway(1000).gateway(1001);
        createOffsets();
        Map<Integer, Integer> before = owners();

        given.gateway(1002);

        assertThat(counts()).isEqualTo(Map.of(1000, 17, 1001, 17, 1002, 16));
        assertThat(moved(before)).isEqualTo(16);
    }

    @Test
    void aGatewayThatBeginsToStopLosesItsShardsAtOnce() {
        given.gateway(1000).gateway(1001);
        createOffsets();

        given.when(new BeginShutdown(1000, given.epoch(1000)));

        assertThat(counts()).isEqualTo(Map.of(1001, 50));
    }

    @Test
    void aGatewayThatRegistersAnewLosesItsShardsUntilItServesAgain() {
        given.gateway(1000).gateway(1001);
        createOffsets();

        fence(1000);
        given.gateway(1000);

        assertThat(counts()).isEqualTo(Map.of(1000, 25, 1001, 25));
    }

    @Test
    void withoutAGatewayNobodyOwnsAnythingUntilOneComes() {
        createOffsets();
        assertThat(counts()).isEqualTo(Map.of(PartitionImage.NO_COORDINATOR, 50));
        assertThat(shards()).extracting(PartitionImage::leaderEpoch).containsOnly(0);

        given.gateway(1000);
        assertThat(counts()).isEqualTo(Map.of(1000, 50));

        given.when(new UnregisterNode(1000));
        assertThat(counts()).isEqualTo(Map.of(PartitionImage.NO_COORDINATOR, 50));
        assertThat(shards()).extracting(PartitionImage::leaderEpoch).containsOnly(2);
    }

    @Test
    void aGatewayThatKafkaClientsCannotReachOwnsNothing() {
        given.gateway(1000).gateway(1001, "HTTP");

        createOffsets();

        assertThat(counts()).isEqualTo(Map.of(1000, 50));
    }

    @Test
    void whatChangesNothingRaisesNoEpoch() {
        given.gateway(1000).gateway(1001);
        createOffsets();
        List<PartitionImage> before = shards();

        given.when(new UnfenceNode(1000, given.epoch(1000)));
        given.gateway(1002, "HTTP");
        given.broker(4, null);
        given.topic("t", List.of(List.of(1)));

        assertThat(shards()).isEqualTo(before);
    }

    @Test
    void anElectionLeavesTheOwnerAndOtherTopicsHaveNone() {
        given.gateway(1000).gateway(1001).topic("t", List.of(List.of(1, 2)));
        createOffsets();
        Map<Integer, Integer> before = owners();

        fence(1);

        assertThat(owners()).isEqualTo(before);
        assertThat(given.partition("t", 0).hasCoordinator()).isFalse();
    }

    @Test
    void ownersAreNamedOnceTheLevelIsRaisedAndForgottenBelowIt() {
        given.when(new UpdateFeature(FeatureRules.RULES, (short) 2, true));
        given.gateway(1000);
        createOffsets();
        assertThat(counts()).isEqualTo(Map.of(PartitionImage.NO_COORDINATOR, 50));

        given.when(new UpdateFeature(FeatureRules.RULES, (short) 3, false));
        assertThat(counts()).isEqualTo(Map.of(1000, 50));

        given.when(new UpdateFeature(FeatureRules.RULES, (short) 2, true));
        assertThat(counts()).isEqualTo(Map.of(PartitionImage.NO_COORDINATOR, 50));
    }

    private void createOffsets() {
        given.when(new CreateTopic(OFFSETS, SHARDS, 3, List.of(), Map.of()));
    }

    private void fence(int id) {
        given.when(new FenceNode(id, given.epoch(id)));
    }

    private List<PartitionImage> shards() {
        return given.image.topic(OFFSETS).partitions();
    }

    private PartitionImage shardOf(int gateway) {
        return shards().stream()
                .filter(shard -> shard.coordinator() == gateway)
                .findFirst()
                .orElseThrow();
    }

    private Map<Integer, Integer> owners() {
        var owners = new TreeMap<Integer, Integer>();
        shards().forEach(shard -> owners.put(shard.partition(), shard.coordinator()));
        return owners;
    }

    private Map<Integer, Integer> counts() {
        var counts = new TreeMap<Integer, Integer>();
        shards().forEach(shard -> counts.merge(shard.coordinator(), 1, Integer::sum));
        return counts;
    }

    private long moved(Map<Integer, Integer> before) {
        Map<Integer, Integer> after = owners();
        return before.keySet().stream()
                .filter(shard -> !before.get(shard).equals(after.get(shard)))
                .count();
    }

    private static long ownedIn(Map<Integer, Integer> owners, int gateway) {
        return owners.values().stream().filter(owner -> owner == gateway).count();
    }
}
