package io.taffrail.simulation.storage;

import io.taffrail.simulation.disk.SimDisk;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * One partition log on a simulated disk, driven by a seed through appends, syncs, crashes, full
 * disks, failing syncs, truncation and retention, next to a model that is a plain list of batches.
 * After each step, and above all after each recovery, the log must be what the model allows.
 */
final class StorageSimulation {

    private static final int STEPS = 120;

    private final Stage stage;
    private final Checks checks;
    private final Syncs syncs;
    private final ClientAppends clients;
    private final FollowerAppends follower;
    private final Crashes crashes;
    private final Trims trims;

    StorageSimulation(long seed, Function<Random, SimDisk> disks) throws IOException {
        stage = new Stage(seed, disks);
        checks = new Checks(stage);
        syncs = new Syncs(stage);
        clients = new ClientAppends(stage, syncs);
        follower = new FollowerAppends(stage);
        crashes = new Crashes(stage, syncs, clients, checks);
        trims = new Trims(stage, syncs, checks);
    }

    Map<Mark, Integer> run() throws IOException {
        for (int step = 0; step < STEPS; step++) {
            step();
            checks.bounds();
        }
        stage.freeDisk();
        crashes.crash();
        clients.append();
        syncs.syncAll();
        checks.whole();
        return stage.marks();
    }

    private void step() throws IOException {
        stage.passTime();
        switch (stage.random.nextInt(20)) {
            case 0, 1, 2, 3, 4 -> clients.append();
            case 5 -> follower.append();
            case 6 -> trims.deleteRecords();
            case 7, 8 -> syncs.begin();
            case 9 -> syncs.run();
            case 10 -> runOrSyncAll();
            case 11, 12 -> syncs.complete();
            case 13 -> clients.retryOldBatch();
            case 14 -> checks.read();
            case 15 -> checks.timestampLookup();
            case 16 -> syncs.checkpoint();
            case 17 -> disturbDisk();
            case 18 -> crashOrGoOn();
            default -> trims.trim();
        }
    }

    private void runOrSyncAll() {
        if (stage.isSteady && !stage.hasFailed()) {
            syncs.syncAll();
        } else {
            syncs.run();
        }
    }

    private void crashOrGoOn() throws IOException {
        if (!stage.isSteady || stage.random.nextInt(3) == 0) {
            crashes.crashOrRestart();
        }
    }

    private void disturbDisk() {
        if (stage.isDiskFull()) {
            stage.freeDisk();
        } else if (stage.hasFullDisks) {
            stage.fillDisk();
        }
        if (stage.hasFailingSyncs && stage.random.nextInt(3) == 0) {
            stage.disk.failSyncAfter(stage.random.nextInt(4));
        }
    }
}
