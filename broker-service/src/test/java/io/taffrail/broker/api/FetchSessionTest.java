package io.taffrail.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.broker.api.FetchSession.Key;
import io.taffrail.broker.api.FetchSession.Position;
import io.taffrail.broker.partition.LoneBroker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchResponseData.EpochEndOffset;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which partitions a session looks at, and what of them is news; KIP-227. */
class FetchSessionTest {

    private static final Key ORDERS = new Key(LoneBroker.TOPIC, null, 0);
    private static final Key TRADES = new Key("trades", null, 0);
    private static final Key BILLS = new Key("bills", null, 0);

    @TempDir Path root;

    private final FetchSession session = new FetchSession(7, 0);
    private final AtomicInteger woken = new AtomicInteger();
    private LoneBroker broker;

    @BeforeEach
    void open() throws IOException {
        broker = new LoneBroker(root);
    }

    @Test
    void aNewSessionLooksAtEverythingInTheOrderOfTheRequest() {
        ask(TRADES, ORDERS, BILLS);
        assertThat(toLookAt()).containsExactly(TRADES, ORDERS, BILLS);
    }

    @Test
    void whatTheClientKnowsRestsUntilItGrows() {
        ask(ORDERS, TRADES);
        position(ORDERS).watch(broker.partition(), true);
        rest(ORDERS, TRADES);
        assertThat(toLookAt()).isEmpty();

        broker.append(1);

        assertThat(toLookAt()).containsExactly(ORDERS);
    }

    @Test
    void whatTheClientAsksAnewIsLookedAtAndCountedAnew() {
        ask(ORDERS, TRADES);
        position(ORDERS).isCounted = true;
        position(TRADES).isCounted = true;
        rest(ORDERS, TRADES);

        ask(ORDERS);

        assertThat(toLookAt()).containsExactly(ORDERS);
        assertThat(position(ORDERS).isCounted).isFalse();
        assertThat(position(TRADES).isCounted).isTrue();
    }

    @Test
    void anotherOffsetForTheSamePartitionReplacesTheOneBefore() {
        ask(ORDERS);
        Position before = position(ORDERS);
        session.update(Map.of(ORDERS, new FetchPartition().setFetchOffset(40)), List.of());
        assertThat(position(ORDERS)).isSameAs(before);
        assertThat(before.asked.fetchOffset()).isEqualTo(40);
    }

    @Test
    void whoWasServedGoesToTheEndAndWhoGotNothingKeepsItsTurn() {
        ask(ORDERS, TRADES, BILLS);
        position(ORDERS).tell(withRecords());
        position(TRADES).tell(at(10, 0));
        assertThat(toLookAt()).containsExactly(TRADES, BILLS, ORDERS);
    }

    @Test
    void onlyWhatTheClientWasNotToldIsNews() {
        ask(ORDERS);
        Position position = position(ORDERS);
        assertThat(position.isNews(at(10, 0))).as("the first answer").isTrue();
        position.tell(at(10, 0));
        assertThat(position.isNews(at(10, 0))).as("the same again").isFalse();
        assertThat(position.isNews(at(11, 0))).as("another high watermark").isTrue();
        assertThat(position.isNews(at(10, 1))).as("another start").isTrue();
        assertThat(position.isNews(withRecords())).as("records").isTrue();
        var cut = new EpochEndOffset().setEpoch(2).setEndOffset(5);
        assertThat(position.isNews(at(10, 0).setDivergingEpoch(cut))).as("a cut").isTrue();
    }

    @Test
    void anErrorIsToldAgainUntilItIsOver() {
        ask(ORDERS);
        Position position = position(ORDERS);
        PartitionData error =
                PartitionRead.empty(new FetchPartition())
                        .setErrorCode(Errors.NOT_LEADER_OR_FOLLOWER.code());
        position.tell(error);
        assertThat(position.isNews(error)).isTrue();
    }

    @Test
    void whatFollowsAnErrorIsNewsEvenIfItIsAsBefore() {
        ask(ORDERS);
        Position position = position(ORDERS);
        position.tell(at(10, 0));
        position.tell(at(10, 0).setErrorCode(Errors.OFFSET_OUT_OF_RANGE.code()));
        assertThat(position.isNews(at(10, 0))).isTrue();
    }

    @Test
    void aFollowerIsWokenByWhatIsWrittenAndAConsumerByWhatIsReplicated() {
        session.wakeWhenGrown(woken::incrementAndGet);
        ask(ORDERS, TRADES);
        position(ORDERS).watch(broker.partition(), true);
        position(TRADES).watch(broker.partition(), false);

        broker.append(1);
        assertThat(grown()).as("written").containsExactly(ORDERS);
        assertThat(woken).hasValue(1);

        broker.otherHasAll();
        assertThat(grown()).as("replicated").containsExactlyInAnyOrder(ORDERS, TRADES);
    }

    @Test
    void aHighWatermarkAloneIsToldToAFollowerButWakesItNot() {
        session.wakeWhenGrown(woken::incrementAndGet);
        ask(ORDERS);
        broker.append(1);
        position(ORDERS).watch(broker.partition(), true);
        broker.otherHasAll();
        assertThat(grown()).containsExactly(ORDERS);
        assertThat(woken).hasValue(0);
    }

    @Test
    void aHighWatermarkAloneWakesAFollowerThatConsumersRead() {
        session.wakeWhenGrown(woken::incrementAndGet);
        ask(ORDERS);
        broker.append(1);
        position(ORDERS).watch(broker.partition(), true);
        broker.partition().pendingReplicaFetches().haveReaders();
        broker.otherHasAll();
        assertThat(woken).hasValue(1);
    }

    @Test
    void aRequestThatWaitsNoLongerIsNotWokenAndDoesNotTakeTheNextOnesPlace() {
        Runnable first = () -> woken.addAndGet(100);
        Runnable next = woken::incrementAndGet;
        ask(ORDERS);
        position(ORDERS).watch(broker.partition(), true);
        session.wakeWhenGrown(first);
        session.wakeWhenGrown(next);
        session.wakeNoMore(first);
        broker.append(1);
        assertThat(woken).hasValue(1);

        session.wakeNoMore(next);
        position(ORDERS).watch(broker.partition(), true);
        broker.append(1);
        assertThat(woken).hasValue(1);
        assertThat(grown()).as("the next request looks at it").contains(ORDERS);
    }

    @Test
    void aForgottenPartitionIsNotLookedAtThoughItGrewJustBefore() {
        ask(ORDERS);
        position(ORDERS).watch(broker.partition(), true);
        broker.append(1);
        session.update(Map.of(), List.of(ORDERS));
        assertThat(toLookAt()).isEmpty();
        assertThat(session.positions()).isEmpty();
    }

    @Test
    void aForgottenPartitionHoldsNoPlaceAnyMore() {
        session.wakeWhenGrown(woken::incrementAndGet);
        ask(ORDERS);
        position(ORDERS).watch(broker.partition(), true);
        session.update(Map.of(), List.of(ORDERS));
        broker.append(1);
        broker.otherHasAll();
        assertThat(woken).hasValue(0);
    }

    @Test
    void growthOfAForgottenPositionDoesNotCountForTheOneThatTookItsPlace() {
        ask(ORDERS);
        position(ORDERS).watch(broker.partition(), true);
        broker.append(1);
        session.update(Map.of(), List.of(ORDERS));
        ask(ORDERS);
        rest(ORDERS);
        assertThat(grown()).isEmpty();
    }

    @Test
    void aClosedSessionHoldsNoPlaceAndTakesNone() {
        session.wakeWhenGrown(woken::incrementAndGet);
        ask(ORDERS);
        position(ORDERS).watch(broker.partition(), true);
        session.close();
        broker.append(1);
        assertThat(woken).as("left when it was closed").hasValue(0);

        position(ORDERS).watch(broker.partition(), true);
        broker.append(1);
        assertThat(woken).as("a request that came late").hasValue(0);
    }

    private void ask(Key... keys) {
        var asked = new LinkedHashMap<Key, FetchPartition>();
        for (Key key : keys) {
            asked.put(key, new FetchPartition().setPartition(key.partition()));
        }
        session.update(asked, List.of());
    }

    private void rest(Key... keys) {
        for (Key key : keys) {
            session.rest(position(key));
        }
    }

    private Position position(Key key) {
        return session.positions().get(key);
    }

    private List<Key> toLookAt() {
        return session.toLookAt().stream().map(each -> each.key).toList();
    }

    private List<Key> grown() {
        return session.takeGrown().stream().map(each -> each.key).toList();
    }

    private static PartitionData at(long highWatermark, long logStartOffset) {
        return PartitionRead.empty(new FetchPartition())
                .setHighWatermark(highWatermark)
                .setLogStartOffset(logStartOffset);
    }

    private static PartitionData withRecords() {
        var bytes = MemoryRecords.readableRecords(ByteBuffer.allocate(61));
        return at(10, 0).setRecords(bytes);
    }
}
