package io.taffrail.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.bench.faults.Operation.Outcome;
import io.taffrail.bench.faults.Verdict.Violation;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A right history passes, and each planted violation is found and called by its name. */
class CheckerTest {

    private final History history = new History();

    @BeforeEach
    void threeRecordsThatEverybodySaw() {
        for (int i = 0; i < 3; i++) {
            append("a", i, 0, i);
            everybodySees(0, i, "a:" + i);
        }
    }

    private void append(String client, long number, int partition, long offset) {
        operation(client, number, partition, offset, Outcome.OK, false);
    }

    private void operation(
            String client,
            long number,
            int partition,
            long offset,
            Outcome outcome,
            boolean mayRepeat) {
        history.begin(client, number);
        history.add(
                new Operation(
                        client, number, partition, number, number, outcome, offset, mayRepeat));
    }

    private void everybodySees(int partition, long offset, String value) {
        sees(KafkaReader.NAME, partition, offset, value);
        sees(History.FINAL, partition, offset, value);
    }

    private void sees(String reader, int partition, long offset, String value) {
        history.add(new Sighting(reader, partition, offset, value, offset));
    }

    private Verdict judge() {
        return Checker.judge(history);
    }

    private void assertOnly(Violation violation) {
        Verdict verdict = judge();
        for (Violation each : Violation.values()) {
            assertThat(verdict.count(each))
                    .as("%s in %s", each, verdict)
                    .isEqualTo(each == violation ? 1 : 0);
        }
    }

    @Test
    void aRightHistoryIsClean() {
        assertThat(judge().isClean()).as("%s", judge()).isTrue();
    }

    @Test
    void anAcknowledgedRecordThatIsNotInTheLogIsLost() {
        append("a", 3, 0, 3);

        assertOnly(Violation.LOST);
    }

    @Test
    void aRecordThatWasAcknowledgedWithoutAnOffsetIsWhereTheLogHasIt() {
        append("a", 3, 0, -1);
        everybodySees(0, 3, "a:3");

        assertThat(judge().isClean()).as("%s", judge()).isTrue();
    }

    @Test
    void aRecordThatWasAcknowledgedWithoutAnOffsetAndIsNotThereIsLost() {
        append("a", 3, 0, -1);

        assertOnly(Violation.LOST);
    }

    @Test
    void aRecordThatWasAcknowledgedWithoutAnOffsetIsMissedByWhoeverDoesNotSeeIt() {
        append("a", 3, 0, -1);
        sees(History.FINAL, 0, 3, "a:3");

        assertOnly(Violation.UNSEEN);
    }

    @Test
    void anUnknownOutcomeMayBeThereOrNot() {
        operation("a", 3, 0, -1, Outcome.UNKNOWN, false);
        operation("a", 4, 0, -1, Outcome.UNKNOWN, false);
        everybodySees(0, 3, "a:3");

        assertThat(judge().isClean()).as("%s", judge()).isTrue();
    }

    @Test
    void aRecordThatTheFinalReaderAloneSawIsUnseen() {
        append("a", 3, 0, 3);
        sees(History.FINAL, 0, 3, "a:3");

        assertOnly(Violation.UNSEEN);
    }

    @Test
    void anIdempotentRecordThatIsThereTwiceIsADuplicate() {
        everybodySees(0, 3, "a:2");

        assertOnly(Violation.DUPLICATED);
    }

    @Test
    void aRecordWhoseAttemptWasNotAnsweredMayBeThereTwice() {
        operation("rest", 0, 0, 4, Outcome.OK, true);
        everybodySees(0, 3, "rest:0");
        everybodySees(0, 4, "rest:0");

        assertThat(judge().isClean()).as("%s", judge()).isTrue();
    }

    @Test
    void twoRecordsOfOneClientThatChangedPlacesAreReordered() {
        append("a", 4, 0, 3);
        append("a", 3, 0, 4);
        everybodySees(0, 3, "a:4");
        everybodySees(0, 4, "a:3");

        assertOnly(Violation.REORDERED);
    }

    @Test
    void anOffsetAtWhichAReaderSawAnotherValueIsInconsistent() {
        append("b", 0, 0, 3);
        history.begin("b", 1);
        sees(KafkaReader.NAME, 0, 3, "b:1");
        sees(History.FINAL, 0, 3, "b:0");

        assertOnly(Violation.INCONSISTENT);
    }

    @Test
    void anOffsetThatWasAcknowledgedForAnotherRecordIsInconsistent() {
        append("b", 0, 0, 1);
        everybodySees(0, 3, "b:0");

        assertOnly(Violation.INCONSISTENT);
    }

    @Test
    void aRecordThatWasReadAndIsGoneIsInconsistent() {
        history.begin("b", 0);
        sees(KafkaReader.NAME, 0, 3, "b:0");

        assertOnly(Violation.INCONSISTENT);
    }

    @Test
    void aReaderThatIsShownAnOffsetAgainWentBack() {
        sees(KafkaReader.NAME, 0, 2, "a:2");

        assertOnly(Violation.WENT_BACK);
    }

    @Test
    void aReaderThatMissesAnUnacknowledgedOffsetSkippedIt() {
        operation("a", 3, 0, -1, Outcome.UNKNOWN, false);
        append("a", 4, 0, 4);
        sees(History.FINAL, 0, 3, "a:3");
        everybodySees(0, 4, "a:4");

        assertOnly(Violation.SKIPPED);
    }

    @Test
    void aRecordThatNobodySentIsInvented() {
        everybodySees(0, 3, "a:99");

        assertOnly(Violation.INVENTED);
    }

    @Test
    void theLongestGapIsThatOfTheSlowestPartition() {
        List<Operation> operations =
                List.of(ok("a", 0, 10), ok("a", 1, 20), ok("a", 0, 60), ok("a", 1, 90));

        assertThat(Gaps.ofWriters(operations, 0, ms(100)))
                .containsExactly(new Gaps.Gap("a/1", 70, 20), new Gaps.Gap("a/0", 50, 10));
    }

    @Test
    void aClientThatFallsSilentHasAGapUntilTheEnd() {
        List<Operation> operations = List.of(ok("a", 0, 10), ok("a", 0, 20));

        assertThat(Gaps.ofWriters(operations, 0, ms(500)))
                .containsExactly(new Gaps.Gap("a/0", 480, 20));
    }

    private static Operation ok(String client, int partition, long endMs) {
        return new Operation(client, 0, partition, 0, ms(endMs), Outcome.OK, 0, false);
    }

    private static long ms(long count) {
        return count * 1_000_000;
    }
}
