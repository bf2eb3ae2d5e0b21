package io.taffrail.broker.api;

import io.netty.util.concurrent.ScheduledFuture;
import io.taffrail.broker.api.FetchSession.Key;
import io.taffrail.broker.api.FetchSession.Position;
import io.taffrail.broker.partition.Partition;
import io.taffrail.broker.partition.PartitionView;
import io.taffrail.broker.partition.Partitions;
import io.taffrail.broker.replication.ReplicationThrottle;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.api.Ids;
import io.taffrail.protocol.errors.ErrorTable;
import io.taffrail.protocol.server.Exchange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
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
    private final FetchSession session;
    private final boolean isKept;
    private final boolean incremental;
    private final Partitions partitions;
    private final PartitionRead partitionRead;
    private final Reader reader;
    private final ReplicationThrottle throttle;
    private final long deadlineNs;
    private final Clock clock;
    private final AtomicBoolean isWoken = new AtomicBoolean();
    private final Runnable wake = this::wake;

    private @Nullable ScheduledFuture<?> timeout;
    private boolean isAnswered;

    Fetching(
            Exchange exchange,
            FetchRequestData request,
            Map<Key, FetchPartition> asked,
            FetchSessions.Lookup lookup,
            Partitions partitions,
            ReadReplicas replicas,
            ReplicationThrottle throttle,
            Clock clock) {
        this.exchange = exchange;
        this.request = request;
        this.isKept = lookup.session() != null;
        this.session = lookup.session() == null ? forOnce(asked, clock) : lookup.session();
        this.incremental = lookup.incremental();
        this.partitions = partitions;
        this.partitionRead = new PartitionRead(partitions, replicas);
        this.reader = Reader.of(request, exchange.version());
        this.throttle = throttle;
        this.clock = clock;
        this.deadlineNs =
                exchange.receivedNs() + Math.min(request.maxWaitMs(), WAIT_MS_MAX) * 1_000_000L;
    }

    private static FetchSession forOnce(Map<Key, FetchPartition> asked, Clock clock) {
        var session = new FetchSession(FetchSessions.NO_SESSION, clock.nowMs());
        session.update(asked, List.of());
        return session;
    }

    void begin() {
        // First, so that whatever comes after the look wakes this request.
        session.wakeWhenGrown(wake);
        Outcome outcome;
        boolean isEmpty;
        synchronized (session) {
            outcome = look(session.toLookAt());
            isEmpty = session.positions().isEmpty();
        }
        if (outcome.mustAnswer || isEmpty || remainingMs() <= 0) {
            answer(outcome);
            return;
        }
        timeout = schedule(this::onTimeout, remainingMs());
        lookAgainWhenAllowed(outcome);
    }

    /** Nothing grows when a throttle lets more through, so nobody would wake this request. */
    private void lookAgainWhenAllowed(Outcome outcome) {
        if (outcome.isHeldBack) {
            schedule(this::onAllowed, throttle.waitMsAsLeader());
        }
    }

    private ScheduledFuture<?> schedule(Runnable work, long delayMs) {
        return exchange.executor()
                .schedule(
                        () -> exchange.attempt(work), Math.max(1, delayMs), TimeUnit.MILLISECONDS);
    }

    private void onAllowed() {
        if (isAnswered) {
            return;
        }
        Outcome outcome;
        synchronized (session) {
            outcome = look(session.toLookAt());
        }
        if (outcome.mustAnswer) {
            answer(outcome);
        } else {
            lookAgainWhenAllowed(outcome);
        }
    }

    /** What a look has found. */
    private static final class Outcome {
        final Map<Position, PartitionData> data = new LinkedHashMap<>();
        int bytes;
        boolean mustAnswer;
        boolean isHeldBack;
    }

    /** With the session's lock. */
    private Outcome look(List<Position> at) {
        var outcome = new Outcome();
        int left = Math.min(request.maxBytes(), RESPONSE_BYTES_MAX);
        for (Position position : at) {
            // Without it a batch larger than the bounds could never be read.
            Partition partition = find(position.key);
            boolean isHeldBack = isThrottled(position, partition) && throttle.isSpentAsLeader();
            outcome.isHeldBack |= isHeldBack;
            boolean minOneBatch = outcome.bytes == 0 && !isHeldBack;
            if (partition != null) {
                position.watch(partition, reader.isReplica());
            }
            FetchPartition asked = position.asked;
            PartitionData data =
                    partitionRead.read(
                            asked,
                            partition,
                            partition == null ? missing(position.key) : Errors.NONE,
                            isHeldBack ? 0 : Math.max(0, Math.min(left, asked.partitionMaxBytes())),
                            minOneBatch,
                            reader,
                            (agreed, view) -> count(position, agreed, view));
            int bytes = data.records().sizeInBytes();
            left -= bytes;
            outcome.bytes += bytes;
            outcome.mustAnswer |=
                    data.errorCode() != Errors.NONE.code()
                            || data.divergingEpoch().epoch() >= 0
                            || data.preferredReadReplica() >= 0
                            || isForItsReaders(partition, position, data);
            outcome.data.put(position, data);
            // A partition whose log is being opened knows nothing yet, and one that found no room
            // in the answer may have something all the same.
            boolean isKnown = partition != null && data.highWatermark() >= 0 && minOneBatch;
            if (isKnown && !position.isNews(data)) {
                session.rest(position);
            }
        }
        outcome.mustAnswer |= outcome.bytes >= request.minBytes();
        return outcome;
    }

    /** A copy that is still being made, and that shall not be made at full speed. */
    private boolean isThrottled(Position position, @Nullable Partition partition) {
        if (partition == null || !reader.isReplica()) {
            return false;
        }
        PartitionView view = partition.view();
        return view != null
                && throttle.countsAsLeader(
                        partition.id().topicId(),
                        partition.id().partition(),
                        reader.replicaId(),
                        position.asked.fetchOffset(),
                        view.highWatermark());
    }

    /** Whoever reads at this follower sees no more than the high watermark that it knows. */
    private boolean isForItsReaders(
            @Nullable Partition partition, Position position, PartitionData data) {
        return reader.isReplica()
                && partition != null
                && partition.pendingReplicaFetches().doHaveReaders()
                && position.isNews(data);
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

    /** A partition has grown or changed its role. Any thread. */
    private void wake() {
        if (isWoken.compareAndSet(false, true)) {
            try {
                exchange.executor().execute(() -> exchange.attempt(this::onWoken));
            } catch (RejectedExecutionException closed) {
                // The listener has closed before the partitions do, and nobody waits any more. On
                // the partition's loop this would count as a bug and end the process uncleanly.
            }
        }
    }

    private void onWoken() {
        isWoken.set(false);
        if (isAnswered) {
            return;
        }
        Outcome outcome;
        synchronized (session) {
            Outcome ofGrown = look(session.takeGrown());
            if (!ofGrown.mustAnswer && ofGrown.bytes == 0) {
                return;
            }
            // It may be enough together with what is elsewhere.
            outcome = look(session.toLookAt());
        }
        if (outcome.mustAnswer) {
            answer(outcome);
        }
    }

    private void onTimeout() {
        if (!isAnswered) {
            Outcome outcome;
            synchronized (session) {
                outcome = look(session.toLookAt());
            }
            answer(outcome);
        }
    }

    private void answer(Outcome outcome) {
        isAnswered = true;
        session.wakeNoMore(wake);
        if (timeout != null) {
            timeout.cancel(false);
        }
        var response = new FetchResponseData().setSessionId(session.id());
        synchronized (session) {
            outcome.data.forEach((position, data) -> {
                count(position, data);
                boolean isNews = position.isNews(data);
                position.tell(data);
                if (isNews || !incremental) {
                    add(response, position.key, data);
                }
            });
            if (!isKept) {
                session.close();
            }
        }
        exchange.respond(response);
    }

    private void count(Position position, PartitionData data) {
        Partition partition = find(position.key);
        if (partition == null) {
            return;
        }
        int bytes = data.records().sizeInBytes();
        boolean isFailed = data.errorCode() != Errors.NONE.code();
        partition.traffic().onFetched(reader.isReplica(), isFailed, bytes);
        if (bytes > 0 && isThrottled(position, partition)) {
            throttle.sentAsLeader(bytes);
        }
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
