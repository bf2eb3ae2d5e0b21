package io.taffrail.gateway.coordinator.group.classic;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.coordinator.Rehearsal;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupMachine;
import io.taffrail.gateway.coordinator.group.GroupRequest;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.coordinator.group.GroupType;
import io.taffrail.gateway.coordinator.group.Membership;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroupWritten.Snapshot;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroupWritten.WrittenMember;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What offsets and listings ask of a classic group. */
class MembershipRulesTest {

    private final Transcript transcript = new Transcript();

    @Test
    void aMemberOfTheGenerationCommitsAndOthersDoNot() {
        transcript.plays(EagerRebalanceTest.TWO_MEMBERS);
        String member = transcript.client("b").memberId;
        assertThat(commit(member, 1)).isNull();
        assertThat(commit(member, 0)).isEqualTo(Rejection.ILLEGAL_GENERATION);
        assertThat(commit("somebody", 1)).isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
        assertThat(commit("", 1)).isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
        assertThat(commit(member, -1)).isEqualTo(Rejection.ILLEGAL_GENERATION);
    }

    @Test
    void whoIsNoMemberCommitsOnlyWhereThereAreNone() {
        transcript.plays(EagerRebalanceTest.TWO_MEMBERS);
        assertThat(commit("", -1)).isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
        assertThat(reason(transcript.group().judgeCommit("", null, -1, true))).isNull();
        transcript.plays(
                """
                > a leaves
                a: a left
                > b leaves
                b: b left
                """);
        assertThat(commit("", -1)).isNull();
        assertThat(commit("", 2)).isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aCommitWaitsUntilTheMemberKnowsWhatItReads() {
        transcript
                .plays(EagerRebalanceTest.TWO_MEMBERS)
                .plays(
                        """
                        > a joins range
                        """);
        String member = transcript.client("b").memberId;
        // What it still reads from the generation before, it may commit before it rejoins.
        assertThat(commit(member, 1)).isNull();
        transcript.plays(
                """
                > b joins range
                a: a1 in generation 2 by range, led by a1 of a1=range:a b1=range:b
                b: b1 in generation 2 by range, led by a1
                """);
        assertThat(commit(member, 2)).isEqualTo(Rejection.REBALANCE_IN_PROGRESS);
        assertThat(reason(transcript.group().judgeCommit(member, null, 2, true))).isNull();
    }

    @Test
    void aStaticMemberThatWasReplacedCommitsNoMore() {
        transcript.plays(
                """
                > a joins range static
                > 3000 ms pass
                a: a1 in generation 1 by range, led by a1 of a1=range:a
                > a syncs
                a: assigned nothing by range
                """);
        String old = transcript.client("a").memberId;
        transcript.plays(
                """
                > a restarts
                > a joins range v8
                a: a2 in generation 1 by range, led by a1
                """);
        assertThat(reason(transcript.group().judgeCommit(old, "a", 1, false)))
                .isEqualTo(Rejection.FENCED_INSTANCE_ID);
        assertThat(reason(transcript.group().judgeCommit(old, "b", 1, false)))
                .isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
    }

    @Test
    void anybodyReadsWhatWasCommitted() {
        transcript.plays(EagerRebalanceTest.TWO_MEMBERS);
        assertThat(transcript.group().judgeFetch("somebody", 77)).isNull();
        assertThat(transcript.group().judgeFetch(null, -1)).isNull();
    }

    @Test
    void theGroupIsListedAsWhatItIs() {
        transcript.plays(EagerRebalanceTest.TWO_MEMBERS);
        Membership group = transcript.group();
        assertThat(group.type()).isEqualTo(GroupType.CLASSIC);
        assertThat(group.state()).isEqualTo("Stable");
        assertThat(group.protocolType()).isEqualTo("consumer");
        assertThat(group.hasMembers()).isTrue();
    }

    @Test
    void anEmptyGroupKnowsSinceWhenAlsoAfterATakeover() {
        transcript.plays(EagerRebalanceTest.TWO_MEMBERS);
        transcript.plays(
                """
                > a leaves
                a: a left
                > b leaves
                b: b left
                """);
        long since = transcript.stage.nowMs();
        transcript.plays(
                """
                > 500 ms pass
                > takeover
                """);
        assertThat(transcript.group().emptySinceMs()).isEqualTo(since);
    }

    @Test
    void topicsThatMembersSubscribeToAreKept() {
        ClassicGroup group = groupOf("consumer", subscription(1, "orders", "payments"));
        assertThat(group.isSubscribedTo("orders")).isTrue();
        assertThat(group.isSubscribedTo("payments")).isTrue();
        assertThat(group.isSubscribedTo("invoices")).isFalse();
    }

    @Test
    void consumersThatSayItInAnotherWayCountAsReadersOfEverything() {
        byte[] lies = ByteBuffer.allocate(6).putShort((short) 3).putInt(1_000_000).array();
        assertThat(groupOf("consumer", lies).isSubscribedTo("orders")).isTrue();
        assertThat(groupOf("consumer", new byte[1]).isSubscribedTo("orders")).isTrue();
    }

    @Test
    void membersThatAreNoConsumersReadNoTopics() {
        assertThat(groupOf("connect", subscription(1, "orders")).isSubscribedTo("orders"))
                .isFalse();
    }

    @Test
    void aCommitIsASignOfLife() {
        var stage =
                new Rehearsal<GroupRequest<?>, GroupEntry>(
                        () -> new GroupMachine(() -> GroupSettings.DEFAULT));
        var join =
                new ClassicRequest.Join(
                        "g",
                        "",
                        null,
                        "c",
                        "/127.0.0.1",
                        10_000,
                        60_000,
                        "consumer",
                        List.of(new OfferedProtocol("range", Opaque.EMPTY)),
                        false,
                        false);
        var joining = stage.ask(join);
        stage.advance(3_000);
        String member = joining.value().memberId();
        stage.ask(new ClassicRequest.Sync("g", member, null, 1, null, null, java.util.Map.of()))
                .value();
        stage.advance(9_000);
        stage.ask(
                        new OffsetRequest.Commit(
                                "g", member, null, 1, -1, Rejection.ILLEGAL_GENERATION, List.of()))
                .value();
        stage.advance(9_000);
        assertThat(stage.ask(new ClassicRequest.Heartbeat("g", member, null, 1)).value())
                .isEqualTo(Alive.AND_WELL);
    }

    private @Nullable Rejection commit(String memberId, int generation) {
        return reason(transcript.group().judgeCommit(memberId, null, generation, false));
    }

    private static @Nullable Rejection reason(@Nullable Rejected rejected) {
        return rejected == null ? null : rejected.reason();
    }

    private static ClassicGroup groupOf(String protocolType, byte[] metadata) {
        var member =
                new WrittenMember(
                        "m", null, "c", "/127.0.0.1", 1, 1, new Opaque(metadata), Opaque.EMPTY);
        var group = new ClassicGroup("g", 0);
        group.become(new Snapshot(protocolType, 1, "range", "m", 0, List.of(member)));
        return group;
    }

    /** As consumers write it: the topics, and then what later versions added. */
    private static byte[] subscription(int version, String... topics) {
        var bytes = ByteBuffer.allocate(200).putShort((short) version).putInt(topics.length);
        for (String topic : topics) {
            byte[] name = topic.getBytes(StandardCharsets.UTF_8);
            bytes.putShort((short) name.length).put(name);
        }
        return bytes.array();
    }
}
