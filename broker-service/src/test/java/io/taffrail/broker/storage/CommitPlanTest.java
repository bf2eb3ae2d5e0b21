package io.taffrail.broker.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.kernel.disk.Disk;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CommitPlanTest {

    private static final int ROOM_BYTES = 100_000;

    private final CommitPlan plan = new CommitPlan(ROOM_BYTES);

    private static SyncTask tail(String log, int bytes) {
        Path directory = Path.of("/data", log);
        var segment = new Segment(Disk.real(), directory, 0, 0, false, false);
        return task(log, new LogTail(log, segment, 0, bytes));
    }

    private static SyncTask task(String log, LogTail tail) {
        return new SyncTask(Disk.real(), Path.of("/data", log), List.of(), false, null, 1, tail);
    }

    private List<String> steps(SyncTask... waiting) {
        return plan.steps(List.of(waiting), Function.identity()).stream()
                .map(step ->
                        (step.isShared() ? "together " : "alone ")
                                + String.join(
                                        ",", step.syncs().stream().map(SyncTask::log).toList()))
                .toList();
    }

    @Test
    void logsThatWaitAtTheSameTimeShareASync() {
        assertThat(steps(tail("a", 100), tail("b", 100), tail("c", 100)))
                .containsExactly("together a,b,c");
    }

    @Test
    void theOnlyLogThatIsSyncedHasItsOwnSyncs() {
        assertThat(steps(tail("a", 100))).containsExactly("together a");
        assertThat(steps(tail("a", 100))).containsExactly("alone a");
        assertThat(steps(tail("a", 100))).containsExactly("alone a");
    }

    @Test
    void logsThatTakeTurnsShareTheJournal() {
        steps(tail("a", 100));
        assertThat(steps(tail("b", 100))).containsExactly("together b");
        assertThat(steps(tail("a", 100))).containsExactly("together a");
    }

    @Test
    void aLogWithMoreThanATailIsSyncedByItself() {
        assertThat(steps(tail("a", 100), task("b", null), tail("c", 100)))
                .containsExactly("together a,c", "alone b");
    }

    @Test
    void whatIsMuchIsWrittenOnce() {
        assertThat(steps(tail("a", ROOM_BYTES / 3), tail("b", 100), tail("c", 100)))
                .containsExactly("together b,c", "alone a");
    }

    @Test
    void moreThanAFrameTakesIsSeveralFrames() {
        SyncTask[] waiting =
                IntStream.range(0, 10)
                        .mapToObj(i -> tail("log-" + i, ROOM_BYTES / 5))
                        .toArray(SyncTask[]::new);
        assertThat(steps(waiting))
                .containsExactly(
                        "together log-0,log-1,log-2,log-3",
                        "together log-4,log-5,log-6,log-7",
                        "together log-8,log-9");
    }

    @Test
    void nobodyWaitsForMoreThanEightSyncsOfOthers() {
        SyncTask[] waiting =
                IntStream.range(0, 20)
                        .mapToObj(i -> task("log-" + i, null))
                        .toArray(SyncTask[]::new);
        assertThat(plan.steps(List.of(waiting), Function.identity()))
                .extracting(step -> step.syncs().size())
                .containsExactly(8, 8, 4);
    }
}
