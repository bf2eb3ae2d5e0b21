package io.taffrail.broker.api;

import io.netty.util.concurrent.ScheduledFuture;
import io.taffrail.broker.api.FetchSession.Key;
import io.taffrail.broker.api.FetchSession.Position;
import io.taffrail.broker.partition.Partition;
import io.taffrail.broker.partition.PartitionView;
import io.taffrail.broker.partition.Partitions;
import io.taffrail.broker.partition.PendingFetches;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.api.Ids;
import io.taffrail.protocol.errors.ErrorTable;
import io.taffrail.protocol.server.Exchange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * One fetch on its way: reads what is there, waits for more when that is too little, and answers.
 * Belongs to the connection's event loop; only {@link #wake} is called by others.
 */
final class Fetching {

    /** As Kafka's fetch.max.bytes for brokers: an answer is not larger, whatever a client asks. */
    private static final int RESPONSE_BYTES_MAX = 55 * 1024 * 1024;

    private static final int WAIT_MS_MAX = 60_000;

    private final Exchange exchange;
    private final FetchRequestData request;
    private final @Nullable FetchSession session;
    private final boolean incremental;
    private final Map<Key, Position> positions;
    private final Partitions partitions;
    private final PartitionRead partitionRead;
    private final Reader reader;
    private final long deadlineNs;
    private final Clock clock;
    private final AtomicBoolean isWoken = new AtomicBoolean();
    private final Runnable wake = this::wake;

    private final List<PendingFetches> waitingAt = new ArrayList<>();
    private @Nullable ScheduledFuture<?> timeout;
    private boolean isAnswered;

    Fetching(
            Exchange exchange,
            FetchRequestData request,
            Map<Key, FetchPartition> asked,
            FetchSessions.Lookup lookup,
            Partitions partitions,
            Clock clock) {
        this.exchange = exchange;
        this.request = request;
        this.session = lookup.session();
        this.incremental = lookup.incremental();
        this.partitions = partitions;
        this.partitionRead = new PartitionRead(partitions);
        this.reader = Reader.of(request, exchange.version());
        this.clock = clock;
        this.deadlineNs =
                exchange.receivedNs() + Math.min(request.maxWaitMs(), WAIT_MS_MAX) * 1_000_000L;
        this.positions = positions(session, asked);
    }

    private static Map<Key, Position> positions(
            @Nullable FetchSession session, Map<Key, FetchPartition> asked) {
        Map<Key, Position> positions = new LinkedHashMap<>();
        if (session == null) {
            asked.forEach((key, partition) -> positions.put(key, new Position(partition)));
        } else {
            synchronized (session) {
                positions.putAll(session.positions());
            }
        }
        return positions;
    }

    void begin() {
        Outcome outcome = read();
        if (outcome.mustAnswer || positions.isEmpty() || remainingMs() <= 0) {
            answer(outcome);
        } else {
            park();
        }
    }

    /** What a look at all partitions found. */
    private static final class Outcome {
        final Map<Key, PartitionData> data = new LinkedHashMap<>();
        int bytes;
        boolean mustAnswer;
    }

    private Outcome read() {
        var outcome = new Outcome();
        int left = Math.min(request.maxBytes(), RESPONSE_BYTES_MAX);
        for (Map.Entry<Key, Position> entry : positions.entrySet()) {
            Key key = entry.getKey();
            FetchPartition asked = entry.getValue().asked;
            PartitionData data =
                    partitionRead.read(
                            asked,
                            find(key),
                            missing(key),
                            Math.max(0, Math.min(left, asked.partitionMaxBytes())),
                            // Without it a batch larger than the bounds could never be read.
                            outcome.bytes == 0,
                            reader,
                            (partition, view) -> count(entry.getValue(), partition, view));
            int bytes = data.records().sizeInBytes();
            left -= bytes;
            outcome.bytes += bytes;
            outcome.mustAnswer |=
                    data.errorCode() != Errors.NONE.code() || data.divergingEpoch().epoch() >= 0;
            outcome.data.put(key, data);
        }
        outcome.mustAnswer |= outcome.bytes >= request.minBytes();
        return outcome;
    }

    /** A follower has what is before its position; that counts once. */
    private void count(Position position, Partition partition, PartitionView view) {
        if (!position.isCounted) {
            position.isCounted = true;
            reader.replicaRead(position.asked).tell(partition, view);
        }
    }

    private @Nullable Partition find(Key key) {
        return key.topicId() == null
                ? partitions.find(key.topic(), key.partition())
                : partitions.find(key.topicId(), key.partition());
    }

    private Errors missing(Key key) {
        return key.topicId() == null
                ? ErrorTable.error(partitions.absence(key.topic(), key.partition()))
                : ErrorTable.error(partitions.absence(key.topicId(), key.partition()));
    }

    private void park() {
        isWoken.set(false);
        for (Key key : positions.keySet()) {
            Partition partition = find(key);
            if (partition != null) {
                var waiting = waitingAt(partition);
                waiting.add(wake);
                waitingAt.add(waiting);
            }
        }
        if (timeout == null) {
            timeout =
                    exchange.executor()
                            .schedule(
                                    this::onTimeout,
                                    Math.max(1, remainingMs()),
                                    TimeUnit.MILLISECONDS);
        }
        // Something may have come between the last look and the first wait.
        Outcome outcome = read();
        if (outcome.mustAnswer) {
            answer(outcome);
        }
    }

    private PendingFetches waitingAt(Partition partition) {
        return reader.isReplica() ? partition.pendingReplicaFetches() : partition.pendingFetches();
    }

    /** A partition has grown or changed its role. Any thread. */
    private void wake() {
        if (isWoken.compareAndSet(false, true)) {
            exchange.executor().execute(this::onWoken);
        }
    }

    private void onWoken() {
        if (isAnswered) {
            return;
        }
        stopWaiting();
        Outcome outcome = read();
        if (outcome.mustAnswer) {
            answer(outcome);
        } else {
            park();
        }
    }

    private void onTimeout() {
        if (!isAnswered) {
            answer(read());
        }
    }

    private void stopWaiting() {
        for (PendingFetches waiting : waitingAt) {
            waiting.remove(wake);
        }
        waitingAt.clear();
    }

    private void answer(Outcome outcome) {
        isAnswered = true;
        stopWaiting();
        if (timeout != null) {
            timeout.cancel(false);
        }
        var response =
                new FetchResponseData()
                        .setSessionId(session == null ? FetchSessions.NO_SESSION : session.id());
        if (session == null) {
            outcome.data.forEach((key, data) -> add(response, key, data));
        } else {
            synchronized (session) {
                outcome.data.forEach((key, data) -> {
                    if (isNews(key, data) || !incremental) {
                        add(response, key, data);
                    }
                });
            }
        }
        exchange.respond(response);
    }

    /** Whether the client does not know this yet; it is taken to know it from now on. */
    private boolean isNews(Key key, PartitionData data) {
        Position position = positions.get(key);
        if (position == null || session == null) {
            return true;
        }
        boolean hasRecords = data.records().sizeInBytes() > 0;
        boolean isNews =
                hasRecords
                        || data.errorCode() != Errors.NONE.code()
                        || data.divergingEpoch().epoch() >= 0
                        || data.highWatermark() != position.toldHighWatermark
                        || data.logStartOffset() != position.toldLogStartOffset;
        // An error is told again until the client has dealt with it.
        boolean isError = data.errorCode() != Errors.NONE.code();
        position.toldHighWatermark = isError ? -1 : data.highWatermark();
        position.toldLogStartOffset = data.logStartOffset();
        if (hasRecords) {
            session.moveToEnd(key);
        }
        return isNews;
    }

    private static void add(FetchResponseData response, Key key, PartitionData data) {
        Uuid topicId = key.topicId() == null ? Uuid.ZERO_UUID : Ids.wire(key.topicId());
        String topic = key.topic();
        var topics = response.responses();
        FetchableTopicResponse last = topics.isEmpty() ? null : topics.getLast();
        boolean isSameTopic =
                last != null && last.topic().equals(topic) && last.topicId().equals(topicId);
        if (last == null || !isSameTopic) {
            last = new FetchableTopicResponse().setTopic(topic).setTopicId(topicId);
            topics.add(last);
        }
        last.partitions().add(data);
    }

    private long remainingMs() {
        return (deadlineNs - clock.nanoTime()) / 1_000_000L;
    }
}
