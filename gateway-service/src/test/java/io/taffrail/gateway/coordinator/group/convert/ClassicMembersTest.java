package io.taffrail.gateway.coordinator.group.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.coordinator.group.MigrationPolicy;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Describe;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Join;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Leave;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Sync;
import io.taffrail.gateway.coordinator.group.classic.JoinAnswer.ComeAgain;
import io.taffrail.gateway.coordinator.group.classic.JoinAnswer.Joined;
import io.taffrail.gateway.coordinator.group.classic.Leaver;
import io.taffrail.gateway.coordinator.group.classic.OfferedProtocol;
import io.taffrail.gateway.coordinator.group.classic.Opaque;
import io.taffrail.kernel.fault.Rejection;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Members of the classic protocol in a group that assigns on the coordinator. */
class ClassicMembersTest {

    private final MixedGroup group = new MixedGroup();
    private final ModernConsumer modern = group.modern("m");
    private final ClassicConsumer classic = group.eager("c");

    private void bothAreIn() {
        modern.join();
        classic.join();
        group.settle();
    }

    @Test
    void aNewcomerIsGivenItsIdFirstAndThenAtOnceItsGeneration() {
        modern.join();

        var id = group.ask(classic.request()).value();
        assertThat(id).isInstanceOf(ComeAgain.class);
        classic.memberId = id.memberId();
        var joined = (Joined) group.ask(classic.request()).value();

        assertThat(joined.generation()).isEqualTo(3);
        assertThat(joined.protocolName()).isEqualTo("range");
        assertThat(joined.leader()).as("nobody leads").isEmpty();
        assertThat(joined.members()).isEmpty();
    }

    @Test
    void aGroupWhoseProtocolsAreNotSharedIsNotJoined() {
        bothAreIn();
        Join usual = classic.request();
        Opaque metadata = usual.protocols().getFirst().metadata();

        assertThat(group.ask(offering("consumer", "sticky", metadata)).refusal())
                .isEqualTo(Rejection.INCONSISTENT_GROUP_PROTOCOL);
        assertThat(group.ask(offering("connect", "range", metadata)).refusal())
                .isEqualTo(Rejection.INCONSISTENT_GROUP_PROTOCOL);
        assertThat(group.ask(offering("consumer", "range", Opaque.EMPTY)).refusal())
                .isEqualTo(Rejection.INCONSISTENT_GROUP_PROTOCOL);
    }

    private static Join offering(String type, String protocol, Opaque metadata) {
        return new Join(
                MixedGroup.GROUP,
                "",
                null,
                "other",
                "/host",
                10_000,
                30_000,
                type,
                List.of(new OfferedProtocol(protocol, metadata)),
                true,
                true);
    }

    @Test
    void aPolicyThatAllowsNothingKeepsClassicMembersOut() {
        modern.join();

        group.under(MigrationPolicy.DISABLED);
        assertThat(group.ask(classic.request()).refusal())
                .isEqualTo(Rejection.INCONSISTENT_GROUP_PROTOCOL);

        group.under(MigrationPolicy.UPGRADE);
        assertThat(group.ask(classic.request()).value()).isInstanceOf(ComeAgain.class);
    }

    @Test
    void thereIsNoRoomBeyondTheMaximum() {
        modern.join();
        group.under(MigrationPolicy.BIDIRECTIONAL, 9, 1);

        assertThat(group.ask(classic.request()).refusal())
                .isEqualTo(Rejection.GROUP_MAX_SIZE_REACHED);
    }

    @Test
    void whoIsSilentForItsOwnSessionTimeoutIsGone() {
        bothAreIn();
        group.forget(classic);
        group.shard.advance(9_999);
        modern.beat();
        assertThat(group.describe().members()).hasSize(2);

        group.shard.advance(1);

        assertThat(group.describe().members()).hasSize(1);
        assertThat(group.ask(classic.beatRequest()).refusal())
                .isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
        group.settle();
        assertThat(modern.owned.size()).isEqualTo(6);
    }

    @Test
    void itsSessionIsItsOwnAlsoAfterATakeover() {
        bothAreIn();

        group.shard.reload();
        group.shard.advance(10_000);

        assertThat(group.describe().members()).hasSize(1);
    }

    @Test
    void whoIsToldToRejoinAndDoesNotIsGoneAfterItsRebalanceTimeout() {
        bothAreIn();
        group.modern("m2").join();

        for (int s = 0; s < 6; s++) {
            assertThat(group.ask(classic.beatRequest()).refusal())
                    .isEqualTo(Rejection.REBALANCE_IN_PROGRESS);
            group.shard.advance(5_000);
        }

        assertThat(group.ask(classic.beatRequest()).refusal())
                .isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
    }

    @Test
    void whoJoinsAndDoesNotSyncIsGoneAfterItsRebalanceTimeout() {
        bothAreIn();
        group.ask(classic.request()).value();

        for (int s = 0; s < 6; s++) {
            group.ask(classic.beatRequest()).value();
            group.shard.advance(5_000);
        }

        assertThat(group.ask(classic.beatRequest()).refusal())
                .isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aSyncOfAnotherGenerationOrProtocolIsRefused() {
        bothAreIn();
        Sync usual = classic.syncRequest();
        assertThat(group.ask(usual).value().protocolName()).isEqualTo("range");

        classic.generation++;
        assertThat(group.ask(classic.syncRequest()).refusal())
                .isEqualTo(Rejection.ILLEGAL_GENERATION);
        assertThat(group.ask(classic.beatRequest()).refusal())
                .isEqualTo(Rejection.ILLEGAL_GENERATION);
        assertThat(
                        group.ask(
                                        new Sync(
                                                MixedGroup.GROUP,
                                                usual.memberId(),
                                                null,
                                                usual.generation(),
                                                "consumer",
                                                "sticky",
                                                usual.assignments()))
                                .refusal())
                .isEqualTo(Rejection.INCONSISTENT_GROUP_PROTOCOL);
        group.modern("m2").join();
        assertThat(group.ask(usual).refusal()).isEqualTo(Rejection.REBALANCE_IN_PROGRESS);
    }

    @Test
    void aMemberOfTheOtherProtocolNeitherSyncsNorBeats() {
        bothAreIn();
        classic.memberId = modern.name;

        assertThat(group.ask(classic.beatRequest()).refusal())
                .isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
        assertThat(group.ask(classic.syncRequest()).refusal())
                .isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
    }

    /** It would be given a new epoch, and with it commit for what another one reads by now. */
    @Test
    void whoWasThrownOutAndSaysThatItStillReadsIsToldSo() {
        modern.join();
        ClassicConsumer cooperative = group.cooperative("d");
        cooperative.join();
        group.settle();
        group.shard.advance(10_000);
        modern.beat();

        assertThat(cooperative.owned).isNotEmpty();
        assertThat(group.ask(cooperative.request()).refusal())
                .isEqualTo(Rejection.UNKNOWN_MEMBER_ID);

        cooperative.owned.clear();
        assertThat(group.ask(cooperative.request()).value()).isInstanceOf(Joined.class);
    }

    @Test
    void anAdminSendsMembersOfBothProtocolsAway() {
        modern.named("i1").join();
        classic.named("i2").join();
        group.settle();

        var left =
                group.ask(
                                new Leave(
                                        MixedGroup.GROUP,
                                        List.of(
                                                new Leaver("", "i1", null),
                                                new Leaver("", "i2", null),
                                                new Leaver("", "i3", null))))
                        .value();

        assertThat(left.get(0).refused()).isNull();
        assertThat(left.get(1).refused()).isNull();
        assertThat(Objects.requireNonNull(left.get(2).refused()).reason())
                .isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
        assertThat(group.describe().members()).isEmpty();
        group.assertLoadsAlike();
    }

    @Test
    void aTopicThatGrowsReachesClassicMembersToo() {
        bothAreIn();

        group.grow(8);
        group.settle();

        assertThat(classic.owned).hasSize(4);
        assertThat(modern.owned.size()).isEqualTo(4);
    }

    @Test
    void itIsNoClassicGroupToWhoDescribesIt() {
        bothAreIn();

        assertThat(group.ask(new Describe(MixedGroup.GROUP)).refusal())
                .isEqualTo(Rejection.GROUP_ID_NOT_FOUND);
        assertThat(group.describe().state()).isEqualTo("Stable");
    }

    @Test
    void aStaticConsumerThatIsAwayComesBackInTheClassicProtocol() {
        modern.named("i1").join();
        group.modern("m2").join();
        group.settle();
        List<Integer> had = modern.owned.partitions(MixedGroup.TOPIC_ID);
        modern.leaveForAWhile();
        group.forget(modern);

        classic.named("i1").join();

        assertThat(classic.owned).containsExactlyElementsOf(had);
        assertThat(group.settle().describe().members()).hasSize(2);
        assertThat(group.describe().groupEpoch()).as("nothing has changed").isEqualTo(3);
    }

    @Test
    void aMemberOfAStaticNameThatIsNotItsOwnIsFenced() {
        modern.join();
        classic.named("i1").join();
        classic.memberId = "somebody";

        assertThat(group.ask(classic.request()).refusal()).isEqualTo(Rejection.FENCED_INSTANCE_ID);
        classic.instanceId = "i2";
        assertThat(group.ask(classic.request()).refusal()).isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
    }
}
