package io.taffrail.simulation.storage;

import static io.taffrail.simulation.storage.Violation.require;

import io.taffrail.broker.storage.ReadResult.LogSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Ends the process, in order or not, starts the next one, and judges what it recovered. */
final class Crashes {

    private final Stage stage;
    private final Random random;
    private final LogModel model;
    private final Syncs syncs;
    private final ClientAppends clients;
    private final Checks checks;

    Crashes(Stage stage, Syncs syncs, ClientAppends clients, Checks checks) {
        this.stage = stage;
        this.random = stage.random;
        this.model = stage.model;
        this.syncs = syncs;
        this.clients = clients;
        this.checks = checks;
    }

    void crashOrRestart() throws IOException {
        if (random.nextInt(3) == 0 && !stage.hasFailed() && syncs.isIdle() && !stage.isDiskFull()) {
            restartCleanly();
        } else if (random.nextInt(2) == 0 || stage.hasFailed()) {
            crash();
        }
    }

    private void restartCleanly() throws IOException {
        stage.disk.failSyncAfter(-1);
        stage.directory().closeLog(Stage.PARTITION);
        stage.directory().close(name -> -1);
        if (random.nextBoolean()) {
            stage.disk.crash();
        }
        loseAFile();
        long end = model.end();
        reopen();
        require(stage.log().recoveryReport().wasClean(), "a clean close was not seen as one");
        long found = stage.view().endOffset();
        require(found == end, "a clean restart ends at " + found);
        model.synced(end);
        stage.mark(Mark.CLEAN_RESTART);
        checkRecovered();
    }

    /** Power is lost, or only the process is killed and the page cache survives it. */
    void crash() throws IOException {
        stage.freeDisk();
        boolean isKill = !stage.hasFailed() && random.nextInt(3) == 0;
        if (isKill) {
            stage.disk.failSyncAfter(-1);
            stage.mark(Mark.KILLED);
        } else {
            stage.disk.crash();
            stage.mark(Mark.CRASH);
        }
        loseAFile();
        long endBefore = model.end();
        reopen();
        if (stage.log().recoveryReport().bytesCut() > 0) {
            stage.mark(Mark.TORN_TAIL_CUT);
        }
        long end = stage.view().endOffset();
        judgeEnd(end, endBefore, isKill);
        adoptTail(model.synced(), end);
        if (!isKill) {
            model.forgetTakenBack();
        }
        model.recoveredTo(end);
        checkRecovered();
    }

    private void judgeEnd(long end, long endBefore, boolean isKill) {
        long synced = model.synced();
        require(
                !isKill || end >= endBefore,
                "a kill took what was written after " + end + " up to " + endBefore);
        require(
                end >= synced,
                "recovered to "
                        + end
                        + ", and "
                        + synced
                        + " was synced; "
                        + stage.log().recoveryReport().describe());
        if (end < endBefore) {
            stage.mark(Mark.UNSYNCED_LOST);
        } else if (synced < end) {
            stage.mark(Mark.UNSYNCED_KEPT);
        }
    }

    private void reopen() throws IOException {
        stage.open();
        syncs.forget();
    }

    /** Somebody deletes an index or the epochs, which the batches can tell again. */
    private void loseAFile() throws IOException {
        List<Path> derived =
                stage.disk.allFiles().stream()
                        .filter(each ->
                                each.toString().endsWith("index")
                                        || each.endsWith("leader-epoch-checkpoint"))
                        .toList();
        if (random.nextInt(4) == 0 && !derived.isEmpty()) {
            stage.disk.delete(derived.get(random.nextInt(derived.size())));
            stage.mark(Mark.FILE_LOST);
        }
    }

    /** Beyond what was synced, each batch must be one that was written or one that was refused. */
    private void adoptTail(long from, long end) throws IOException {
        List<Stored> written = model.forgetFrom(from);
        long offset = Math.max(from, stage.view().logStartOffset());
        while (offset < end) {
            byte[] bytes = batchAt(offset);
            Stored found = Stored.of(bytes);
            boolean isKnown =
                    written.stream().anyMatch(each -> each.hasBytes(bytes))
                            || model.wasTakenBack(bytes);
            require(isKnown, "offset " + offset + " has a batch that nobody sent");
            require(found.firstOffset() == offset, "a gap at offset " + offset);
            model.add(found);
            offset = found.lastOffset() + 1;
        }
    }

    private byte[] batchAt(long offset) throws IOException {
        if (stage.view().read(offset, 1, Long.MAX_VALUE, true) instanceof LogSlice slice
                && slice.file() != null) {
            byte[] bytes = new byte[slice.sizeInBytes()];
            slice.file().read(ByteBuffer.wrap(bytes), slice.position());
            return bytes;
        }
        throw new Violation("nothing to read at offset " + offset);
    }

    private void checkRecovered() throws IOException {
        long start = stage.view().logStartOffset();
        require(
                start >= model.durableStart(),
                "starts at " + start + ", which was deleted for good");
        stage.producers.recall(model);
        checks.whole();
        clients.retryAfterRecovery();
    }
}
