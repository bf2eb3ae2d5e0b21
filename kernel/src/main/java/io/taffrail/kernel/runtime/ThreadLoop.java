package io.taffrail.kernel.runtime;

import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A loop on a platform thread. Producers hand tasks over through a lock-free queue and wake the
 * thread only when it rests, so that a busy loop costs its callers no system call.
 */
public final class ThreadLoop implements Loop {

    private final Thread thread;
    private final Clock clock;
    private final int mailboxLimit;
    private final UncaughtFailure onFailure;

    private final ConcurrentLinkedQueue<Runnable> mailbox = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicBoolean resting = new AtomicBoolean();
    private final AtomicLong timerSequence = new AtomicLong();
    private volatile boolean closed;

    // Owned by the loop's thread.
    private final PriorityQueue<ScheduledTask> timers = new PriorityQueue<>();
    private final ArrayDeque<Runnable> idleTasks = new ArrayDeque<>();

    /** What to do when a task throws: a bug, so the owner decides what must stop. */
    @FunctionalInterface
    public interface UncaughtFailure {
        void onFailure(Throwable failure);
    }

    /**
     * @param mailboxLimit the number of tasks that {@link #offer} lets wait
     */
    public ThreadLoop(String name, int mailboxLimit, Clock clock, UncaughtFailure onFailure) {
        this.clock = clock;
        this.mailboxLimit = mailboxLimit;
        this.onFailure = onFailure;
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true);
        this.thread.start();
    }

    @Override
    public boolean offer(Runnable task) {
        if (queued.get() >= mailboxLimit) {
            return false;
        }
        execute(task);
        return true;
    }

    @Override
    public void execute(Runnable task) {
        queued.incrementAndGet();
        mailbox.add(task);
        wake();
    }

    @Override
    public Timer schedule(long delayMs, Runnable task) {
        var scheduled =
                new ScheduledTask(
                        clock.nanoTime() + delayMs * 1_000_000L,
                        timerSequence.getAndIncrement(),
                        task);
        if (isCurrent()) {
            timers.add(scheduled);
        } else {
            execute(() -> timers.add(scheduled));
        }
        return scheduled;
    }

    @Override
    public void whenIdle(Runnable task) {
        if (isCurrent()) {
            idleTasks.add(task);
        } else {
            execute(() -> idleTasks.add(task));
        }
    }

    @Override
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        if (!isCurrent()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void wake() {
        if (resting.get() && resting.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closed) {
            boolean worked = runMailbox();
            worked |= runDueTimers();
            worked |= runIdleTasks();
            if (!worked) {
                rest();
            }
        }
    }

    private boolean runMailbox() {
        boolean worked = false;
        // Bounded by what was queued at the start, so that timers and idle tasks get their turn.
        for (int left = queued.get(); left > 0 && !closed; left--) {
            Runnable task = mailbox.poll();
            if (task == null) {
                break;
            }
            queued.decrementAndGet();
            runTask(task);
            worked = true;
        }
        return worked;
    }

    private boolean runDueTimers() {
        boolean worked = false;
        while (!timers.isEmpty() && timers.peek().dueNs - clock.nanoTime() <= 0 && !closed) {
            ScheduledTask due = timers.remove();
            if (!due.cancelled) {
                runTask(due.task);
                worked = true;
            }
        }
        return worked;
    }

    private boolean runIdleTasks() {
        boolean worked = false;
        for (int left = idleTasks.size(); left > 0 && !closed; left--) {
            runTask(idleTasks.remove());
            worked = true;
        }
        return worked;
    }

    private void rest() {
        resting.set(true);
        if (mailbox.isEmpty() && !closed) {
            if (timers.isEmpty()) {
                LockSupport.park(this);
            } else {
                long waitNs = timers.peek().dueNs - clock.nanoTime();
                if (waitNs > 0) {
                    LockSupport.parkNanos(this, waitNs);
                }
            }
        }
        resting.set(false);
    }

    private void runTask(Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            onFailure.onFailure(failure);
        }
    }

    private static final class ScheduledTask implements Timer, Comparable<ScheduledTask> {
        final long dueNs;
        final long sequence;
        final Runnable task;
        volatile boolean cancelled;

        ScheduledTask(long dueNs, long sequence, Runnable task) {
            this.dueNs = dueNs;
            this.sequence = sequence;
            this.task = task;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(ScheduledTask other) {
            int byTime = Long.compare(dueNs - other.dueNs, 0);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }
}
