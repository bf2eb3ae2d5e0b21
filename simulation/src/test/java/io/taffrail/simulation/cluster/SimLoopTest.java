package io.taffrail.simulation.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taffrail.kernel.runtime.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SimLoopTest {

    private final SimScheduler scheduler = new SimScheduler(new Random(7));
    private final SimProcess process = new SimProcess(scheduler);
    private final SimLoop loop = new SimLoop(process, 2);
    private final List<String> ran = new ArrayList<>();

    @Test
    void tasksRunInTheOrderInWhichTheyWereOfferedAndIdleOnesAfterThem() {
        loop.whenIdle(() -> ran.add("idle"));
        loop.execute(() -> {
            ran.add("first");
            loop.execute(() -> ran.add("third"));
        });
        loop.execute(() -> ran.add("second"));
        assertThat(ran).isEmpty();
        runAll();
        assertThat(ran).containsExactly("first", "second", "third", "idle");
    }

    @Test
    void aFullMailboxRefusesAnOfferButNotACompletion() {
        assertThat(loop.offer(() -> {})).isTrue();
        assertThat(loop.offer(() -> {})).isTrue();
        assertThat(loop.offer(() -> ran.add("refused"))).isFalse();
        loop.execute(() -> ran.add("completion"));
        runAll();
        assertThat(ran).containsExactly("completion");
    }

    @Test
    void aTimerRunsWhenItsTimeHasComeUnlessItIsCancelled() {
        var clock = new SimClock(scheduler);
        long beganMs = clock.nowMs();
        loop.schedule(30, () -> ran.add("at " + (clock.nowMs() - beganMs)));
        loop.schedule(10, () -> ran.add("at " + (clock.nowMs() - beganMs)));
        loop.schedule(20, () -> ran.add("cancelled")).cancel();
        runAll();
        assertThat(ran).containsExactly("at 10", "at 30");
    }

    @Test
    void whatFallsDueWhileAProcessIsPausedRunsInItsOrderWhenItGoesOn() {
        loop.schedule(1, () -> ran.add("first"));
        loop.schedule(2, () -> ran.add("second"));
        process.pause();
        runAll();
        assertThat(ran).isEmpty();
        process.resume();
        runAll();
        assertThat(ran).containsExactly("first", "second");
    }

    @Test
    void aTimerThatFellDueInAPauseCanStillBeCancelledByWhatRunsBeforeIt() {
        var timers = new ArrayList<Loop.Timer>();
        loop.schedule(1, () -> timers.getFirst().cancel());
        timers.add(loop.schedule(2, () -> ran.add("cancelled")));
        process.pause();
        runAll();
        process.resume();
        runAll();
        assertThat(ran).isEmpty();
    }

    @Test
    void nothingOfAKilledProcessEverRuns() {
        loop.execute(() -> ran.add("queued"));
        loop.schedule(1, () -> ran.add("timer"));
        process.pause();
        scheduler.step();
        process.kill();
        process.resume();
        runAll();
        assertThat(ran).isEmpty();
    }

    @Test
    void theSeedOrdersWhatHappensAtOnceTheSameWayEachTime() {
        assertThat(orderOf(1)).isEqualTo(orderOf(1)).isNotEqualTo(orderOf(2));
    }

    @Test
    void nothingIsScheduledInThePast() {
        assertThatThrownBy(() -> scheduler.after(-1, () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1 ns");
    }

    private static List<Integer> orderOf(long seed) {
        var scheduler = new SimScheduler(new Random(seed));
        var order = new ArrayList<Integer>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            scheduler.after(5, () -> order.add(number));
        }
        while (scheduler.step()) {}
        return order;
    }

    private void runAll() {
        while (scheduler.step()) {}
    }
}
