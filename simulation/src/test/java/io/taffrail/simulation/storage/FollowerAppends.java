package io.taffrail.simulation.storage;

import static io.taffrail.simulation.storage.Violation.require;

import io.taffrail.broker.storage.AppendResult;
import io.taffrail.broker.storage.AppendResult.Refused;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.records.BatchHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a follower's log is given as it comes from a leader: numbered, and several at once. */
final class FollowerAppends {

    private final Stage stage;
    private final Random random;
    private final LogModel model;

    FollowerAppends(Stage stage) {
        this.stage = stage;
        this.random = stage.random;
        this.model = stage.model;
    }

    /** Some batches, the last perhaps cut off, after something that the log must refuse. */
    void append() {
        if (stage.hasFailed()) {
            return;
        }
        offerWhatItMustRefuse();
        if (random.nextInt(5) == 0) {
            stage.electLeader();
        }
        var batches = new ArrayList<ByteBuffer>();
        ByteBuffer fetched = fetch(batches);
        AppendResult result = stage.log().appendAsFollower(fetched, stage.nowMs());
        long end = stage.view().endOffset();
        for (ByteBuffer batch : batches) {
            Stored sent = Stored.of(batch);
            // On a full disk the first ones may have gone in before a roll, and the rest not.
            if (sent.lastOffset() < end) {
                model.add(sent);
            } else {
                model.takeBack(sent);
            }
        }
        require(end == model.end(), "a follower's log ends at " + end + ", not at " + model.end());
        if (result instanceof Refused refused) {
            require(stage.isDiskFull() || stage.hasFailed(), "a follower was refused: " + refused);
        } else {
            require(batches.isEmpty() || end > lastOf(batches), "nothing was taken");
            stage.mark(Mark.FOLLOWED);
        }
        stage.producers.recall(model);
    }

    /**
     * @param whole takes the batches that were not cut off
     * @return their bytes, and those of the one that was
     */
    private ByteBuffer fetch(List<ByteBuffer> whole) {
        var fetched = ByteBuffer.allocate(64 * 1024);
        long offset = model.end();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            int recordCount = 1 + random.nextInt(5);
            int producer = stage.producers.anyOrNone();
            ByteBuffer batch = stage.producers.batch(producer, recordCount, stage.nowMs());
            var header = new BatchHeader().wrap(batch, 0);
            header.baseOffset(offset);
            header.partitionLeaderEpoch(stage.leaderEpoch());
            offset += recordCount;
            whole.add(batch);
            fetched.put(batch.duplicate());
        }
        if (random.nextInt(3) == 0) {
            fetched.position(fetched.position() - 1 - random.nextInt(50));
            whole.removeLast();
            stage.mark(Mark.FOLLOWED_A_CUT_BATCH);
        }
        return fetched.flip();
    }

    /** What it has already, or bytes that were damaged on their way. */
    private void offerWhatItMustRefuse() {
        if (model.isEmpty()) {
            return;
        }
        byte[] bytes = model.batches().getLast().bytes().clone();
        boolean isDamaged = random.nextBoolean();
        if (isDamaged) {
            bytes[bytes.length - 1] ^= 1;
        }
        long end = stage.view().endOffset();
        AppendResult result = stage.log().appendAsFollower(ByteBuffer.wrap(bytes), stage.nowMs());
        Rejection expected = isDamaged ? Rejection.CORRUPT_MESSAGE : Rejection.OFFSET_OUT_OF_RANGE;
        require(
                result instanceof Refused refused && refused.rejected().reason() == expected,
                "a follower was given what it must refuse, and said " + result);
        require(stage.view().endOffset() == end, "a follower took what it refused");
    }

    private static long lastOf(List<ByteBuffer> batches) {
        return new BatchHeader().wrap(batches.getLast(), 0).baseOffset();
    }
}
