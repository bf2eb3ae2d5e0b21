package io.taffrail.broker.partition;

import io.taffrail.kernel.runtime.Loop;
import java.util.ArrayList;
import java.util.List;

/** A loop of the test's own thread: tasks run at once, timers when the test says so. */
final class HandLoop implements Loop {

    private final List<Scheduled> timers = new ArrayList<>();

    private record Scheduled(long delayMs, Runnable task) {}

    @Override
    public boolean offer(Runnable task) {
        task.run();
        return true;
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public Timer schedule(long delayMs, Runnable task) {
        var scheduled = new Scheduled(delayMs, task);
        timers.add(scheduled);
        return () -> timers.remove(scheduled);
    }

    /** The delays of the timers that are set. */
    List<Long> delaysMs() {
        return timers.stream().map(Scheduled::delayMs).toList();
    }

    void fireTimers() {
        List<Scheduled> due = List.copyOf(timers);
        timers.clear();
        due.forEach(each -> each.task().run());
    }

    @Override
    public void whenIdle(Runnable task) {
        task.run();
    }

    @Override
    public boolean isCurrent() {
        return true;
    }

    @Override
    public void close() {
        timers.clear();
    }
}
