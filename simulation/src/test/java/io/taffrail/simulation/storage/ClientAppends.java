package io.taffrail.simulation.storage;

import static io.taffrail.simulation.storage.Violation.require;

import io.taffrail.broker.storage.AppendOrigin;
import io.taffrail.broker.storage.AppendRequest;
import io.taffrail.broker.storage.AppendResult;
import io.taffrail.broker.storage.AppendResult.Appended;
import io.taffrail.broker.storage.AppendResult.Refused;
import io.taffrail.kernel.fault.Rejection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What producers send to a leader: new batches, several in a turn, and old ones once more. */
final class ClientAppends {

    private final Stage stage;
    private final Random random;
    private final LogModel model;
    private final Producers producers;
    private final Syncs syncs;

    ClientAppends(Stage stage, Syncs syncs) {
        this.stage = stage;
        this.random = stage.random;
        this.model = stage.model;
        this.producers = stage.producers;
        this.syncs = syncs;
    }

    void append() {
        if (random.nextInt(10) == 0) {
            stage.electLeader();
        }
        int count = 1 + random.nextInt(4);
        var requests = new ArrayList<AppendRequest>();
        for (int i = 0; i < count; i++) {
            int producer = producers.anyOrNone();
            int recordCount = 1 + random.nextInt(5);
            ByteBuffer batch = producers.batch(producer, recordCount, stage.nowMs());
            requests.add(new AppendRequest(batch, AppendOrigin.CLIENT));
        }
        if (syncs.isWaiting()) {
            stage.mark(Mark.APPEND_DURING_SYNC);
        }
        int segmentsBefore = stage.view().segmentCount();
        AppendResult[] results =
                stage.log().appendAll(requests, stage.leaderEpoch(), stage.nowMs());
        boolean isRefused = false;
        for (int i = 0; i < count; i++) {
            isRefused |= results[i] instanceof Refused;
            settle(results[i], requests.get(i).batches());
        }
        if (isRefused) {
            producers.recall(model);
        } else if (stage.has(Mark.DISK_FULL)) {
            stage.mark(Mark.APPEND_AFTER_FULL);
        }
        if (stage.view().segmentCount() > segmentsBefore) {
            stage.mark(Mark.SEGMENT_ROLLED);
        }
    }

    private void settle(AppendResult result, ByteBuffer batch) {
        switch (result) {
            case Appended appended -> {
                require(!appended.isDuplicate(), "a new batch was taken for a duplicate");
                require(
                        appended.firstOffset() == model.end(),
                        "appended at " + appended.firstOffset() + ", not at " + model.end());
                model.append(batch, stage.view().logStartOffset());
            }
            case Refused refused -> {
                Rejection reason = refused.rejected().reason();
                boolean isFollowUp = reason == Rejection.OUT_OF_ORDER_SEQUENCE_NUMBER;
                require(
                        stage.hasFailed()
                                || stage.isDiskFull()
                                        && (reason == Rejection.KAFKA_STORAGE_ERROR || isFollowUp),
                        "refused on a healthy disk: " + refused);
                if (!stage.hasFailed()) {
                    stage.mark(Mark.DISK_FULL);
                }
                model.takeBack(Stored.of(batch));
            }
        }
    }

    /** One of the producer's last five batches again: the log must know it. */
    void retryOldBatch() {
        retry(producers.any(), Mark.DUPLICATE_ANSWERED);
    }

    void retryAfterRecovery() {
        for (int producer = 0; producer < Producers.COUNT; producer++) {
            retry(producer, Mark.DUPLICATE_ANSWERED_AFTER_RECOVERY);
        }
    }

    private void retry(int producer, Mark mark) {
        List<Stored> sent =
                model.batches().stream().filter(each -> each.producerId() == producer).toList();
        if (sent.isEmpty() || stage.hasFailed()) {
            return;
        }
        int back = random.nextInt(Math.min(5, sent.size()));
        Stored old = sent.get(sent.size() - 1 - back);
        if (old.firstOffset() < stage.view().logStartOffset()) {
            return;
        }
        var request = new AppendRequest(ByteBuffer.wrap(old.bytes().clone()), AppendOrigin.CLIENT);
        AppendResult result = stage.log().append(request, stage.leaderEpoch(), stage.nowMs());
        require(
                result instanceof Appended again
                        && again.isDuplicate()
                        && again.firstOffset() == old.firstOffset()
                        && again.lastOffset() == old.lastOffset(),
                "a retry of offsets "
                        + old.firstOffset()
                        + " to "
                        + old.lastOffset()
                        + " gave "
                        + result);
        stage.mark(mark);
    }
}
