package io.taffrail.simulation.storage;

import static io.taffrail.simulation.storage.Violation.require;

import java.io.IOException;
import java.util.List;
import java.util.Random;

/** Takes records away: at the front by age, size or request, at the back as replication does. */
final class Trims {

    private final Stage stage;
    private final Random random;
    private final LogModel model;
    private final Syncs syncs;
    private final Checks checks;

    Trims(Stage stage, Syncs syncs, Checks checks) {
        this.stage = stage;
        this.random = stage.random;
        this.model = stage.model;
        this.syncs = syncs;
        this.checks = checks;
    }

    void trim() throws IOException {
        if (stage.hasFailed()) {
            return;
        }
        if (stage.hasTruncation
                && random.nextInt(2) == 0
                && !model.isEmpty()
                && !stage.isDiskFull()) {
            if (random.nextInt(4) == 0) {
                startAnew();
            } else {
                truncate();
            }
        } else if (stage.hasRetention) {
            long startBefore = stage.view().logStartOffset();
            stage.log().maintain(stage.view().syncedOffset(), Long.MAX_VALUE, stage.nowMs());
            if (stage.view().logStartOffset() > startBefore) {
                stage.mark(Mark.RETENTION_DELETED);
            }
        }
    }

    /** As DeleteRecords asks, at a boundary of batches. */
    void deleteRecords() {
        long start = stage.view().logStartOffset();
        List<Stored> durable =
                model.batches().stream()
                        .filter(each -> each.firstOffset() > start)
                        .filter(each -> each.firstOffset() <= model.synced())
                        .toList();
        if (stage.hasFailed() || durable.isEmpty() || random.nextInt(3) != 0) {
            return;
        }
        long offset = durable.get(random.nextInt(durable.size())).firstOffset();
        stage.log().deleteRecordsBefore(offset);
        requireStart(offset);
        stage.mark(Mark.RECORDS_DELETED);
    }

    /** A follower that was away for so long that its leader has nothing older to give. */
    private void startAnew() throws IOException {
        syncs.syncAll();
        if (stage.hasFailed()) {
            return;
        }
        model.takeBackAll();
        long offset = model.end() + random.nextInt(1000);
        try {
            stage.log().truncateFullyAndStartAt(offset, stage.nowMs());
        } catch (IOException e) {
            requireFailed();
            model.synced(0);
            return;
        }
        model.startAnewAt(offset);
        stage.producers.recall(model);
        stage.electLeader();
        stage.mark(Mark.STARTED_ANEW);
        checks.bounds();
        requireStart(offset);
    }

    private void truncate() throws IOException {
        if (random.nextInt(3) > 0) {
            syncs.syncAll();
        }
        if (stage.hasFailed()) {
            return;
        }
        long start = stage.view().logStartOffset();
        long offset = start + random.nextInt((int) (model.end() - start) + 1);
        model.takeBackAll();
        try {
            stage.log().truncateTo(offset, stage.nowMs());
        } catch (IOException e) {
            requireFailed();
            model.cutTo(offset);
            return;
        }
        model.cutTo(offset);
        stage.producers.recall(model);
        stage.electLeader();
        stage.mark(Mark.TRUNCATED);
        checks.bounds();
        if (random.nextBoolean()) {
            syncs.syncAll();
        }
    }

    private void requireStart(long offset) {
        require(stage.view().logStartOffset() == offset, "the log did not begin at " + offset);
    }

    private void requireFailed() {
        require(stage.hasFailed(), "a cut failed and the log goes on");
        stage.mark(Mark.SYNC_FAILED);
    }
}
