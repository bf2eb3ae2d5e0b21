package io.taffrail.gateway.link;

import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.ConfigResource;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.protocol.records.BatchHeader;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A cluster in memory: real batches at real offsets, long polls that wait, topics that come and go.
 * Its levers are the next refusals, and gates that hold writes and questions for offsets back.
 */
public final class MemoryCluster
        implements ClusterMetadata, ClusterAdmin, PartitionWriter, PartitionReader, AutoCloseable {

    private final ScheduledExecutorService timers =
            Executors.newSingleThreadScheduledExecutor(task -> {
                var thread = new Thread(task, "memory-cluster");
                thread.setDaemon(true);
                return thread;
            });
    private final List<Consumer<MetadataImage>> listeners = new CopyOnWriteArrayList<>();
    private final ConcurrentHashMap<TopicPartition, Log> logs = new ConcurrentHashMap<>();
    private final ArrayDeque<Rejection> nextRefusals = new ArrayDeque<>();
    private final ArrayDeque<Rejection> nextOffsetRefusals = new ArrayDeque<>();
    private final Gate writes = new Gate();
    private final Gate offsets = new Gate();
    private final AtomicLong producerIds = new AtomicLong(7000);
    private final AtomicLong unansweredWrites = new AtomicLong();
    private volatile MetadataImage image = MetadataImage.EMPTY;
    private long index;

    /** One partition: its batches in order. */
    private static final class Log {
        final List<ByteBuffer> batches = new ArrayList<>();
        final List<Runnable> waiters = new ArrayList<>();
        long startOffset;
        long endOffset;
    }

    public MemoryCluster() {
        apply(new MetadataEvent.ClusterCreated("memory-cluster-id"));
        apply(
                new MetadataEvent.NodeRegistered(
                        new NodeImage(
                                1,
                                NodeRole.BROKER,
                                1,
                                UUID.randomUUID(),
                                List.of(new Endpoint("KAFKA", "localhost", 9092)),
                                null,
                                false,
                                false,
                                List.of())));
    }

    public void addTopic(String name, int partitions) {
        addTopic(name, partitions, List.of(1));
    }

    /** Broker 1 keeps the logs, whoever else is said to replicate them. */
    public void addTopic(String name, int partitions, List<Integer> replicas) {
        List<PartitionImage> images = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            images.add(PartitionImage.created(i, replicas, replicas));
            logs.put(new TopicPartition(name, i), new Log());
        }
        apply(
                new MetadataEvent.TopicCreated(
                        new TopicImage(UUID.randomUUID(), name, name.startsWith("__"), images)));
    }

    /**
     * The next writes are refused so, one each; whether they were written depends on the reason.
     */
    public synchronized void refuseNext(Rejection... reasons) {
        nextRefusals.addAll(List.of(reasons));
    }

    /** The next question for an offset is refused so. */
    public synchronized void refuseNextOffset(Rejection reason) {
        nextOffsetRefusals.add(reason);
    }

    /** Writes wait until they are let go. */
    public void holdWrites() {
        writes.close();
    }

    /** How many batches came with acks=0. */
    public long unansweredWriteCount() {
        return unansweredWrites.get();
    }

    public int heldWriteCount() {
        return writes.heldCount();
    }

    public void releaseWrites() {
        writes.open();
    }

    /** Questions for an offset wait until they are let go. */
    public void holdOffsets() {
        offsets.close();
    }

    public int heldOffsetCount() {
        return offsets.heldCount();
    }

    public void releaseOffsets() {
        offsets.open();
    }

    /** The headers of all batches of a partition, for looking at. */
    public List<BatchHeader> batches(TopicPartition partition) {
        Log log = logs.get(partition);
        synchronized (log) {
            return log.batches.stream().map(b -> new BatchHeader().wrap(b, 0)).toList();
        }
    }

    public long endOffset(TopicPartition partition) {
        Log log = logs.get(partition);
        synchronized (log) {
            return log.endOffset;
        }
    }

    public void deleteRecordsBefore(TopicPartition partition, long offset) {
        Log log = logs.get(partition);
        synchronized (log) {
            log.startOffset = offset;
            log.batches.removeIf(batch -> new BatchHeader().wrap(batch, 0).nextOffset() <= offset);
        }
    }

    /** Makes that true of the cluster, as if a controller had decided it. */
    public synchronized void apply(MetadataEvent event) {
        image = image.evolve(event, ++index);
        listeners.forEach(listener -> listener.accept(image));
    }

    @Override
    public MetadataImage image() {
        return image;
    }

    @Override
    public void listen(Consumer<MetadataImage> listener) {
        listeners.add(listener);
        listener.accept(image);
    }

    @Override
    public CompletableFuture<Boolean> await(Predicate<MetadataImage> wanted, long timeoutMs) {
        var reached = new CompletableFuture<Boolean>();
        listen(now -> {
            if (wanted.test(now)) {
                reached.complete(true);
            }
        });
        return reached.completeOnTimeout(false, timeoutMs, TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletableFuture<Answer<Produced>> produce(
            TopicPartition partition, ByteBuffer batch, Acks acks, int timeoutMs) {
        if (acks == Acks.NONE) {
            unansweredWrites.incrementAndGet();
            write(partition, batch, new CompletableFuture<>());
            return CompletableFuture.completedFuture(Answer.of(new Produced(-1, -1)));
        }
        var answer = new CompletableFuture<Answer<Produced>>();
        Rejection refusal;
        synchronized (this) {
            refusal = nextRefusals.poll();
        }
        if (writes.holds(() -> write(partition, batch, answer))) {
            return answer;
        }
        if (refusal != null) {
            answer.complete(Answer.refused(refusal, "refused by the test"));
        } else {
            write(partition, batch, answer);
        }
        return answer;
    }

    private void write(
            TopicPartition partition,
            ByteBuffer batch,
            CompletableFuture<Answer<Produced>> answer) {
        Log log = logs.get(partition);
        if (log == null) {
            answer.complete(
                    Answer.refused(Rejection.UNKNOWN_TOPIC_OR_PARTITION, "no " + partition));
            return;
        }
        ByteBuffer stored = ByteBuffer.allocate(batch.remaining()).put(batch.duplicate()).flip();
        var header = new BatchHeader().wrap(stored, 0);
        if (!header.isCrcValid()) {
            answer.complete(Answer.refused(Rejection.CORRUPT_MESSAGE, "bad crc"));
            return;
        }
        long base;
        List<Runnable> woken;
        synchronized (log) {
            Long duplicateOf = duplicateOf(log, header);
            if (duplicateOf != null) {
                answer.complete(Answer.of(new Produced(duplicateOf, -1)));
                return;
            }
            base = log.endOffset;
            header.baseOffset(base);
            log.batches.add(stored);
            log.endOffset = header.nextOffset();
            woken = List.copyOf(log.waiters);
            log.waiters.clear();
        }
        answer.complete(Answer.of(new Produced(base, -1)));
        woken.forEach(timers::execute);
    }

    private static Long duplicateOf(Log log, BatchHeader header) {
        int remembered = Math.max(0, log.batches.size() - 5);
        for (ByteBuffer known : log.batches.subList(remembered, log.batches.size())) {
            var other = new BatchHeader().wrap(known, 0);
            boolean isSame =
                    header.hasProducerId()
                            && other.producerId() == header.producerId()
                            && other.baseSequence() == header.baseSequence()
                            && other.recordCount() == header.recordCount();
            if (isSame) {
                return other.baseOffset();
            }
        }
        return null;
    }

    @Override
    public CompletableFuture<Answer<Fetched>> fetch(
            TopicPartition partition, long offset, int maxBytes, int maxWaitMs) {
        Log log = logs.get(partition);
        if (log == null) {
            return CompletableFuture.completedFuture(
                    Answer.refused(Rejection.UNKNOWN_TOPIC_OR_PARTITION, "no " + partition));
        }
        var answer = new CompletableFuture<Answer<Fetched>>();
        synchronized (log) {
            if (offset < log.startOffset || offset > log.endOffset) {
                answer.complete(
                        Answer.refused(
                                Rejection.OFFSET_OUT_OF_RANGE,
                                "offset "
                                        + offset
                                        + " is not in "
                                        + log.startOffset
                                        + ".."
                                        + log.endOffset));
                return answer;
            }
            if (offset < log.endOffset || maxWaitMs == 0) {
                answer.complete(Answer.of(read(log, offset, maxBytes)));
                return answer;
            }
            log.waiters.add(
                    () -> fetch(partition, offset, maxBytes, 0).thenAccept(answer::complete));
        }
        timers.schedule(
                () -> fetch(partition, offset, maxBytes, 0).thenAccept(answer::complete),
                maxWaitMs,
                TimeUnit.MILLISECONDS);
        return answer;
    }

    private static Fetched read(Log log, long offset, int maxBytes) {
        List<ByteBuffer> found = new ArrayList<>();
        int bytes = 0;
        for (int i = firstAtOrAfter(log, offset); i < log.batches.size(); i++) {
            ByteBuffer batch = log.batches.get(i);
            if (!found.isEmpty() && bytes + batch.limit() > maxBytes) {
                break;
            }
            found.add(batch);
            bytes += batch.limit();
        }
        ByteBuffer joined = ByteBuffer.allocate(bytes);
        found.forEach(batch -> joined.put(batch.duplicate()));
        return new Fetched(joined.flip(), log.endOffset, log.startOffset);
    }

    private static int firstAtOrAfter(Log log, long offset) {
        int low = 0;
        int high = log.batches.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (new BatchHeader().wrap(log.batches.get(middle), 0).nextOffset() <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public CompletableFuture<Answer<Long>> offset(TopicPartition partition, long timestampMs) {
        var later = new CompletableFuture<Answer<Long>>();
        if (offsets.holds(() -> offset(partition, timestampMs).thenAccept(later::complete))) {
            return later;
        }
        Rejection refusal;
        synchronized (this) {
            refusal = nextOffsetRefusals.poll();
        }
        if (refusal != null) {
            return CompletableFuture.completedFuture(
                    Answer.refused(refusal, "refused by the test"));
        }
        Log log = logs.get(partition);
        if (log == null) {
            return CompletableFuture.completedFuture(
                    Answer.refused(Rejection.UNKNOWN_TOPIC_OR_PARTITION, "no " + partition));
        }
        synchronized (log) {
            long offset = log.endOffset;
            if (timestampMs == EARLIEST) {
                offset = log.startOffset;
            } else if (timestampMs >= 0) {
                for (ByteBuffer batch : log.batches) {
                    var header = new BatchHeader().wrap(batch, 0);
                    if (header.maxTimestamp() >= timestampMs) {
                        offset = header.baseOffset();
                        break;
                    }
                }
            }
            return CompletableFuture.completedFuture(Answer.of(offset));
        }
    }

    @Override
    public CompletableFuture<Answer<Done>> createTopic(NewTopic topic, boolean validateOnly) {
        if (image.topic(topic.name()) != null) {
            return CompletableFuture.completedFuture(
                    Answer.refused(
                            Rejection.TOPIC_ALREADY_EXISTS,
                            "topic " + topic.name() + " exists already"));
        }
        if (!validateOnly) {
            addTopic(topic.name(), Math.max(1, topic.partitionCount()));
            topic.configs()
                    .forEach((name, value) ->
                            apply(
                                    new MetadataEvent.ConfigChanged(
                                            ConfigResource.topic(topic.name()), name, value)));
        }
        return CompletableFuture.completedFuture(Answer.of(Done.DONE));
    }

    @Override
    public CompletableFuture<Answer<Done>> deleteTopic(String name) {
        TopicImage topic = image.topic(name);
        if (topic == null) {
            return unknown(name);
        }
        apply(new MetadataEvent.TopicDeleted(topic.id(), name));
        logs.keySet().removeIf(key -> key.topic().equals(name));
        return CompletableFuture.completedFuture(Answer.of(Done.DONE));
    }

    @Override
    public CompletableFuture<Answer<Done>> createPartitions(String name, int totalCount) {
        TopicImage topic = image.topic(name);
        if (topic == null) {
            return unknown(name);
        }
        List<PartitionImage> added = new ArrayList<>();
        for (int i = topic.partitions().size(); i < totalCount; i++) {
            added.add(PartitionImage.created(i, List.of(1), List.of(1)));
            logs.put(new TopicPartition(name, i), new Log());
        }
        apply(new MetadataEvent.PartitionsAdded(topic.id(), added));
        return CompletableFuture.completedFuture(Answer.of(Done.DONE));
    }

    @Override
    public CompletableFuture<Answer<Done>> alterConfigs(
            ConfigResource resource, List<ConfigChange> changes) {
        changes.forEach(change ->
                apply(new MetadataEvent.ConfigChanged(resource, change.name(), change.value())));
        return CompletableFuture.completedFuture(Answer.of(Done.DONE));
    }

    @Override
    public CompletableFuture<Answer<ProducerIdentity>> newProducerId() {
        return CompletableFuture.completedFuture(
                Answer.of(new ProducerIdentity(producerIds.getAndIncrement(), (short) 0)));
    }

    private static <T> CompletableFuture<Answer<T>> unknown(String topic) {
        return CompletableFuture.completedFuture(
                Answer.refused(
                        new Rejected(Rejection.UNKNOWN_TOPIC_OR_PARTITION, "no topic " + topic)));
    }

    @Override
    public void close() {
        timers.shutdownNow();
    }
}
