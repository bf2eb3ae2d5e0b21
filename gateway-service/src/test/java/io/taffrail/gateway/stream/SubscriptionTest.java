package io.taffrail.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.link.TopicPartition;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubscriptionTest {

    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final EncodedRecords LINES =
            new EncodedRecords(new byte[40], 0, new int[] {10, 20, 30, 40}, 4);
    private static final EncodedRecords BATCHES =
            new EncodedRecords(new byte[50], 10, new int[] {10, 30, 30, 50}, 4);

    @Test
    void creditInRecordsAndTheLimitBoundWhatMayBeSent() {
        assertThat(subscription(new Credit(3, Credit.UNLIMITED), -1).allowed(LINES, 0, 4))
                .isEqualTo(3);
        assertThat(subscription(Credit.unlimited(), 2).allowed(LINES, 0, 4)).isEqualTo(2);
    }

    @Test
    void creditInBytesAllowsAtLeastOneRecord() {
        assertThat(subscription(new Credit(-1, 25), -1).allowed(LINES, 0, 4)).isEqualTo(2);
        assertThat(subscription(new Credit(-1, 1), -1).allowed(LINES, 1, 4)).isEqualTo(1);
    }

    @Test
    void itIsCompleteAfterItsLimitEvenWhenABatchBroughtMore() {
        var subscription = subscription(Credit.unlimited(), 2);
        subscription.sent(subscription.cursors().getFirst(), 3, 3, 30);
        assertThat(subscription.isComplete()).isTrue();
        assertThat(subscription.maySend()).isFalse();
    }

    @Test
    void aPauseHoldsAndAResumeLetsGo() {
        var subscription = subscription(Credit.unlimited(), -1);
        subscription.pause();
        assertThat(subscription.maySend()).isFalse();
        subscription.resume();
        assertThat(subscription.maySend()).isTrue();
    }

    @Test
    void itCatchesUpOnceAndAgainAfterASeek() {
        var subscription = subscription(Credit.unlimited(), -1);
        var cursor = subscription.cursors().getFirst();
        assertThat(subscription.becameCaughtUp()).isFalse();
        subscription.joined(cursor);
        assertThat(subscription.becameCaughtUp()).isTrue();
        assertThat(subscription.becameCaughtUp()).isFalse();
        subscription.seek(Map.of(ORDERS, 7L));
        assertThat(subscription.resumeToken()).hasToString("orders:0=7");
        assertThat(subscription.becameCaughtUp()).isFalse();
        subscription.joined(cursor);
        assertThat(subscription.becameCaughtUp()).isTrue();
        assertThat(subscription.fellBehind(cursor)).isTrue();
        assertThat(subscription.fellBehind(cursor)).isFalse();
    }

    @Test
    void linesCanBeCutAnywhereAndBatchesOnlyAtTheirEnds() {
        assertThat(LINES.wholeUpTo(0, 3)).isEqualTo(3);
        assertThat(BATCHES.wholeUpTo(0, 1)).isEqualTo(2);
        assertThat(BATCHES.wholeUpTo(0, 3)).isEqualTo(2);
        assertThat(BATCHES.wholeUpTo(0, 4)).isEqualTo(4);
        assertThat(BATCHES.wholeUpTo(3, 4)).isEqualTo(4);
        assertThat(BATCHES.start(3)).isEqualTo(30);
        assertThat(BATCHES.length(0, 2)).isEqualTo(20);
    }

    private static Subscription subscription(Credit credit, long limit) {
        return new Subscription(Map.of(ORDERS, 0L), credit, limit);
    }
}
