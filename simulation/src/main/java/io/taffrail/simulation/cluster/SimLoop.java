package io.taffrail.simulation.cluster;

import io.taffrail.kernel.runtime.Loop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * A loop in virtual time. A turn takes all that is queued, as a real loop does, in the order in
 * which it was offered; when a turn comes relative to other loops' is the scheduler's choice.
 */
public final class SimLoop implements Loop {

    private static final long NANOS_PER_MS = 1_000_000;

    private final SimProcess process;
    private final int capacity;
    private final Queue<Runnable> mailbox = new ArrayDeque<>();
    private final List<Runnable> idle = new ArrayList<>();
    private boolean isTurnDue;
    private boolean isCurrent;
    private boolean isClosed;

    /**
     * @param capacity tasks that may wait before {@link #offer} refuses
     */
    public SimLoop(SimProcess process, int capacity) {
        this.process = process;
        this.capacity = capacity;
    }

    @Override
    public boolean offer(Runnable task) {
        if (isClosed || mailbox.size() >= capacity) {
            return false;
        }
        execute(task);
        return true;
    }

    @Override
    public void execute(Runnable task) {
        if (!isClosed) {
            mailbox.add(task);
            comeToTurn();
        }
    }

    @Override
    public Timer schedule(long delayMs, Runnable task) {
        var timer = new CancellableTask(task);
        process.after(Math.max(0, delayMs) * NANOS_PER_MS, () -> execute(timer));
        return timer;
    }

    /** Due or not, it does not run once it is cancelled: a pause may lie between the two. */
    private static final class CancellableTask implements Runnable, Timer {
        private final Runnable task;
        private boolean isCancelled;

        private CancellableTask(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (!isCancelled) {
                task.run();
            }
        }

        @Override
        public void cancel() {
            isCancelled = true;
        }
    }

    @Override
    public void whenIdle(Runnable task) {
        if (!isClosed) {
            idle.add(task);
            comeToTurn();
        }
    }

    @Override
    public boolean isCurrent() {
        return isCurrent;
    }

    @Override
    public void close() {
        isClosed = true;
        mailbox.clear();
        idle.clear();
    }

    private void comeToTurn() {
        if (!isTurnDue) {
            isTurnDue = true;
            process.after(0, this::turn);
        }
    }

    private void turn() {
        isCurrent = true;
        try {
            while (!mailbox.isEmpty() || !idle.isEmpty()) {
                Runnable task = mailbox.poll();
                (task == null ? idle.removeFirst() : task).run();
            }
        } finally {
            isCurrent = false;
            isTurnDue = false;
        }
    }
}
