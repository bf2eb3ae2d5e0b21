package io.taffrail.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.broker.api.FetchSession.Key;
import io.taffrail.broker.api.FetchSessions.Lookup;
import io.taffrail.kernel.runtime.Clock;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class FetchSessionsTest {

    private static final int FINAL = -1;
    private static final int INITIAL = 0;
    private static final Key ORDERS = new Key("orders", null, 0);
    private static final Key TRADES = new Key("trades", null, 0);

    private final TestClock clock = new TestClock();
    private final FetchSessions sessions = new FetchSessions(2, clock, new SplittableRandom(1));

    @Test
    void aFetchWithTheFinalEpochStandsForItself() {
        Lookup lookup = sessions.begin(0, FINAL, asked(ORDERS), List.of());
        assertThat(lookup.session()).isNull();
        assertThat(lookup.incremental()).isFalse();
        assertThat(lookup.error()).isEqualTo(Errors.NONE);
    }

    @Test
    void aSessionRemembersWhatWasAskedAndCountsItsEpochs() {
        FetchSession session = create(ORDERS, TRADES);
        Lookup next = sessions.begin(session.id(), 1, Map.of(), List.of());
        assertThat(next.error()).isEqualTo(Errors.NONE);
        assertThat(next.incremental()).isTrue();
        assertThat(next.session().positions()).containsOnlyKeys(ORDERS, TRADES);
        assertThat(sessions.begin(session.id(), 2, Map.of(), List.of()).error())
                .isEqualTo(Errors.NONE);
    }

    @Test
    void anEpochOutOfTurnIsRefused() {
        FetchSession session = create(ORDERS);
        assertThat(sessions.begin(session.id(), 2, Map.of(), List.of()).error())
                .isEqualTo(Errors.INVALID_FETCH_SESSION_EPOCH);
    }

    @Test
    void aSessionThatIsNotHereIsRefusedAsAfterARestart() {
        assertThat(sessions.begin(77, 5, Map.of(), List.of()).error())
                .isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);
    }

    @Test
    void partitionsComeAndGoWithinASession() {
        FetchSession session = create(ORDERS);
        sessions.begin(session.id(), 1, asked(TRADES), List.of(ORDERS));
        assertThat(session.positions()).containsOnlyKeys(TRADES);
    }

    @Test
    void closingASessionMakesItUnknown() {
        FetchSession session = create(ORDERS);
        sessions.begin(session.id(), FINAL, Map.of(), List.of());
        assertThat(sessions.begin(session.id(), 1, Map.of(), List.of()).error())
                .isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);
    }

    @Test
    void whenThePlacesAreTakenAFetchIsServedWithoutASession() {
        create(ORDERS);
        create(ORDERS);
        Lookup third = sessions.begin(0, INITIAL, asked(ORDERS), List.of());
        assertThat(third.error()).isEqualTo(Errors.NONE);
        assertThat(third.session()).isNull();
    }

    @Test
    void aSessionThatNobodyUsedForTwoMinutesMakesRoom() {
        FetchSession idle = create(ORDERS);
        clock.nowMs += 60_000;
        create(ORDERS);
        clock.nowMs += 60_000;
        assertThat(create(TRADES)).isNotNull();
        assertThat(sessions.begin(idle.id(), 1, Map.of(), List.of()).error())
                .isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);
    }

    private FetchSession create(Key... keys) {
        return sessions.begin(0, INITIAL, asked(keys), List.of()).session();
    }

    private static Map<Key, FetchPartition> asked(Key... keys) {
        var asked = new java.util.LinkedHashMap<Key, FetchPartition>();
        for (Key key : keys) {
            asked.put(key, new FetchPartition().setPartition(key.partition()));
        }
        return asked;
    }

    private static final class TestClock implements Clock {
        long nowMs = 1_000_000;

        @Override
        public long nowMs() {
            return nowMs;
        }

        @Override
        public long nanoTime() {
            return nowMs * 1_000_000;
        }
    }
}
