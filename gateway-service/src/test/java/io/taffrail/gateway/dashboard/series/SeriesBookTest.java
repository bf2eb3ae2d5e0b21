package io.taffrail.gateway.dashboard.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.dashboard.series.SeriesBook.SeriesView;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesBookTest {

    private static final List<String> IN = List.of("in");

    private final SeriesBook book = new SeriesBook();

    @Test
    void aPointIsThereWhenItsStepIsOver() {
        second(100, 5);
        assertThat(points(Resolution.FINE)).containsExactly((Double) null);
        second(101, 7);
        SeriesView view = book.whole(Resolution.FINE, IN);
        assertThat(view.endMs()).isEqualTo(101_000);
        assertThat(view.stepMs()).isEqualTo(1_000);
        assertThat(view.series().get("in")).containsExactly(5.0);
    }

    @Test
    void whatWasPutIsReadOnlyWhenAllOfItsTimeIsThere() {
        second(100, 5);
        book.begin(101_000);
        book.putMean("in", 7);
        assertThat(book.endMs(Resolution.FINE)).isEqualTo(100_000);
        book.end();
        assertThat(book.endMs(Resolution.FINE)).isEqualTo(101_000);
    }

    @Test
    void aCoarserPointIsTheMeanOrThePeakOfItsStep() {
        for (int s = 100; s <= 110; s++) {
            book.begin(s * 1_000L);
            book.putMean("in", s - 100);
            book.putPeak("lag", s == 104 ? 42 : 0);
            book.end();
        }
        SeriesView view = book.whole(Resolution.MIDDLE, List.of("in", "lag"));
        assertThat(view.endMs()).isEqualTo(110_000);
        assertThat(view.series().get("in")).containsExactly(4.5);
        assertThat(view.series().get("lag")).containsExactly(42.0);
    }

    @Test
    void aTimerThatJumpsOverASecondLeavesNoHoleAndAPauseDoes() {
        second(100, 1);
        second(102, 2);
        second(107, 3);
        second(108, 4);
        assertThat(points(Resolution.FINE))
                .containsExactly(1.0, 2.0, 2.0, null, null, null, null, 3.0);
    }

    @Test
    void theOldestPointsGoAndTheNewestStayInOrder() {
        for (int s = 0; s <= 2_000; s++) {
            second(s, s);
        }
        List<Double> points = points(Resolution.FINE);
        assertThat(points).hasSize(900);
        assertThat(points.getFirst()).isEqualTo(1_100);
        assertThat(points.getLast()).isEqualTo(1_999);
        assertThat(points(Resolution.MIDDLE)).hasSize(200).startsWith(4.5, 14.5);
    }

    @Test
    void seriesOfOneAnswerHaveTheSameLength() {
        second(100, 1);
        book.begin(101_000);
        book.putMean("in", 1);
        book.putMean("young", 9);
        book.end();
        second(102, 1);
        SeriesView view = book.whole(Resolution.FINE, List.of("in", "young", "unknown"));
        assertThat(view.series().get("in")).containsExactly(1.0, 1.0);
        assertThat(view.series().get("young")).isEqualTo(Arrays.asList(null, 9.0));
        assertThat(view.series().get("unknown")).containsExactly(null, null);
    }

    @Test
    void whoWatchesIsToldWhatHasCome() {
        second(100, 1);
        second(101, 2);
        long seen = book.endMs(Resolution.FINE);
        second(102, 3);
        second(103, 4);
        SeriesView more = book.since(Resolution.FINE, IN, seen);
        assertThat(more.series().get("in")).containsExactly(2.0, 3.0);
        assertThat(more.endMs()).isEqualTo(103_000);
    }

    @Test
    void whatNothingHappenedInIsNotKeptAndTheQuietestMakesRoom() {
        book.begin(1_000);
        book.offer("topic/idle", 0, false, false);
        for (int i = 0; i < SeriesBook.SERIES_MAX; i++) {
            book.offer("topic/" + i, 1, true, false);
        }
        book.end();
        book.begin(30_000);
        book.offer("topic/refused", 1, true, false);
        for (int i = 1; i < SeriesBook.SERIES_MAX; i++) {
            book.offer("topic/" + i, 1, true, false);
        }
        book.begin(80_000);
        book.offer("topic/late", 1, true, false);
        assertThat(book.names())
                .hasSize(SeriesBook.SERIES_MAX)
                .contains("topic/late", "topic/1")
                .doesNotContain("topic/idle", "topic/refused", "topic/0");
    }

    private void second(long second, double value) {
        book.begin(second * 1_000);
        book.putMean("in", value);
        book.end();
    }

    private List<Double> points(Resolution resolution) {
        return book.whole(resolution, IN).series().get("in");
    }
}
