package io.taffrail.gateway.produce;

import io.taffrail.gateway.link.Acks;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.ClusterAdmin.ProducerIdentity;
import io.taffrail.gateway.link.PartitionWriter;
import io.taffrail.gateway.link.PartitionWriter.Produced;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.Loop;
import io.taffrail.protocol.records.Sequence;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The records on their way to one partition under one setting of acks. One request is in flight;
 * what arrives meanwhile gathers into the next, so that the batch grows with the load and a lone
 * record waits for nothing. With acks=all the batches carry a producer id, so that a retry after a
 * lost answer is not written twice.
 *
 * <p>The lane's lock guards its fields; it is never held while the network or a sink is called.
 */
final class PartitionLane {

    private final TopicPartition partition;
    private final Acks acks;
    private final PartitionWriter writer;
    private final ProducerIds producerIds;
    private final ByteBudget budget;
    private final ProducerLimits limits;
    private final Clock clock;
    private final Loop timers;

    private final ArrayDeque<GatheringBatch> waiting = new ArrayDeque<>();
    private boolean isSending;
    private @Nullable ProducerIdentity identity;
    private int nextSequence;

    PartitionLane(
            TopicPartition partition,
            Acks acks,
            PartitionWriter writer,
            ProducerIds producerIds,
            ByteBudget budget,
            ProducerLimits limits,
            Clock clock,
            Loop timers) {
        this.partition = partition;
        this.acks = acks;
        this.writer = writer;
        this.producerIds = producerIds;
        this.budget = budget;
        this.limits = limits;
        this.clock = clock;
        this.timers = timers;
    }

    /** Takes a record whose weight the budget has granted; {@link #kick} sends it off. */
    synchronized void append(
            NewRecord record, Deliveries sink, int tag, int weight, int batchBytesMax) {
        GatheringBatch last = waiting.peekLast();
        if (last == null || !last.append(record, sink, tag, weight)) {
            var next = new GatheringBatch(batchBytesMax, clock.nowMs());
            // A first record always fits: whether it is too large is for the log to say.
            next.append(record, sink, tag, weight);
            waiting.add(next);
        }
    }

    /** Sends the next batch unless one is in flight. */
    void kick() {
        GatheringBatch next;
        synchronized (this) {
            if (isSending || waiting.isEmpty()) {
                return;
            }
            isSending = true;
            next = waiting.remove();
        }
        prepare(next);
    }

    private void prepare(GatheringBatch batch) {
        ProducerIdentity known = identity;
        if (acks != Acks.ALL || known != null) {
            send(batch, build(batch, known));
            return;
        }
        producerIds.next().thenAccept(answer -> onIdentity(batch, answer));
    }

    private void onIdentity(GatheringBatch batch, Answer<ProducerIdentity> answer) {
        switch (answer) {
            case Answer.Given<ProducerIdentity> given -> {
                identity = given.value();
                nextSequence = 0;
                send(batch, build(batch, given.value()));
            }
            case Answer.Refused<ProducerIdentity> refused -> {
                batch.attempts++;
                if (mayRetry(batch)) {
                    timers.schedule(Retries.backoffMs(batch.attempts), () -> prepare(batch));
                } else {
                    finish(batch, () -> batch.refused(refused.rejected()));
                }
            }
        }
    }

    private ByteBuffer build(GatheringBatch batch, @Nullable ProducerIdentity as) {
        batch.attempts = 0;
        if (as != null) {
            batch.writer.producer(as.id(), as.epoch(), nextSequence);
        }
        return batch.writer.build();
    }

    private void send(GatheringBatch batch, ByteBuffer bytes) {
        batch.attempts++;
        writer.produce(partition, bytes, acks, limits.requestTimeoutMs())
                .thenAccept(answer -> onAnswer(batch, bytes, answer));
    }

    private void onAnswer(GatheringBatch batch, ByteBuffer bytes, Answer<Produced> answer) {
        switch (answer) {
            case Answer.Given<Produced> given -> {
                Produced at = given.value();
                succeed(batch, bytes, at.baseOffset(), at.logAppendTimeMs());
            }
            case Answer.Refused<Produced> refused -> onRefused(batch, bytes, refused.rejected());
        }
    }

    private void onRefused(GatheringBatch batch, ByteBuffer bytes, Rejected rejected) {
        switch (Retries.judge(rejected.reason(), batch.attempts)) {
            case RETRY -> {
                if (mayRetry(batch)) {
                    timers.schedule(Retries.backoffMs(batch.attempts), () -> send(batch, bytes));
                } else {
                    abandonIdentity();
                    finish(batch, () -> batch.refused(rejected));
                }
            }
            case NEW_PRODUCER -> {
                abandonIdentity();
                producerIds.next().thenAccept(answer -> resendAs(batch, bytes, answer));
            }
            case ALREADY_WRITTEN -> succeed(batch, bytes, -1, -1);
            case FAIL -> {
                if (batch.attempts > 1) {
                    abandonIdentity();
                }
                finish(batch, () -> batch.refused(rejected));
            }
        }
    }

    private void resendAs(GatheringBatch batch, ByteBuffer bytes, Answer<ProducerIdentity> answer) {
        switch (answer) {
            case Answer.Given<ProducerIdentity> given -> {
                identity = given.value();
                nextSequence = 0;
                send(batch, BatchIdentity.rewrite(bytes, given.value()));
            }
            case Answer.Refused<ProducerIdentity> refused ->
                    finish(batch, () -> batch.refused(refused.rejected()));
        }
    }

    private void succeed(GatheringBatch batch, ByteBuffer bytes, long offset, long appendTimeMs) {
        if (identity != null) {
            nextSequence = Sequence.plus(nextSequence, BatchIdentity.recordCount(bytes));
        }
        finish(batch, () -> batch.delivered(partition.partition(), offset, appendTimeMs));
    }

    private void finish(GatheringBatch batch, Runnable tell) {
        budget.giveBack(batch.weightBytes);
        // The next batch leaves before the answers of this one cost their time.
        synchronized (this) {
            isSending = false;
        }
        kick();
        tell.run();
    }

    /**
     * Whether the log has the batch is not known, so its sequences are spent: under the same id the
     * next batch could pass for a duplicate.
     */
    private void abandonIdentity() {
        identity = null;
        producerIds.forget();
    }

    private boolean mayRetry(GatheringBatch batch) {
        return clock.nowMs() - batch.createdMs < limits.deliveryTimeoutMs();
    }
}
