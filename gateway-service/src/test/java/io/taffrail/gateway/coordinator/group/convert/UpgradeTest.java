package io.taffrail.gateway.coordinator.group.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupType;
import io.taffrail.gateway.coordinator.group.MigrationPolicy;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroupWritten;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Join;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Sync;
import io.taffrail.gateway.coordinator.group.classic.JoinAnswer;
import io.taffrail.gateway.coordinator.group.classic.JoinAnswer.Joined;
import io.taffrail.gateway.coordinator.group.classic.OfferedProtocol;
import io.taffrail.gateway.coordinator.group.classic.Opaque;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.GroupEpoch;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberAssigned;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberSubscribed;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberTarget;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.TargetEpoch;
import io.taffrail.kernel.fault.Rejection;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.junit.jupiter.api.Test;

/** Which classic groups become consumer groups, and what their members find afterwards. */
class UpgradeTest {

    private final MixedGroup group = new MixedGroup();

    private ClassicConsumer twoConsumers() {
        ClassicConsumer first = group.eager("c1");
        first.join();
        group.eager("c2").join();
        group.settle();
        return first;
    }

    @Test
    void theEntriesAreThoseOfKafkaInItsOrder() {
        twoConsumers();
        int before = group.shard.log().size();

        group.modern("m").join();

        List<GroupEntry> written = group.shard.log().subList(before, group.shard.log().size());
        assertThat(written.subList(0, 9))
                .extracting(entry -> (Object) entry.getClass())
                .containsExactly(
                        ClassicGroupWritten.class,
                        MemberSubscribed.class,
                        MemberSubscribed.class,
                        GroupEpoch.class,
                        MemberTarget.class,
                        MemberTarget.class,
                        TargetEpoch.class,
                        MemberAssigned.class,
                        MemberAssigned.class);
        assertThat(((ClassicGroupWritten) written.getFirst()).value()).isNull();
        var epoch = Objects.requireNonNull(((GroupEpoch) written.get(3)).value());
        assertThat(epoch.epoch()).as("the generation goes on as the epoch").isEqualTo(1);
    }

    @Test
    void whatWasCommittedStaysAndTheGenerationIsTheEpochOfCommits() {
        ClassicConsumer classic = twoConsumers();
        group.commit(classic.memberId, classic.generation, 0, 41).value();

        group.modern("m").join();

        assertThat(group.committed(0)).isEqualTo(41);
        assertThat(group.commit(classic.memberId, classic.generation, 0, 42).value().refusals())
                .containsOnlyNulls();
        assertThat(group.commit(classic.memberId, classic.generation + 1, 0, 43).refusal())
                .isEqualTo(Rejection.ILLEGAL_GENERATION);
        group.settle();
        assertThat(group.commit(classic.memberId, 1, 1, 43).refusal())
                .isEqualTo(Rejection.ILLEGAL_GENERATION);
        assertThat(group.commit("nobody", 2, 0, 43).refusal())
                .isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
        assertThat(group.committed(0)).isEqualTo(42);
    }

    @Test
    void thePolicyDecides() {
        group.under(MigrationPolicy.DOWNGRADE);
        twoConsumers();
        assertThat(group.modern("m").tryToJoin().refusal()).isEqualTo(Rejection.GROUP_ID_NOT_FOUND);
        group.under(MigrationPolicy.DISABLED);
        assertThat(group.modern("m").tryToJoin().refusal()).isEqualTo(Rejection.GROUP_ID_NOT_FOUND);
        assertThat(group.type()).isEqualTo(GroupType.CLASSIC);

        group.under(MigrationPolicy.UPGRADE);

        assertThat(group.modern("n").tryToJoin().value().memberEpoch()).isEqualTo(2);
    }

    @Test
    void aGroupThatIsTooLargeStaysAsItIs() {
        group.under(MigrationPolicy.BIDIRECTIONAL, 9, 1);
        twoConsumers();
        assertThat(group.modern("m").tryToJoin().refusal()).isEqualTo(Rejection.GROUP_ID_NOT_FOUND);

        group.under(MigrationPolicy.BIDIRECTIONAL, 9, 2);

        assertThat(group.modern("m").tryToJoin().refusal())
                .isEqualTo(Rejection.GROUP_MAX_SIZE_REACHED);
        assertThat(group.type()).isEqualTo(GroupType.CLASSIC);
    }

    @Test
    void connectWorkersAreNoConsumers() {
        joinAs("connect", Opaque.EMPTY, null);

        assertThat(group.modern("m").tryToJoin().refusal()).isEqualTo(Rejection.GROUP_ID_NOT_FOUND);
    }

    @Test
    void aSubscriptionThatNobodyCanReadIsRefused() {
        joinAs("consumer", new Opaque(new byte[] {0, 1, 0}), null);

        assertThat(group.modern("m").tryToJoin().refusal()).isEqualTo(Rejection.GROUP_ID_NOT_FOUND);
        assertThat(group.type()).isEqualTo(GroupType.CLASSIC);
    }

    @Test
    void anAssignorOfTheClientsOwnWouldLoseWhatItSaid() {
        Opaque subscription = group.eager("c").request().protocols().getFirst().metadata();
        joinAs(
                "consumer",
                subscription,
                new Assignment(List.of(), ByteBuffer.wrap(new byte[] {1, 2})));

        assertThat(group.modern("m").tryToJoin().refusal()).isEqualTo(Rejection.GROUP_ID_NOT_FOUND);
    }

    /** One whose leader assigns that to itself. */
    private void joinAs(String protocolType, Opaque metadata, Assignment assignment) {
        var join =
                new Join(
                        MixedGroup.GROUP,
                        "",
                        null,
                        "w",
                        "/host",
                        100_000,
                        30_000,
                        protocolType,
                        List.of(new OfferedProtocol("x", metadata)),
                        false,
                        true);
        var joined = group.ask(join);
        group.shard.advance(3_000);
        JoinAnswer answer = joined.value();
        Opaque given =
                assignment == null
                        ? Opaque.EMPTY
                        : new Opaque(ConsumerProtocol.serializeAssignment(assignment).array());
        group.ask(
                        new Sync(
                                MixedGroup.GROUP,
                                answer.memberId(),
                                null,
                                ((Joined) answer).generation(),
                                protocolType,
                                "x",
                                Map.of(answer.memberId(), given)))
                .value();
    }

    @Test
    void whoWaitsForAGenerationIsAskedToJoinAgain() {
        twoConsumers();
        ClassicConsumer third = group.eager("c3");
        third.join();
        assertThat(third.joining).as("it waits for the others").isNotNull();

        group.modern("m").join();
        third.go();

        assertThat(third.refusals).containsExactly(Rejection.REBALANCE_IN_PROGRESS);
        assertThat(group.settle().describe().members()).hasSize(4);
        assertThat(third.owned).isNotEmpty();
    }

    @Test
    void aGroupBeforeItsFirstGenerationHasNobodyToTakeOver() {
        ClassicConsumer first = group.eager("c");
        first.join();
        assertThat(first.joining).isNotNull();

        ModernConsumer modern = group.modern("m");
        modern.join();
        first.go();

        assertThat(first.refusals).containsExactly(Rejection.REBALANCE_IN_PROGRESS);
        group.settle();
        assertThat(first.owned).hasSize(3);
        assertThat(modern.owned.size()).isEqualTo(3);
    }

    /** Its members have left, and one that was promised an id is waited for. */
    @Test
    void aGroupThatHasNoMembersLeftIsWrittenAsEmptyBeforeAnotherBegins() {
        ClassicConsumer only = group.eager("c");
        only.join();
        group.settle();
        assertThat(group.ask(group.eager("slow").request()).value().memberId()).isNotEmpty();
        only.leave();
        group.forget(only);
        int before = group.shard.log().size();

        ModernConsumer modern = group.modern("m");
        modern.join();

        assertThat(group.shard.log().subList(before, before + 2))
                .extracting(entry -> ((ClassicGroupWritten) entry).value())
                .satisfiesExactly(
                        empty -> {
                            assertThat(empty.members()).isEmpty();
                            assertThat(empty.generation()).isEqualTo(2);
                        },
                        gone -> assertThat(gone).isNull());
        assertThat(group.settle().describe().members()).hasSize(1);
    }

    @Test
    void aStaticConsumerComesBackInTheOtherProtocolToWhatItHad() {
        ClassicConsumer first = group.eager("s1").named("i1");
        ClassicConsumer second = group.eager("s2").named("i2");
        first.join();
        second.join();
        group.settle();
        List<Integer> had = List.copyOf(first.owned);
        group.forget(first);

        ModernConsumer back = group.modern("m1").named("i1");
        back.join();

        assertThat(back.owned.partitions(MixedGroup.TOPIC_ID)).isEqualTo(had);
        assertThat(group.ask(first.beatRequest()).refusal())
                .as("the process that it replaced")
                .isEqualTo(Rejection.FENCED_INSTANCE_ID);
        assertThat(group.settle().describe().members()).hasSize(2);
    }

    @Test
    void aStaticConsumerIsNotTakenForGoneWhileTheGroupRebalances() {
        ClassicConsumer first = group.eager("s1").named("i1");
        first.join();
        group.settle();
        ClassicConsumer second = group.eager("c2");
        second.join();
        group.forget(first);

        ModernConsumer back = group.modern("m1").named("i1");
        back.join();
        second.go();
        group.settle();

        assertThat(second.owned).as("it was new while the group rebalanced").hasSize(3);
        assertThat(back.owned.size()).isEqualTo(3);
    }

    /** The leader has taken partitions from it, and it has not heard of that yet. */
    @Test
    void whatACooperativeMemberStillReadsIsGivenToNobody() {
        ClassicConsumer first = group.cooperative("c1");
        first.join();
        group.settle();
        ClassicConsumer second = group.cooperative("c2");
        second.join();
        group.ask(first.request());
        second.go();
        Sync ofLeader = first.syncOf(List.of(second.memberId));
        group.ask(ofLeader).value();
        second.go();

        group.modern("m").join();
        second.beat();

        assertThat(first.owned).as("it has not seen the answer").hasSize(MixedGroup.PARTITIONS);
        assertThat(second.owned).isEmpty();
        assertThat(group.describe().members())
                .filteredOn(member -> member.memberId().equals(first.memberId))
                .allSatisfy(member ->
                        assertThat(member.assigned().size()).isEqualTo(MixedGroup.PARTITIONS));
    }

    @Test
    void theMembersAreDescribedWithTheProtocolThatTheySpeak() {
        twoConsumers();
        group.modern("m").join();

        assertThat(group.describe().members())
                .extracting(member -> member.subscription().classic() != null)
                .containsExactly(true, true, false);
        assertThat(group.describe().members().getFirst().subscription().topicNames())
                .containsExactly(MixedGroup.TOPIC);
    }
}
