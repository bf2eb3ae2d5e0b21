package io.taffrail.gateway.coordinator;

import io.taffrail.gateway.link.Acks;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.ClusterAdmin.ProducerIdentity;
import io.taffrail.gateway.link.PartitionWriter.Produced;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.records.BatchHeader;
import io.taffrail.protocol.records.BatchWriter;
import io.taffrail.protocol.records.Compression;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a shard wrote under one leader epoch, on its way into the log: one batch at a time, under a
 * producer id of its own, so that a batch whose fate is unknown is sent again until it is known and
 * is never in the log twice, nor after a later one. Answers wait here for what they depend on.
 */
final class ShardWrites<E> {

    private static final int BATCH_BYTES_MAX = 256 * 1024;
    private static final int TIMEOUT_MS = 2_000;
    private static final long RETRY_MS = 50;

    private final ShardPorts ports;
    private final TopicPartition partition;
    private final int leaderEpoch;
    private final ProducerIdentity producer;
    private final EntryCodec<E> codec;
    private final Owner owner;

    private final BatchWriter writer = new BatchWriter(Compression.NONE, BATCH_BYTES_MAX);
    private final Deque<Sealed> sealed = new ArrayDeque<>();
    private List<Runnable> answers = new ArrayList<>();
    private @Nullable Sealed underWay;
    private int nextSequence;
    private @Nullable Runnable whenKnown;
    private boolean willSend;
    private boolean isOver;

    /** Who is told how it went. */
    interface Owner {
        /** All up to that offset, which is not included, is replicated. */
        void onReplicated(long nextOffset);

        /** Nothing can be written any more under this epoch; what is not replicated yet is void. */
        void onBroken(Rejected why);
    }

    private record Sealed(ByteBuffer batch, int recordCount, List<Runnable> answers) {}

    ShardWrites(
            ShardPorts ports,
            TopicPartition partition,
            int leaderEpoch,
            ProducerIdentity producer,
            EntryCodec<E> codec,
            Owner owner) {
        this.ports = ports;
        this.partition = partition;
        this.leaderEpoch = leaderEpoch;
        this.producer = producer;
        this.codec = codec;
        this.owner = owner;
    }

    void write(E entry) {
        ByteBuffer key = codec.key(entry);
        ByteBuffer value = codec.value(entry);
        long nowMs = ports.clock().nowMs();
        if (!writer.append(nowMs, key, value, List.of())) {
            seal();
            writer.append(nowMs, key, value, List.of());
        }
        if (!willSend && underWay == null) {
            willSend = true;
            ports.loop().whenIdle(this::sendNext);
        }
    }

    /** Runs it when everything that was written up to now is replicated; never when it is void. */
    void afterAll(Runnable answer) {
        if (!writer.isEmpty()) {
            answers.add(answer);
        } else if (!sealed.isEmpty()) {
            sealed.getLast().answers().add(answer);
        } else if (underWay != null) {
            underWay.answers().add(answer);
        } else {
            answer.run();
        }
    }

    boolean isIdle() {
        return writer.isEmpty() && sealed.isEmpty() && underWay == null;
    }

    /** Sends nothing more, and tells nobody. */
    void abandon() {
        isOver = true;
    }

    /**
     * Sends nothing more, drops what was not sent, and runs that once it is known whether the batch
     * that is under way is in the log.
     */
    void giveUp(Runnable then) {
        writer.reset();
        sealed.clear();
        answers.clear();
        if (underWay == null) {
            isOver = true;
            then.run();
        } else {
            underWay.answers().clear();
            whenKnown = then;
        }
    }

    private void seal() {
        int recordCount = writer.recordCount();
        writer.producer(producer.id(), producer.epoch(), nextSequence);
        nextSequence += recordCount;
        ByteBuffer batch = writer.build();
        new BatchHeader().wrap(batch, 0).partitionLeaderEpoch(leaderEpoch);
        sealed.add(new Sealed(batch, recordCount, answers));
        answers = new ArrayList<>();
    }

    private void sendNext() {
        willSend = false;
        if (isOver || underWay != null) {
            return;
        }
        if (sealed.isEmpty() && !writer.isEmpty()) {
            seal();
        }
        underWay = sealed.poll();
        if (underWay != null) {
            send(underWay);
        }
    }

    private void send(Sealed batch) {
        ports.writer()
                .produce(partition, batch.batch(), Acks.ALL, TIMEOUT_MS)
                .thenAccept(answer -> ports.loop().execute(() -> onAnswer(batch, answer)));
    }

    private void onAnswer(Sealed batch, Answer<Produced> answer) {
        if (isOver) {
            return;
        }
        switch (answer) {
            case Answer.Given<Produced> given -> {
                underWay = null;
                owner.onReplicated(given.value().baseOffset() + batch.recordCount());
                batch.answers().forEach(Runnable::run);
                if (whenKnown == null) {
                    sendNext();
                } else {
                    isOver = true;
                    whenKnown.run();
                }
            }
            case Answer.Refused<Produced> refused -> {
                if (isFinal(refused.rejected().reason())) {
                    isOver = true;
                    owner.onBroken(refused.rejected());
                } else {
                    ports.loop().schedule(RETRY_MS, () -> resend(batch));
                }
            }
        }
    }

    private void resend(Sealed batch) {
        if (!isOver) {
            send(batch);
        }
    }

    /**
     * Whether sending the same batch again can change nothing. All else may pass, or leaves open
     * whether the batch is in the log.
     */
    private static boolean isFinal(Rejection reason) {
        return switch (reason) {
            case FENCED_LEADER_EPOCH,
                    MESSAGE_TOO_LARGE,
                    RECORD_LIST_TOO_LARGE,
                    INVALID_RECORD,
                    INVALID_TOPIC_EXCEPTION,
                    CORRUPT_MESSAGE,
                    UNKNOWN_PRODUCER_ID,
                    OUT_OF_ORDER_SEQUENCE_NUMBER,
                    DUPLICATE_SEQUENCE_NUMBER,
                    INVALID_PRODUCER_EPOCH ->
                    true;
            default -> false;
        };
    }
}
