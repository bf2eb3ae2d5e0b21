package io.taffrail.bench.subscribers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A judge that finds nothing must have looked: each kind of loss and repetition is planted. */
class JournalsTest {

    private final Produced produced = new Produced(1);
    private final SoloJournal solo = new SoloJournal(1);
    private final GroupJournal group = new GroupJournal(1, 2);

    JournalsTest() {
        for (int i = 0; i < 3; i++) {
            produced.acknowledged(0, i, 100 + i);
        }
    }

    @Test
    void whoHasEveryRecordInOrderIsComplete() {
        solo.received(0, 0, 100);
        solo.received(0, 1, 101);
        assertThat(solo.isComplete(produced.totals())).isFalse();
        solo.received(0, 2, 102);

        assertThat(solo.isComplete(produced.totals())).isTrue();
        assertThat(solo.repeated()).isZero();
    }

    @Test
    void aGapARepetitionAndAnotherRecordAreSeen() {
        solo.received(0, 0, 100);
        solo.received(0, 0, 100);
        solo.received(0, 2, 102);

        assertThat(solo.repeated()).isOne();
        assertThat(solo.missed()).isOne();
        assertThat(solo.isComplete(produced.totals())).isFalse();

        var other = new SoloJournal(1);
        other.received(0, 0, 100);
        other.received(0, 1, 999);
        other.received(0, 2, 102);
        assertThat(other.isComplete(produced.totals())).isFalse();
    }

    @Test
    void aRepetitionInTheGroupCountsByWhetherItsFirstReaderDied() {
        group.received(1, 0, 0, 0, 100, 1);
        group.received(2, 1, 0, 1, 101, 1);
        group.died(0, 102);
        group.received(2, 1, 0, 0, 100, 2);
        group.received(2, 1, 0, 1, 101, 3);
        assertThat(group.allWentOnNs()).isZero();
        group.received(1, 0, 0, 2, 102, 3);
        assertThat(group.allWentOnNs()).as("the dead one's last words").isZero();
        group.received(2, 1, 0, 2, 102, 4);

        assertThat(group.repeatedAfterDeath()).isEqualTo(2);
        assertThat(group.repeatedOtherwise()).isOne();
        assertThat(group.distinct()).isEqualTo(3);
        assertThat(group.readers()).isEqualTo(2);
        assertThat(group.allWentOnNs()).isEqualTo(4);
    }
}
