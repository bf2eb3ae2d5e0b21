package io.taffrail.gateway.coordinator.group.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.coordinator.group.GroupType;
import io.taffrail.gateway.coordinator.group.MigrationPolicy;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroupWritten.Snapshot;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.GroupEpoch;
import io.taffrail.gateway.link.GatewayLife;
import io.taffrail.kernel.fault.Rejection;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A group that has only classic members left is a classic group again. */
class DowngradeTest {

    private final MixedGroup group = new MixedGroup();
    private final ModernConsumer modern = group.modern("m");
    private final ClassicConsumer first = group.eager("c1");
    private final ClassicConsumer second = group.eager("c2");

    private void allAreIn() {
        modern.join();
        first.join();
        second.join();
        group.settle();
    }

    private Snapshot written() {
        return Objects.requireNonNull(group.lastClassic().value());
    }

    @Test
    void theLastOneOfTheOtherProtocolLeavesAClassicGroupOfTheSameGeneration() {
        allAreIn();
        int epoch = group.describe().groupEpoch();
        group.commit(first.memberId, epoch, 0, 41).value();

        modern.leave();
        group.forget(modern);

        assertThat(group.type()).isEqualTo(GroupType.CLASSIC);
        assertThat(written().generation()).isEqualTo(epoch);
        assertThat(written().members()).hasSize(2);
        assertThat(group.shard.log())
                .as("nothing of the other kind is left")
                .contains(new GroupEpoch(MixedGroup.GROUP, null));
        assertThat(group.commit(first.memberId, epoch, 0, 42).value().refusals())
                .as("whoever still reads commits before it rejoins")
                .containsOnlyNulls();
        group.settle();
        assertThat(written().generation()).isEqualTo(epoch + 1);
        assertThat(first.owned.size() + second.owned.size()).isEqualTo(MixedGroup.PARTITIONS);
        assertThat(first.refusals)
                .as("nobody loses what it reads")
                .doesNotContain(Rejection.ILLEGAL_GENERATION, Rejection.UNKNOWN_MEMBER_ID);
        assertThat(group.committed(0)).isEqualTo(42);
    }

    @Test
    void theLastOneDiesWithItsGatewayAndGroupsBesideItAreAsTheyWere() {
        GatewayLife gateway = group.amongOthers().gateway(1000);
        modern.on(gateway);
        allAreIn();
        group.forget(modern);

        group.fence(gateway);

        assertThat(group.type()).isEqualTo(GroupType.CLASSIC);
        group.settle();
        assertThat(first.owned.size() + second.owned.size()).isEqualTo(MixedGroup.PARTITIONS);
    }

    @Test
    void whoTakesOverFromTheGatewayOfTheLastOneLoadsAllGroups() {
        GatewayLife gateway = group.amongOthers().gateway(1000);
        modern.on(gateway);
        allAreIn();
        group.forget(modern);

        group.fenceOwner(gateway);

        assertThat(group.type()).isEqualTo(GroupType.CLASSIC);
        group.settle();
        assertThat(first.owned.size() + second.owned.size()).isEqualTo(MixedGroup.PARTITIONS);
    }

    @Test
    void theLastOneOfTheOtherProtocolDies() {
        allAreIn();
        group.forget(modern);

        for (int s = 0; s < 45; s++) {
            assertThat(group.type()).isEqualTo(GroupType.CONSUMER);
            group.shard.advance(1_000);
            first.beat();
            second.beat();
        }

        assertThat(group.type()).isEqualTo(GroupType.CLASSIC);
        group.settle();
        assertThat(first.owned.size() + second.owned.size()).isEqualTo(MixedGroup.PARTITIONS);
    }

    @Test
    void aGatewayThatTakesOverBeforeTheRebalanceBeginsItAgain() {
        allAreIn();
        modern.leave();
        group.forget(modern);

        group.shard.reload();
        group.settle();

        assertThat(first.owned.size() + second.owned.size())
                .as("also what the last one had read")
                .isEqualTo(MixedGroup.PARTITIONS);
    }

    @Test
    void membersInTheMiddleOfARebalanceEndUpWithEverything() {
        allAreIn();
        ModernConsumer other = group.modern("n");
        other.join();
        modern.leave();
        group.forget(modern);
        first.beat();

        other.leave();
        group.forget(other);

        assertThat(group.type()).isEqualTo(GroupType.CLASSIC);
        group.settle();
        assertThat(first.owned.size() + second.owned.size()).isEqualTo(MixedGroup.PARTITIONS);
    }

    @Test
    void thePolicyKeepsTheGroupAsItIs() {
        allAreIn();
        group.under(MigrationPolicy.UPGRADE);

        modern.leave();
        group.forget(modern);

        assertThat(group.type()).isEqualTo(GroupType.CONSUMER);
        group.settle();
        assertThat(first.owned).hasSize(3);
        assertThat(second.owned).hasSize(3);
        group.grow(8);
        group.settle();
        assertThat(first.owned).as("nobody else looks after topics").hasSize(4);
    }

    @Test
    void aGroupThatIsTooLargeForTheClassicProtocolStays() {
        allAreIn();
        group.under(MigrationPolicy.BIDIRECTIONAL, 1, 9);

        modern.leave();

        assertThat(group.type()).isEqualTo(GroupType.CONSUMER);
    }

    @Test
    void theLastOneThatLeavesLeavesNothingToConvert() {
        modern.join();

        modern.leave();

        assertThat(group.type()).isEqualTo(GroupType.CONSUMER);
        assertThat(group.describe().state()).isEqualTo("Empty");
    }

    @Test
    void aStaticMemberThatComesBackInTheClassicProtocolIsTheLastOne() {
        modern.named("i1").join();
        first.join();
        group.settle();
        modern.leaveForAWhile();
        group.forget(modern);
        assertThat(group.type()).as("it may come back").isEqualTo(GroupType.CONSUMER);

        second.named("i1").join();

        assertThat(group.type()).isEqualTo(GroupType.CLASSIC);
        group.settle();
        assertThat(first.owned.size() + second.owned.size()).isEqualTo(MixedGroup.PARTITIONS);
        assertThat(written().members())
                .extracting(member -> member.instanceId())
                .containsExactlyInAnyOrder(null, "i1");
    }

    @Test
    void aStaticMemberAloneGoesFromOneProtocolToTheOther() {
        modern.named("i1").join();
        modern.leaveForAWhile();
        group.forget(modern);

        first.named("i1").join();

        assertThat(group.type()).isEqualTo(GroupType.CLASSIC);
        group.settle();
        assertThat(first.owned).hasSize(MixedGroup.PARTITIONS);
    }

    @Test
    void aMemberKeepsAllTheProtocolsThatItOffers() {
        allAreIn();
        modern.leave();
        group.forget(modern);
        group.settle();

        ClassicConsumer third = group.eager("c3");
        third.join();
        group.settle();

        assertThat(List.of(first.owned.size(), second.owned.size(), third.owned.size()))
                .containsOnly(2);
    }
}
