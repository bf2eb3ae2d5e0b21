package io.taffrail.controller.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.controller.quorum.ShortVoters.Answer;
import io.taffrail.controller.quorum.ShortVoters.Finding;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Controller 1 leads, and looks at the others. */
class ShortVotersTest {

    private static final long TERM = 3;
    private static final long EVERY_MS = 5_000;

    private final ShortVoters shortVoters = new ShortVoters();
    private long nowMs;

    @Test
    void whoHasWhatIsCountedOrMoreIsNotShort() {
        assertThat(look(answer(2, 50, 50), answer(3, 50, 51))).isEmpty();
        assertThat(look(answer(2, 60, 60), answer(3, 60, 61))).isEmpty();
    }

    @Test
    void whoHasLessIsShortOnlyWhenItIsLookedAtAgain() {
        assertThat(look(answer(2, 50, 8), whole(3))).isEmpty();

        Finding finding = look(answer(2, 50, 9), whole(3)).orElseThrow();

        assertThat(finding.voters()).containsExactly(answer(2, 50, 9));
    }

    @Test
    void whoHadEverythingInBetweenIsLookedAtOnceMore() {
        look(answer(2, 50, 8));
        look(answer(2, 50, 50));

        assertThat(look(answer(2, 60, 50))).isEmpty();
        assertThat(look(answer(2, 60, 50))).isPresent();
    }

    @Test
    void whoWasSilentInBetweenIsLookedAtOnceMore() {
        look(answer(2, 50, 8));
        look();

        assertThat(look(answer(2, 50, 8))).isEmpty();
        assertThat(look(answer(2, 50, 8))).isPresent();
    }

    @Test
    void whatWasSeenInAnotherTermDoesNotCount() {
        shortVoters.look(TERM - 1, List.of(answer(2, 50, 8)), 0);

        assertThat(look(answer(2, 50, 8))).isEmpty();
        assertThat(look(answer(2, 50, 8))).isPresent();
    }

    @Test
    void whoHasAnotherEntryThereIsShortThoughItsLogIsLonger() {
        var ofTheLeaderBefore = new Answer(2, new LogEnd(TERM, 50), new LogEnd(TERM - 1, 70));
        look(ofTheLeaderBefore);

        assertThat(look(ofTheLeaderBefore)).isPresent();
    }

    @Test
    void aTermThatIsNotKnownAnyMoreIsNotHeldAgainstAnybody() {
        var countedInASnapshot = new Answer(2, new LogEnd(0, 50), new LogEnd(TERM - 1, 50));
        look(countedInASnapshot);

        assertThat(look(countedInASnapshot)).isEmpty();
    }

    @Test
    void aLogWithoutEntriesIsShort() {
        var empty = new Answer(2, new LogEnd(TERM, 0), new LogEnd(0, -1));
        look(empty);

        assertThat(look(empty)).isPresent();
    }

    @Test
    void whoAnsweredAndHasEverythingMayLeadNext() {
        look(answer(2, 50, 8), whole(3), whole(4), whole(5));

        Finding finding = look(answer(2, 50, 8), whole(3), answer(4, 50, 49)).orElseThrow();

        assertThat(finding.voters()).extracting(Answer::id).containsExactly(2);
        assertThat(finding.successors()).containsExactly(3);
    }

    @Test
    void nobodyMayLeadNextWhenAllAreShort() {
        look(answer(2, 50, 8), answer(3, 50, 8));

        Finding finding = look(answer(2, 50, 8), answer(3, 50, 8)).orElseThrow();

        assertThat(finding.voters()).extracting(Answer::id).containsExactly(2, 3);
        assertThat(finding.successors()).isEmpty();
    }

    @Test
    void somethingIsDoneAtMostOnceAMinute() {
        look(answer(2, 50, 8));
        assertThat(look(answer(2, 50, 8))).isPresent();
        long againMs = nowMs - EVERY_MS + ShortVoters.PAUSE_MS;

        while (nowMs < againMs) {
            assertThat(look(answer(2, 50, 8))).isEmpty();
        }

        assertThat(look(answer(2, 50, 8))).isPresent();
    }

    private Optional<Finding> look(Answer... answers) {
        Optional<Finding> finding = shortVoters.look(TERM, List.of(answers), nowMs);
        nowMs += EVERY_MS;
        return finding;
    }

    private static Answer answer(int id, long counted, long has) {
        return new Answer(id, new LogEnd(TERM, counted), new LogEnd(TERM, has));
    }

    private static Answer whole(int id) {
        return answer(id, 50, 50);
    }
}
