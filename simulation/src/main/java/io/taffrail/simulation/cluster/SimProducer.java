package io.taffrail.simulation.cluster;

import io.taffrail.broker.storage.AppendResult;
import io.taffrail.broker.storage.AppendResult.Appended;
import io.taffrail.broker.storage.AppendResult.Refused;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.protocol.records.BatchWriter;
import io.taffrail.protocol.records.Compression;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * A client that writes to one partition with acks=all. Idempotent, as Kafka's producer is by
 * default: up to five batches under way, and when one fails, all that are not acknowledged are sent
 * again in their order, to whoever leads by then. Or not: then each batch is sent once, and nobody
 * knows what became of one that failed.
 */
final class SimProducer {

    private static final int IN_FLIGHT_MAX = 5;
    private static final int RECORDS_MAX = 3;
    private static final long REPLICATION_MS = 1_000;
    private static final long ANSWER_NS = 1_500_000_000;
    private static final int FIRST_CLIENT_ID = 100;

    private final SimWorld world;
    private final int id;
    private final int partition;
    private final boolean isIdempotent;
    private final Random random;
    private final SimProcess process;
    private final BatchWriter writer = new BatchWriter(Compression.NONE, 1 << 12);
    private final Deque<Batch> unacknowledged = new ArrayDeque<>();
    private int nextNumber;
    private int batches;
    private int leader = -1;
    private int attempt;
    private boolean isWaiting;
    private boolean isStopped;
    private String lastRefusal = "nothing";

    private record Batch(int index, int firstNumber, long[] values) {}

    SimProducer(SimWorld world, int id, int partition, boolean isIdempotent, Random random) {
        this.world = world;
        this.id = id;
        this.partition = partition;
        this.isIdempotent = isIdempotent;
        this.random = random;
        this.process = new SimProcess(world.scheduler());
    }

    /** Writes another batch, unless too many are under way. */
    void write() {
        if (isStopped || isWaiting || isWindowFull()) {
            return;
        }
        long[] values = new long[1 + random.nextInt(RECORDS_MAX)];
        for (int i = 0; i < values.length; i++) {
            values[i] = Values.of(id, isIdempotent, nextNumber + i);
        }
        var batch = new Batch(batches++, nextNumber, values);
        nextNumber += values.length;
        unacknowledged.add(batch);
        send(batch);
    }

    /**
     * Brokers remember as many batches back: the oldest that is not acknowledged must be one. And
     * of a producer that they do not know they take any batch for the first, as Kafka does, so that
     * nothing can be promised of a second one before the first is acknowledged.
     */
    private boolean isWindowFull() {
        Batch oldest = unacknowledged.peek();
        return oldest != null && (oldest.index == 0 || batches - oldest.index >= IN_FLIGHT_MAX);
    }

    /** Writes no more; what is under way is still brought to its end. */
    void stop() {
        isStopped = true;
    }

    boolean isDone() {
        return unacknowledged.isEmpty();
    }

    private void send(Batch batch) {
        int ofAttempt = attempt;
        int to = leader;
        BrokerLife broker = to < 1 ? null : world.broker(to).life();
        process.after(broker == null ? 1 : ANSWER_NS, () -> onFailure(batch, ofAttempt));
        if (broker != null) {
            ByteBuffer bytes = bytes(batch);
            world.network()
                    .send(
                            FIRST_CLIENT_ID + id,
                            to,
                            broker.process(),
                            () ->
                                    broker.produce(
                                            partition,
                                            bytes,
                                            true,
                                            REPLICATION_MS,
                                            result -> answer(to, batch, ofAttempt, result)));
        }
    }

    private void answer(int from, Batch batch, int ofAttempt, AppendResult result) {
        world.network()
                .send(
                        from,
                        FIRST_CLIENT_ID + id,
                        process,
                        () -> onAnswer(batch, ofAttempt, result));
    }

    private ByteBuffer bytes(Batch batch) {
        writer.reset();
        if (isIdempotent) {
            writer.producer(id, (short) 0, batch.firstNumber);
        }
        for (long value : batch.values) {
            byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
            writer.append(1_700_000_000_000L, null, bytes, List.of());
        }
        ByteBuffer built = writer.build();
        return ByteBuffer.allocate(built.remaining()).put(built).flip();
    }

    private void onAnswer(Batch batch, int ofAttempt, AppendResult result) {
        switch (result) {
            case Appended appended when appended.firstOffset() == Appended.FORGOTTEN ->
                    throw new Violation(
                            "producer %d has %d batches under way, and partition %d has forgotten one",
                            id, unacknowledged.size(), partition);
            case Appended appended -> {
                // Also when it comes late: once acknowledged is acknowledged.
                world.truth().acknowledged(partition, appended.firstOffset(), batch.values);
                if (appended.isDuplicate()) {
                    world.truth().mark(Mark.DUPLICATE_ANSWERED);
                }
                unacknowledged.remove(batch);
            }
            case Refused refused -> {
                lastRefusal = refused.rejected().message();
                note(refused.rejected().reason());
                onFailure(batch, ofAttempt);
            }
        }
    }

    private void note(Rejection reason) {
        switch (reason) {
            case NOT_LEADER_OR_FOLLOWER -> world.truth().mark(Mark.STALE_LEADER_REFUSED);
            case NOT_ENOUGH_REPLICAS -> world.truth().mark(Mark.TOO_FEW_IN_SYNC);
            default -> {}
        }
    }

    private void onFailure(Batch batch, int ofAttempt) {
        if (ofAttempt != attempt || !unacknowledged.contains(batch)) {
            return;
        }
        attempt++;
        isWaiting = true;
        if (!isIdempotent) {
            unacknowledged.clear();
        }
        process.after((20 + random.nextInt(80)) * 1_000_000L, this::sendAgain);
    }

    private void sendAgain() {
        isWaiting = false;
        findLeader();
        unacknowledged.forEach(this::send);
    }

    /** By what some broker knows, which may be old. */
    private void findLeader() {
        BrokerLife asked = world.brokers().get(random.nextInt(world.brokers().size())).life();
        PartitionImage known =
                asked == null ? null : asked.link().image().partition(Truth.TOPIC, partition);
        leader = known == null ? -1 : known.leader();
    }

    @Override
    public String toString() {
        return "producer %d of partition %d: %d batches under way from record %d, attempt %d, refused last with: %s"
                .formatted(
                        id,
                        partition,
                        unacknowledged.size(),
                        unacknowledged.isEmpty() ? nextNumber : unacknowledged.peek().firstNumber,
                        attempt,
                        lastRefusal);
    }
}
