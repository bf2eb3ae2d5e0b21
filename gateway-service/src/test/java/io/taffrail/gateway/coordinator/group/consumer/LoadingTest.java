package io.taffrail.gateway.coordinator.group.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.coordinator.api.GroupLogProbe;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.coordinator.group.Groups;
import io.taffrail.kernel.fault.Rejection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Whoever loads the log knows what its writer knew. */
class LoadingTest {

    private final Stage stage = new Stage().topic("a", 6).topic("b", 3);

    @Test
    void aGroupInTheMiddleOfARebalanceGoesOnAfterALoad() {
        Client first = stage.client("m1").join("a");
        Client second = stage.client("m2").join("a");
        first.beat();
        String before = stage.line();

        stage.shard.reload();

        assertThat(stage.line()).isEqualTo(before);
        first.beat();
        second.beat();
        assertThat(stage.line()).isEqualTo("Stable 3: m1@3 STABLE a[0,1,2]; m2@3 STABLE a[3,4,5]");
    }

    @Test
    void membersHaveAWholeSessionAgainAfterALoad() {
        Client member = stage.client("m1").join("a");
        stage.shard.advance(44_000);
        stage.shard.reload();
        stage.shard.advance(44_000);
        member.beat();

        stage.shard.reload();
        stage.shard.advance(45_000);

        assertThat(member.refusedBeat()).isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
    }

    @Test
    void whoWasRevokingMustStillDoSoAfterALoad() {
        Client first = stage.client("m1").revokingWithin(10_000).join("a");
        stage.client("m2").join("a");
        first.stubbornBeat();

        stage.shard.reload();
        stage.shard.advance(10_000);

        assertThat(first.refusedBeat()).isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aTopicThatGrewWhileTheShardMovedIsNoticed() {
        Client member = stage.client("m1").join("a");
        stage.shard.reload();
        member.beat();
        assertThat(stage.group().epoch()).isEqualTo(2);

        stage.grow("a", 6, 7);
        stage.shard.reload();
        member.beat();

        assertThat(stage.named(member.owned())).isEqualTo("a[0,1,2,3,4,5,6]");
    }

    @Test
    void anErasedGroupIsGoneForWhoeverLoads() {
        stage.client("m1").joinRegex("a|b").leave();
        stage.shard.ask(new DescribeConsumerGroup(Stage.GROUP)).value();

        List<GroupEntry> log = new ArrayList<>(stage.shard.log());
        stage.group().erase(GroupLogProbe.turn(log));
        Groups loaded = load(log);

        assertThat(loaded.find(Stage.GROUP)).isNull();
        assertThat(load(compacted(log)).find(Stage.GROUP)).isNull();
    }

    @Test
    void aCompactedLogTellsTheSame() {
        Client first = stage.client("m1").join("a");
        Client second = stage.client("m2").named("i2").join("a");
        first.beat();
        first.beat();
        second.beat();
        // Its subscription now stands behind its assignment.
        first.resubscribe("a", "b");
        stage.client("m3").joinRegex("b").leave();
        first.beat();
        second.beat();

        String written = stage.line();
        for (List<GroupEntry> log :
                List.of(
                        stage.shard.log(),
                        compacted(stage.shard.log()),
                        bytes(stage.shard.log()))) {
            Groups loaded = load(log);
            ConsumerGroup group =
                    (ConsumerGroup)
                            Objects.requireNonNull(
                                    Objects.requireNonNull(loaded.find(Stage.GROUP)).membership());
            assertThat(List.copyOf(group.members()))
                    .isEqualTo(List.copyOf(stage.group().members()));
            assertThat(group.epoch()).isEqualTo(stage.group().epoch());
            assertThat(group.targetEpoch()).isEqualTo(stage.group().targetEpoch());
            assertThat(group.topicsHash()).isEqualTo(stage.group().topicsHash());
            assertThat(group.state()).isEqualTo(stage.group().state());
            assertThat(group.interests().resolvedRegexes()).isEmpty();
            for (ConsumerMember member : group.members()) {
                assertThat(group.target(member.id())).isEqualTo(stage.group().target(member.id()));
                member.assignment()
                        .held()
                        .forEach((topicId, p) ->
                                assertThat(group.isFreeFor("someone", topicId, p)).isFalse());
            }
        }
        assertThat(stage.line()).isEqualTo(written);
    }

    private static List<GroupEntry> bytes(List<GroupEntry> log) {
        return log.stream().map(GroupLogProbe::throughBytes).toList();
    }

    /** The last entry of each key, in their order. */
    private static List<GroupEntry> compacted(List<GroupEntry> log) {
        Map<Object, GroupEntry> last = new LinkedHashMap<>();
        for (GroupEntry entry : log) {
            Object key = GroupLogProbe.key(entry);
            last.remove(key);
            last.put(key, entry);
        }
        return List.copyOf(last.values());
    }

    private static Groups load(List<GroupEntry> log) {
        var groups = new Groups();
        var protocol = new ConsumerProtocol(groups, () -> GroupSettings.DEFAULT);
        log.forEach(entry -> protocol.replay((ConsumerEntry) entry));
        return groups;
    }
}
