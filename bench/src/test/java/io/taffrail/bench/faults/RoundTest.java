package io.taffrail.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.bench.faults.Operation.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Repetitions are dealt out to loads, and what happened is told by the round it happened in. */
class RoundTest {

    private static final List<Round> ROUNDS = List.of(round(1, 100, 200), round(2, 200, 300));

    private static Round round(int number, long fromMs, long toMs) {
        return new Round(number, 7, "leader broker-1", ms(fromMs), ms(toMs));
    }

    @Test
    void theLastLoadTakesTheRest() {
        assertThat(Round.dealOut(12, 5)).containsExactly(5, 5, 2);
        assertThat(Round.dealOut(10, 5)).containsExactly(5, 5);
        assertThat(Round.dealOut(3, 5)).containsExactly(3);
        assertThat(Round.dealOut(3, 1)).containsExactly(1, 1, 1);
    }

    @Test
    void aFindingBelongsToTheRoundThatItsTimeIsIn() {
        assertThat(Round.at(ROUNDS, ms(199))).contains(ROUNDS.getFirst());
        assertThat(Round.at(ROUNDS, ms(200))).contains(ROUNDS.getLast());
        assertThat(Round.at(ROUNDS, ms(99))).isEmpty();
        assertThat(Round.at(ROUNDS, ms(300))).isEmpty();
    }

    @Test
    void aLostRecordIsTracedToTheRoundInWhichItWasAcknowledged() {
        var history = new History();
        history.begin("a", 0);
        history.add(new Operation("a", 0, 0, ms(210), ms(220), Outcome.OK, 0, false));

        Verdict verdict = Checker.judge(history);

        assertThat(Round.at(ROUNDS, verdict.findings().getFirst().atNs()))
                .contains(ROUNDS.getLast());
    }

    @Test
    void eachRoundHasItsOwnGaps() {
        var history = new History();
        for (long atMs : new long[] {110, 190, 230, 290}) {
            history.add(new Operation("a", atMs, 0, ms(atMs), ms(atMs), Outcome.OK, atMs, false));
            history.add(
                    new Operation(
                            RestWriter.NAME, atMs, 0, ms(atMs), ms(atMs), Outcome.OK, atMs, false));
            history.add(new Sighting("consumer", 0, atMs, "a:" + atMs, ms(atMs + 5)));
        }

        var first = RoundGaps.of(history, ROUNDS.getFirst());
        var second = RoundGaps.of(history, ROUNDS.getLast());

        assertThat(first.kafkaMs()).isEqualTo(80);
        assertThat(first.restMs()).isEqualTo(80);
        assertThat(second.kafkaMs()).isEqualTo(60);
        assertThat(second.readerMs()).isEqualTo(60);
    }

    @Test
    void whatTheRereadingReaderIsShownIsNoGap() {
        var history = new History();
        history.add(new Sighting(History.FINAL, 0, 0, "a:0", ms(150)));

        assertThat(RoundGaps.of(history, ROUNDS.getFirst()).readers()).isEmpty();
    }

    private static long ms(long count) {
        return count * 1_000_000;
    }
}
