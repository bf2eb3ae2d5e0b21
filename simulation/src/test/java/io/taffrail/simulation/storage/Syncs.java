package io.taffrail.simulation.storage;

import static io.taffrail.simulation.storage.Violation.require;

import io.taffrail.broker.storage.SyncTask;
import io.taffrail.kernel.disk.DiskFullException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Makes things durable, in steps with room between them: begun, run, completed. */
final class Syncs {

    private final Stage stage;

    private @Nullable SyncTask running;
    private boolean isTaskDone;

    Syncs(Stage stage) {
        this.stage = stage;
    }

    boolean isIdle() {
        return running == null;
    }

    /** Begun, and the disk has not been asked yet. */
    boolean isWaiting() {
        return running != null && !isTaskDone;
    }

    /** The process that began it is gone. */
    void forget() {
        running = null;
    }

    void begin() {
        if (running == null) {
            running = stage.log().beginSync();
            isTaskDone = false;
        }
    }

    void run() {
        if (running != null && !isTaskDone) {
            try {
                running.run();
                isTaskDone = true;
            } catch (DiskFullException e) {
                stage.log().abandonSync(running);
                running = null;
            } catch (IOException e) {
                fail(e);
            }
        }
    }

    void complete() {
        if (running != null && isTaskDone && !stage.hasFailed()) {
            stage.log().completeSync(running);
            running = null;
            stage.model.synced(Math.max(stage.model.synced(), stage.view().syncedOffset()));
        }
    }

    void syncAll() {
        run();
        complete();
        begin();
        run();
        complete();
    }

    void checkpoint() {
        try {
            stage.directory().checkpoint(name -> -1);
            boolean isWritten = !stage.isDiskFull() && !stage.directory().isOffline();
            if (isWritten) {
                stage.model.durableStart(stage.view().logStartOffset());
            }
        } catch (IOException e) {
            require(
                    stage.directory().isOffline(),
                    "a checkpoint failed and the directory serves on");
            fail(e);
        }
    }

    private void fail(IOException e) {
        stage.log().fail(e);
        running = null;
        stage.mark(Mark.SYNC_FAILED);
    }
}
