package io.taffrail.gateway.reset;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.link.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A log that has 10 to 20, and a group that is at 15. */
class ResetRuleTest {

    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final TopicPartition BILLS = new TopicPartition("bills", 0);

    @Test
    void eachTargetSaysWhereItGoes() {
        assertThat(wanted(new ResetTarget.Earliest(), 15L)).isEqualTo(10);
        assertThat(wanted(new ResetTarget.Latest(), 15L)).isEqualTo(20);
        assertThat(wanted(new ResetTarget.Offset(12), 15L)).isEqualTo(12);
        assertThat(wanted(new ResetTarget.Shift(-3), 15L)).isEqualTo(12);
        assertThat(wanted(new ResetTarget.Since(1), 15L)).isEqualTo(18);
        assertThat(wanted(new ResetTarget.LikeGroup("other"), 15L)).isEqualTo(17);
        assertThat(wanted(new ResetTarget.Given(Map.of(ORDERS, 11L)), 15L)).isEqualTo(11);
    }

    @Test
    void whoHasCommittedNothingCannotGoOnFromThere() {
        assertThat(wanted(new ResetTarget.Shift(-3), null)).isNull();
        assertThat(wanted(new ResetTarget.Earliest(), null)).isEqualTo(10);
    }

    @Test
    void withoutAChoiceItIsAboutWhatIsCommittedOrNamed() {
        Map<TopicPartition, Long> committed = Map.of(ORDERS, 1L);
        Map<TopicPartition, Long> other = Map.of(BILLS, 2L);
        assertThat(partitions(new ResetTarget.Latest(), committed, Map.of()))
                .containsExactly(ORDERS);
        assertThat(partitions(new ResetTarget.LikeGroup("other"), committed, other))
                .containsExactly(BILLS);
        assertThat(partitions(new ResetTarget.Given(other), committed, Map.of()))
                .containsExactly(BILLS);
    }

    private static Set<TopicPartition> partitions(
            ResetTarget target,
            Map<TopicPartition, Long> committed,
            Map<TopicPartition, Long> other) {
        return ResetRule.partitions(target, List.of(), List.of(), committed, other);
    }

    @Test
    void ofATopicItIsAboutWhatTheTargetKnowsAndOfAPartitionInAnyCase() {
        var second = new TopicPartition("orders", 1);
        var topic = List.of(ORDERS, second);
        var given = new ResetTarget.Given(Map.of(ORDERS, 1L, BILLS, 2L));
        assertThat(ResetRule.partitions(given, topic, List.of(), Map.of(), Map.of()))
                .containsExactly(ORDERS);
        assertThat(ResetRule.partitions(given, List.of(), List.of(second), Map.of(), Map.of()))
                .containsExactly(second);
        assertThat(
                        ResetRule.partitions(
                                new ResetTarget.Latest(), topic, List.of(), Map.of(), Map.of()))
                .containsExactlyInAnyOrder(ORDERS, second);
    }

    @Test
    void whatIsOutsideOfTheLogIsHeldToIt() {
        var below = new MovedOffset(ORDERS, 15L, 3, 10, 20);
        assertThat(below.after()).isEqualTo(10);
        assertThat(below.isClamped()).isTrue();
        var above = new MovedOffset(ORDERS, 15L, 99, 10, 20);
        assertThat(above.after()).isEqualTo(20);
        var within = new MovedOffset(ORDERS, 15L, 12, 10, 20);
        assertThat(within.isClamped()).isFalse();
        assertThat(within.lagBefore()).isEqualTo(5);
        assertThat(within.lagAfter()).isEqualTo(8);
    }

    @Test
    void whatWasDeletedBeforeItWasReadIsNoLag() {
        assertThat(new MovedOffset(ORDERS, 3L, 20, 10, 20).lagBefore()).isEqualTo(10);
        assertThat(new MovedOffset(ORDERS, null, 20, 10, 20).lagBefore()).isEqualTo(10);
    }

    private static @Nullable Long wanted(ResetTarget target, @Nullable Long committed) {
        return ResetRule.wanted(target, ORDERS, committed, 10, 20, 17L, 18L);
    }
}
