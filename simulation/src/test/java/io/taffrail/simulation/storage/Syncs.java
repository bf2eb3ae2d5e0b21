package io.taffrail.simulation.storage;

import static io.taffrail.simulation.storage.Violation.require;

import io.taffrail.broker.storage.Journal;
import io.taffrail.broker.storage.SyncTask;
import io.taffrail.kernel.disk.DiskFullException;
import java.io.IOException;
import java.util.List;
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
                commit(running);
                isTaskDone = true;
            } catch (DiskFullException e) {
                stage.log().abandonSync(running);
                running = null;
            } catch (IOException e) {
                fail(e);
            }
        }
    }

    /** By the log's own files, or by the journal when that can take it. */
    private void commit(SyncTask task) throws IOException {
        Journal journal = stage.directory().journal();
        if (stage.random.nextInt(4) > 0 && journal.commit(List.of(task)) > 0) {
            stage.mark(Mark.JOURNALED);
            if (journal.isToBeSettled()) {
                stage.mark(Mark.JOURNAL_FILE_FULL);
            }
        } else {
            task.run();
        }
        if (stage.random.nextInt(6) == 0) {
            journal.settle();
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
