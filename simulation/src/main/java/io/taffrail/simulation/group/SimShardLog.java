package io.taffrail.simulation.group;

import io.taffrail.gateway.coordinator.api.GroupRecords;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.link.Acks;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.PartitionWriter;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.records.BatchHeader;
import io.taffrail.protocol.records.BatchReader;
import io.taffrail.protocol.records.CorruptBatchException;
import io.taffrail.simulation.cluster.SimNetwork;
import io.taffrail.simulation.cluster.SimProcess;
import io.taffrail.simulation.cluster.SimScheduler;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;

/**
 * The partition that a shard is kept in, as its leading broker shows it: it takes batches of its
 * own epoch only, and each sequence once. It learns of a new epoch later than the controller, and a
 * request may reach it long after its sender gave up.
 */
final class SimShardLog {

    static final int ADDRESS = 0;
    private static final long MS = 1_000_000;
    private static final long TIMEOUT_MS = 400;

    private final SimScheduler scheduler;
    private final SimNetwork network;
    private final SimProcess broker;
    private final Random random;
    private final GroupTruth truth;
    private final GroupRecords codec = new GroupRecords();
    private final List<ByteBuffer> batches = new ArrayList<>();
    private final Map<Long, List<Appended>> ofProducers = new HashMap<>();
    private int epoch;
    private long endOffset;

    SimShardLog(SimScheduler scheduler, SimNetwork network, Random random, GroupTruth truth) {
        this.scheduler = scheduler;
        this.network = network;
        this.broker = new SimProcess(scheduler);
        this.random = random;
        this.truth = truth;
    }

    /** The broker hears of the epoch. */
    void learn(int newEpoch) {
        epoch = Math.max(epoch, newEpoch);
    }

    /**
     * The log as one gateway reaches it.
     *
     * @param knownEpoch of the gateway's image
     */
    View viewOf(int gateway, SimProcess process, IntSupplier knownEpoch) {
        return new View(gateway, process, knownEpoch);
    }

    /** What the real client does: a request, an answer, and a time after which there is none. */
    final class View implements PartitionWriter, PartitionReader {
        private final int gateway;
        private final SimProcess process;
        private final IntSupplier knownEpoch;

        private View(int gateway, SimProcess process, IntSupplier knownEpoch) {
            this.gateway = gateway;
            this.process = process;
            this.knownEpoch = knownEpoch;
        }

        @Override
        public CompletableFuture<Answer<Produced>> produce(
                TopicPartition partition, ByteBuffer batch, Acks acks, int timeoutMs) {
            ByteBuffer sent = ByteBuffer.allocate(batch.remaining()).put(batch.duplicate()).flip();
            if (random.nextInt(20) == 0) {
                // A connection that was given up may still hold the request.
                scheduler.after(random.nextLong(3_000 * MS), () -> append(gateway, sent));
            }
            return ask(() -> append(gateway, sent));
        }

        @Override
        public CompletableFuture<Answer<Fetched>> fetch(
                TopicPartition partition, long offset, int maxBytes, int maxWaitMs) {
            int known = knownEpoch.getAsInt();
            return ask(() -> standing(known, () -> read(offset)));
        }

        @Override
        public CompletableFuture<Answer<Long>> offset(TopicPartition partition, long timestampMs) {
            int known = knownEpoch.getAsInt();
            return ask(
                    () -> standing(known, () -> timestampMs == EARLIEST ? 0L : (Long) endOffset));
        }

        private <T> CompletableFuture<Answer<T>> ask(Request<T> request) {
            var answer = new CompletableFuture<Answer<T>>();
            network.send(
                    gateway,
                    ADDRESS,
                    broker,
                    () -> {
                        Answer<T> given = request.run();
                        network.send(ADDRESS, gateway, process, () -> answer.complete(given));
                    });
            process.after(
                    TIMEOUT_MS * MS,
                    () ->
                            answer.complete(
                                    Answer.refused(Rejection.NETWORK_EXCEPTION, "no answer")));
            return answer;
        }
    }

    private record Appended(int firstSequence, int nextSequence, long offset) {}

    private interface Request<T> {
        Answer<T> run();
    }

    private interface Reading<T> {
        T run();
    }

    private <T> Answer<T> standing(int known, Reading<T> reading) {
        if (known < epoch) {
            return Answer.refused(Rejection.FENCED_LEADER_EPOCH, known + " is below " + epoch);
        }
        return known > epoch
                ? Answer.refused(Rejection.UNKNOWN_LEADER_EPOCH, known + " is above " + epoch)
                : Answer.of(reading.run());
    }

    private PartitionReader.Fetched read(long offset) {
        var found = new ArrayList<ByteBuffer>();
        int bytes = 0;
        for (int i = batchAt(offset); i < batches.size() && found.size() < 20; i++) {
            found.add(batches.get(i));
            bytes += batches.get(i).limit();
        }
        ByteBuffer all = ByteBuffer.allocate(bytes);
        found.forEach(batch -> all.put(batch.duplicate()));
        return new PartitionReader.Fetched(all.flip(), endOffset, 0);
    }

    /** The first batch that ends after that offset. */
    private int batchAt(long offset) {
        int low = 0;
        int high = batches.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (new BatchHeader().wrap(batches.get(middle), 0).nextOffset() <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Answer<PartitionWriter.Produced> append(int gateway, ByteBuffer batch) {
        var header = new BatchHeader().wrap(batch, 0);
        if (header.partitionLeaderEpoch() != epoch) {
            return Answer.refused(
                    Rejection.FENCED_LEADER_EPOCH,
                    header.partitionLeaderEpoch() + " is not " + epoch);
        }
        List<Appended> before =
                ofProducers.computeIfAbsent(header.producerId(), _ -> new ArrayList<>());
        for (Appended known : before) {
            if (known.firstSequence() == header.baseSequence()) {
                return Answer.of(new PartitionWriter.Produced(known.offset(), -1));
            }
        }
        int expected = before.isEmpty() ? 0 : before.getLast().nextSequence();
        if (header.baseSequence() != expected) {
            return Answer.refused(
                    Rejection.OUT_OF_ORDER_SEQUENCE_NUMBER,
                    header.baseSequence() + " is not " + expected);
        }
        ByteBuffer stored = ByteBuffer.allocate(batch.limit()).put(batch.duplicate()).flip();
        long base = endOffset;
        new BatchHeader().wrap(stored, 0).baseOffset(base);
        batches.add(stored);
        endOffset += header.recordCount();
        before.add(
                new Appended(
                        header.baseSequence(), header.baseSequence() + header.recordCount(), base));
        truth.onAppended(gateway, epoch, entries(stored));
        return Answer.of(new PartitionWriter.Produced(base, -1));
    }

    private List<GroupEntry> entries(ByteBuffer batch) {
        var entries = new ArrayList<GroupEntry>();
        try (var reader = new BatchReader(1 << 20, 1 << 24)) {
            reader.open(batch, 0);
            while (reader.next()) {
                entries.add(
                        Objects.requireNonNull(
                                codec.read(Objects.requireNonNull(reader.key()), reader.value())));
            }
        } catch (CorruptBatchException e) {
            throw new IllegalStateException("a gateway wrote what cannot be read", e);
        }
        return entries;
    }
}
