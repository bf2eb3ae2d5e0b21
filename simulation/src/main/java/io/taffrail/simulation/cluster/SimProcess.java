package io.taffrail.simulation.cluster;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * One life of a node's process. While it is paused, what falls due waits and runs in its order when
 * it goes on; once it is killed nothing of it ever runs, and a restart is a process of its own.
 */
public final class SimProcess {

    private final SimScheduler scheduler;
    private final Queue<Runnable> held = new ArrayDeque<>();
    private boolean isPaused;
    private boolean isAlive = true;

    public SimProcess(SimScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Runs the task after that many nanoseconds, as {@link #run} would then. */
    public void after(long delayNs, Runnable task) {
        scheduler.after(delayNs, () -> run(task));
    }

    /** Runs the task now, later if the process is paused, never if it is dead. */
    public void run(Runnable task) {
        if (!isAlive) {
            return;
        }
        if (isPaused) {
            held.add(task);
        } else {
            task.run();
        }
    }

    public boolean isAlive() {
        return isAlive;
    }

    public void pause() {
        isPaused = true;
    }

    /** What was held runs before anything new does. */
    public void resume() {
        isPaused = false;
        while (isAlive && !isPaused) {
            Runnable task = held.poll();
            if (task == null) {
                return;
            }
            task.run();
        }
    }

    public void kill() {
        isAlive = false;
        held.clear();
    }
}
