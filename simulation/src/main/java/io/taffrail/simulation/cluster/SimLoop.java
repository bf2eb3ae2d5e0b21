package io.taffrail.simulation.cluster;

import io.taffrail.kernel.runtime.Loop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * A loop in virtual time: tasks run in the order in which they were offered, each as an event of
 * its own, so that what other nodes do, and who watches them all, may come between any two.
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
        isTurnDue = false;
        Runnable queued = mailbox.poll();
        Runnable task = queued != null || idle.isEmpty() ? queued : idle.removeFirst();
        if (task == null) {
            return;
        }
        if (!mailbox.isEmpty() || !idle.isEmpty()) {
            comeToTurn();
        }
        isCurrent = true;
        try {
            task.run();
        } finally {
            isCurrent = false;
        }
    }
}
