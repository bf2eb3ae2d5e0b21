package io.taffrail.broker.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taffrail.broker.storage.LeaderEpochs.EpochEnd;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Epoch 1 wrote from offset 0, epoch 3 from 10, epoch 4 from 25; the log ends at 40. */
class LeaderEpochsTest {

    private static final long END = 40;
    private static final LeaderEpochs EPOCHS =
            LeaderEpochs.EMPTY.with(1, 0).with(3, 10).with(4, 25);

    @Test
    void eachOffsetBelongsToTheEpochThatWroteIt() {
        assertThat(EPOCHS.epochOf(0)).isEqualTo(1);
        assertThat(EPOCHS.epochOf(9)).isEqualTo(1);
        assertThat(EPOCHS.epochOf(10)).isEqualTo(3);
        assertThat(EPOCHS.epochOf(24)).isEqualTo(3);
        assertThat(EPOCHS.epochOf(25)).isEqualTo(4);
        assertThat(EPOCHS.latest()).isEqualTo(4);
    }

    @Test
    void anEmptyLogKnowsNoEpoch() {
        assertThat(LeaderEpochs.EMPTY.latest()).isEqualTo(-1);
        assertThat(LeaderEpochs.EMPTY.epochOf(0)).isEqualTo(-1);
        assertThat(LeaderEpochs.EMPTY.endOffsetFor(0, 0)).isEqualTo(new EpochEnd(-1, -1));
    }

    @Test
    void anEpochEndsWhereTheNextBegins() {
        assertThat(EPOCHS.endOffsetFor(1, END)).isEqualTo(new EpochEnd(1, 10));
        assertThat(EPOCHS.endOffsetFor(3, END)).isEqualTo(new EpochEnd(3, 25));
    }

    @Test
    void theNewestEpochEndsWithTheLog() {
        assertThat(EPOCHS.endOffsetFor(4, END)).isEqualTo(new EpochEnd(4, END));
    }

    @Test
    void anEpochThatWroteNothingIsAnsweredWithTheOneBefore() {
        assertThat(EPOCHS.endOffsetFor(2, END)).isEqualTo(new EpochEnd(1, 10));
    }

    @Test
    void anEpochNewerThanAllIsNotKnown() {
        assertThat(EPOCHS.endOffsetFor(5, END)).isEqualTo(new EpochEnd(-1, -1));
    }

    @Test
    void anEpochOlderThanAllEndsWhereTheLogBegins() {
        assertThat(EPOCHS.endOffsetFor(0, END)).isEqualTo(new EpochEnd(0, 0));
        assertThat(EPOCHS.startingAt(12).endOffsetFor(1, END)).isEqualTo(new EpochEnd(1, 12));
    }

    @Test
    void noEpochAtAllIsNotKnown() {
        assertThat(EPOCHS.endOffsetFor(-1, END)).isEqualTo(new EpochEnd(-1, -1));
    }

    @Test
    void theSameEpochAgainChangesNothing() {
        assertThat(EPOCHS.with(4, 30)).isSameAs(EPOCHS);
        assertThat(EPOCHS.with(-1, 30)).isSameAs(EPOCHS);
    }

    @Test
    void anEpochThatStartsEarlierReplacesWhatItContradicts() {
        assertThat(EPOCHS.with(5, 10).toLines()).containsExactly("1 0", "5 10");
        assertThat(EPOCHS.with(2, 30).toLines()).containsExactly("1 0", "2 30");
    }

    @Test
    void cuttingTheLogForgetsTheEpochsThatStartAtOrAfterTheCut() {
        assertThat(EPOCHS.truncatedTo(26)).isSameAs(EPOCHS);
        assertThat(EPOCHS.truncatedTo(25).toLines()).containsExactly("1 0", "3 10");
        assertThat(EPOCHS.truncatedTo(0).size()).isZero();
    }

    @Test
    void aLaterStartForgetsTheEpochsBeforeIt() {
        assertThat(EPOCHS.startingAt(0)).isSameAs(EPOCHS);
        assertThat(EPOCHS.startingAt(9).toLines()).containsExactly("1 9", "3 10", "4 25");
        assertThat(EPOCHS.startingAt(10).toLines()).containsExactly("3 10", "4 25");
        assertThat(EPOCHS.startingAt(END).toLines()).containsExactly("4 40");
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        assertThat(LeaderEpochs.fromLines(EPOCHS.toLines()).toLines()).isEqualTo(EPOCHS.toLines());
    }

    @Test
    void aLineThatIsNotTwoNumbersIsNamed() {
        for (String line : List.of("x 1", "1", "1 y", "")) {
            assertThatThrownBy(() -> LeaderEpochs.fromLines(List.of(line)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("'" + line + "'");
        }
    }
}
