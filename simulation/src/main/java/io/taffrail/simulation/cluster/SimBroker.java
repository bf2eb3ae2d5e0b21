package io.taffrail.simulation.cluster;

import io.taffrail.simulation.disk.SimDisk;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A broker's machine: a disk that outlives the processes that run on it, one after the other. */
final class SimBroker {

    private final SimWorld world;
    private final int id;
    private final Function<Random, SimDisk> disks;
    private final SimClock clock;
    private SimDisk disk;
    private long syncNsMax = 3_000_000;
    private int lives;
    private boolean isStopping;
    private boolean isWantedAgain;
    private boolean isToRot;
    private @Nullable BrokerLife life;

    SimBroker(SimWorld world, int id, Function<Random, SimDisk> disks) {
        this.world = world;
        this.id = id;
        this.disks = disks;
        this.clock = new SimClock(world.scheduler());
        this.disk = newDisk();
    }

    private SimDisk newDisk() {
        return disks.apply(new Random(world.random().nextLong()));
    }

    int id() {
        return id;
    }

    SimClock clock() {
        return clock;
    }

    /** The process that runs, or null. */
    @Nullable BrokerLife life() {
        BrokerLife present = life;
        return present != null && present.process().isAlive() ? present : null;
    }

    /** Counts the processes that ran here, so that each can be told from the one before. */
    int lives() {
        return lives;
    }

    /** Whether a process runs, and is to go on. */
    boolean isRunning() {
        return life() != null && !isStopping;
    }

    /** Starts a process, or another one as soon as the present one has stopped. */
    void start() {
        if (life() != null) {
            isWantedAgain = isStopping;
            return;
        }
        isStopping = false;
        isWantedAgain = false;
        lives++;
        var begun = new BrokerLife(world, id, disk, clock, syncNsMax);
        life = begun;
        begun.process().run(begun::start);
    }

    /** The process dies; what it wrote is the operating system's to keep. */
    void kill() {
        BrokerLife dying = life();
        if (dying != null) {
            end(dying);
            world.truth().mark(Mark.KILLED);
            // Its machine closes the connections.
            world.network()
                    .send(
                            id,
                            SimControllers.ID,
                            world.controllers().process(),
                            () -> world.controllers().closed(id, dying.process()));
        }
    }

    /** The machine loses power: nobody is told, and only what was synced is sure. */
    void crash() {
        BrokerLife dying = life();
        if (dying != null) {
            end(dying);
        }
        disk.crash();
        world.truth().mark(Mark.CRASHED);
    }

    private void end(BrokerLife dying) {
        dying.process().kill();
        world.truth().onEnd(id);
    }

    /** The machine comes back with an empty disk. */
    void wipe() {
        crash();
        disk = newDisk();
        world.truth().onWipe(id);
    }

    /** The process moves its leaderships away, closes its logs and ends. */
    void stop() {
        BrokerLife leaving = life();
        if (leaving != null && !isStopping) {
            isStopping = true;
            leaving.process().run(() -> leaving.stop(this::onStopped));
        }
    }

    /** As {@link #stop}; and while it is stopped, a record rots. */
    void stopAndRot() {
        isToRot = isRunning();
        stop();
    }

    private void onStopped() {
        world.truth().mark(Mark.STOPPED_CLEANLY);
        world.truth().onEnd(id);
        if (isToRot && Rot.strike(disk, world.random(), world.truth()::committed)) {
            world.truth().onRot(id);
        }
        isToRot = false;
        if (isWantedAgain) {
            start();
        }
    }

    void pause() {
        if (life != null) {
            life.process().pause();
        }
    }

    void resume() {
        if (life != null) {
            life.process().resume();
        }
    }

    /** One of the next syncs fails: nobody knows what the disk holds after that. */
    void failDisk(int afterSyncs) {
        disk.failSyncAfter(afterSyncs);
    }

    /** Syncs of later processes take up to that long. */
    void slowDisk(long nanosMax) {
        syncNsMax = nanosMax;
    }
}
