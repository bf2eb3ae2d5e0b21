package io.taffrail.kernel.runtime;

/**
 * One thread that owns some state: tasks run one at a time, in the order in which they were
 * offered. Everything that a loop owns is touched by its thread alone, so it needs no lock.
 */
public interface Loop {

    /**
     * Queues a task unless the mailbox is full. A caller that gets {@code false} must push back on
     * whoever sent it the work.
     *
     * @return whether the task was queued
     */
    boolean offer(Runnable task);

    /**
     * Queues a task that must not be refused: a completion of work that was itself admitted through
     * {@link #offer}, so that the number of such tasks is bounded by it.
     */
    void execute(Runnable task);

    /** Runs the task on this loop once {@code delayMs} have passed, unless it is cancelled. */
    Timer schedule(long delayMs, Runnable task);

    /** Runs the task on this loop after everything that is queued now, before the loop rests. */
    void whenIdle(Runnable task);

    boolean isCurrent();

    /** Stops after the task that is running; queued tasks and timers are dropped. */
    void close();

    /** A scheduled task that can be called off. */
    interface Timer {
        void cancel();
    }
}
