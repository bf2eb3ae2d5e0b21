package io.taffrail.gateway.lag;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.link.Acks;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.MemoryCluster;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.records.BatchWriter;
import io.taffrail.protocol.records.Compression;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Groups over a topic whose record n of a partition was written at second n. */
class GroupLagsTest {

    private static final TopicPartition FIRST = new TopicPartition("orders", 0);
    private static final TopicPartition SECOND = new TopicPartition("orders", 1);
    private static final long NOW_MS = 100_000;

    private final MemoryCluster cluster = new MemoryCluster();
    private final GroupLags lags = new GroupLags(cluster, new FirstUnread(cluster, cluster));

    GroupLagsTest() {
        cluster.addTopic("orders", 2);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void theAgeOfTheFirstUnreadRecordIsTheLagInTime() {
        write(FIRST, 10);
        Lag lag = only(committed(FIRST, 4));
        assertThat(lag.records()).isEqualTo(6);
        assertThat(lag.seconds(NOW_MS)).isEqualTo(96);
    }

    @Test
    void whoHasReadEverythingIsNotBehindHoweverOldThatIs() {
        write(FIRST, 10);
        Lag lag = only(committed(FIRST, 10));
        assertThat(lag.records()).isZero();
        assertThat(lag.seconds(NOW_MS)).isZero();
    }

    @Test
    void whoNeverCommittedIsBehindByTheWholeLogAndIsMarked() {
        write(FIRST, 10);
        cluster.deleteRecordsBefore(FIRST, 3);
        Lag lag = only(new GroupProgress("g", Map.of(), Set.of(FIRST)));
        assertThat(lag.committed()).isNull();
        assertThat(lag.records()).isEqualTo(7);
        assertThat(lag.seconds(NOW_MS)).isEqualTo(97);
        assertThat(lag.lost()).isZero();
    }

    @Test
    void whatWasDeletedUnreadIsLostAndNoLag() {
        write(FIRST, 10);
        cluster.deleteRecordsBefore(FIRST, 6);
        Lag lag = only(committed(FIRST, 2));
        assertThat(lag.committed()).isEqualTo(2);
        assertThat(lag.lost()).isEqualTo(4);
        assertThat(lag.records()).isEqualTo(4);
        assertThat(lag.seconds(NOW_MS)).isEqualTo(94);
    }

    @Test
    void aPositionBehindTheEndIsNoNegativeLag() {
        write(FIRST, 3);
        Lag lag = only(committed(FIRST, 9));
        assertThat(lag.records()).isZero();
        assertThat(lag.seconds(NOW_MS)).isZero();
    }

    @Test
    void anEmptyLogIsNoLagForNobody() {
        Lag lag = only(new GroupProgress("g", Map.of(), Set.of(FIRST)));
        assertThat(lag.records()).isZero();
        assertThat(lag.seconds(NOW_MS)).isZero();
    }

    @Test
    void deletedTopicsAreLeftOut() {
        write(FIRST, 1);
        var group =
                new GroupProgress(
                        "g", Map.of(FIRST, 0L, new TopicPartition("gone", 0), 7L), Set.of());
        assertThat(given(lags.of(group).join())).extracting(Lag::partition).containsExactly(FIRST);
    }

    @Test
    void oneLagThatCannotBeLearnedRefusesTheGroupAndLeavesTheOthersInARound() {
        write(FIRST, 1);
        write(SECOND, 1);
        var group = new GroupProgress("g", Map.of(FIRST, 0L, SECOND, 0L), Set.of());
        cluster.refuseNextOffset(Rejection.LEADER_NOT_AVAILABLE);
        assertThat(lags.of(group).join()).isInstanceOf(Answer.Refused.class);

        cluster.refuseNextOffset(Rejection.LEADER_NOT_AVAILABLE);
        var round = lags.of(List.of(group), List.of(), FirstUnread.ALL).join();
        assertThat(round.groups().get("g")).hasSize(1);
    }

    @Test
    void readsAreBoundedAndWhatWasReadIsRemembered() {
        write(FIRST, 10);
        write(SECOND, 10);
        var group = new GroupProgress("g", Map.of(FIRST, 4L, SECOND, 5L), Set.of());

        var first = lags.of(List.of(group), List.of(), 1).join();
        assertThat(first.readsLeftOut()).isEqualTo(1);
        assertThat(first.groups().get("g"))
                .extracting(lag -> lag.seconds(NOW_MS))
                .containsExactly(96.0, null);

        var second = lags.of(List.of(group), List.of(), 1).join();
        assertThat(second.readsLeftOut()).isZero();
        assertThat(second.groups().get("g"))
                .extracting(lag -> lag.seconds(NOW_MS))
                .containsExactly(96.0, 95.0);
    }

    @Test
    void aTopicThatIsMadeAnewIsReadAnew() {
        write(FIRST, 2);
        assertThat(only(committed(FIRST, 1)).firstUnreadMs()).isEqualTo(1_000);
        cluster.deleteTopic("orders").join();
        cluster.addTopic("orders", 1);
        write(FIRST, 1);
        append(FIRST, 50_000);
        assertThat(only(committed(FIRST, 1)).firstUnreadMs()).isEqualTo(50_000);
    }

    private static GroupProgress committed(TopicPartition partition, long offset) {
        return new GroupProgress("g", Map.of(partition, offset), Set.of());
    }

    private Lag only(GroupProgress group) {
        List<Lag> all = given(lags.of(group).join());
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static <T> T given(Answer<T> answer) {
        assertThat(answer).isInstanceOf(Answer.Given.class);
        return ((Answer.Given<T>) answer).value();
    }

    private void write(TopicPartition partition, int count) {
        for (int n = 0; n < count; n++) {
            append(partition, n * 1_000L);
        }
    }

    private void append(TopicPartition partition, long timestampMs) {
        var writer = new BatchWriter(Compression.NONE, 10_000);
        writer.append(timestampMs, null, "x".getBytes(StandardCharsets.UTF_8), List.of());
        cluster.produce(partition, writer.build(), Acks.ALL, 1_000).join();
    }
}
