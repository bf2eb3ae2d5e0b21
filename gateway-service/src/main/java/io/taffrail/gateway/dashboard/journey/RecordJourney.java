package io.taffrail.gateway.dashboard.journey;

import io.taffrail.gateway.dashboard.journey.JourneyViews.Journey;
import io.taffrail.gateway.dashboard.journey.JourneyViews.Leader;
import io.taffrail.gateway.dashboard.journey.JourneyViews.Placement;
import io.taffrail.gateway.dashboard.journey.JourneyViews.Refusal;
import io.taffrail.gateway.dashboard.journey.JourneyViews.Stage;
import io.taffrail.gateway.dashboard.journey.JourneyViews.Standing;
import io.taffrail.gateway.dashboard.journey.Sightings.Span;
import io.taffrail.gateway.link.Acks;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.BrokerProbe;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.produce.BatchingProducer;
import io.taffrail.gateway.produce.Deliveries;
import io.taffrail.gateway.produce.Murmur2;
import io.taffrail.gateway.produce.NewRecord;
import io.taffrail.gateway.produce.TopicDirectory;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.wire.PartitionStanding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One record that is followed, from before it is sent until every replica has it. All on one
 * thread, but for the outcome, which is told from any.
 */
final class RecordJourney {

    private static final long TOLD_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(250);

    /** Replicas that are out of sync may still come along so long after the acknowledgement. */
    private static final long SETTLES_NS_MAX = TimeUnit.SECONDS.toNanos(2);

    // Most records are there within milliseconds; of one that is not, less exact times will do.
    private static final long QUICK_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PAUSE_NS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long LONG_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Start start;
    private final TopicPartition partition;
    private final PartitionImage image;
    private final TopicDirectory topics;
    private final BatchingProducer producer;
    private final BrokerProbe probe;
    private final Clock clock;
    private final Predicate<Journey> listener;
    private final Sightings sightings = new Sightings();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final long receivedMs;

    private @Nullable CompletableFuture<Heard> asked;
    private long askedNs;
    private long sentNs;
    private boolean isHeard = true;

    /**
     * @param record as it was asked for
     * @param placed with the partition that it goes to
     * @param topicMadeNs when its topic was there; null when it was there before
     */
    record Start(
            TopicImage topic,
            NewRecord record,
            NewRecord placed,
            int nodeId,
            long receivedNs,
            @Nullable Long topicMadeNs) {}

    private record Heard(Answer<PartitionStanding> answer, long atNs) {}

    /** Offset and time when it was written, or why not. */
    private record Outcome(
            long offset, long logAppendTimeMs, @Nullable Rejected rejected, long atNs) {

        /** And where: of a duplicate nobody says so. */
        boolean isWritten() {
            return rejected == null && offset >= 0;
        }
    }

    RecordJourney(
            Start start,
            TopicDirectory topics,
            BatchingProducer producer,
            BrokerProbe probe,
            Clock clock,
            Predicate<Journey> listener) {
        this.start = start;
        this.partition = new TopicPartition(start.topic().name(), start.placed().partition());
        this.image = start.topic().partitions().get(partition.partition());
        this.topics = topics;
        this.producer = producer;
        this.probe = probe;
        this.clock = clock;
        this.listener = listener;
        long sinceNs = clock.nanoTime() - start.receivedNs();
        this.receivedMs = clock.nowMs() - TimeUnit.NANOSECONDS.toMillis(sinceNs);
    }

    Journey run() throws InterruptedException {
        // The first question is on its way before the record, which does not wait for its answer.
        ask();
        sentNs = clock.nanoTime();
        producer.sendOne(
                start.topic(),
                start.placed(),
                Acks.ALL,
                topics.recordBytesMax(partition.topic()),
                new Told());
        tell("sent", null);
        long toldNs = sentNs;
        while (!outcome.isDone() && isHeard) {
            pause();
            look();
            if (clock.nanoTime() - toldNs >= TOLD_EVERY_NS) {
                tell("waiting", null);
                toldNs = clock.nanoTime();
            }
        }
        Outcome known = outcome.getNow(null);
        if (known == null) {
            return journey("waiting", null);
        }
        if (known.rejected() != null) {
            return tell("refused", known);
        }
        tell("acknowledged", known);
        while (isHeard
                && !isEverywhere(known.offset())
                && clock.nanoTime() - known.atNs() < SETTLES_NS_MAX) {
            pause();
            look();
        }
        return tell("settled", known);
    }

    private final class Told implements Deliveries {
        @Override
        public void delivered(int firstTag, int count, int at, long offset, long appendTimeMs) {
            outcome.complete(new Outcome(offset, appendTimeMs, null, clock.nanoTime()));
        }

        @Override
        public void refused(int firstTag, int count, Rejected rejected) {
            outcome.complete(new Outcome(-1, -1, rejected, clock.nanoTime()));
        }
    }

    private void pause() {
        boolean isQuick = clock.nanoTime() - sentNs < QUICK_NS;
        LockSupport.parkNanos(isQuick ? PAUSE_NS : LONG_PAUSE_NS);
    }

    /** Asks the leader, unless it owes an answer. */
    private CompletableFuture<Heard> ask() {
        CompletableFuture<Heard> pending = asked;
        if (pending == null) {
            askedNs = clock.nanoTime();
            pending =
                    probe.standing(partition)
                            .thenApply(answer -> new Heard(answer, clock.nanoTime()));
            asked = pending;
        }
        return pending;
    }

    /** Waits for an answer no longer than people wait for a word. */
    private void look() throws InterruptedException {
        CompletableFuture<Heard> pending = ask();
        try {
            Heard heard = pending.get(TOLD_EVERY_NS, TimeUnit.NANOSECONDS);
            asked = null;
            if (heard.answer() instanceof Answer.Given<PartitionStanding> given) {
                sightings.add(askedNs, heard.atNs(), given.value());
            }
        } catch (TimeoutException e) {
            // It is owed still, and the next look waits for it.
        } catch (ExecutionException e) {
            throw new IllegalStateException("asking about " + partition + " failed", e.getCause());
        }
    }

    /** As far as the leader knows; a duplicate's offset is nobody's. */
    private boolean isEverywhere(long offset) {
        PartitionStanding newest = sightings.newest();
        return offset < 0
                || newest != null
                        && newest.highWatermark() > offset
                        && newest.followers().stream().allMatch(each -> each.endOffset() > offset);
    }

    private Journey tell(String state, @Nullable Outcome known) {
        Journey journey = journey(state, known);
        isHeard = isHeard && listener.test(journey);
        return journey;
    }

    private Journey journey(String state, @Nullable Outcome known) {
        Rejected rejected = known == null ? null : known.rejected();
        Outcome written = known == null || !known.isWritten() ? null : known;
        return new Journey(
                state,
                partition.topic(),
                partition.partition(),
                written == null ? null : String.valueOf(written.offset()),
                written == null ? null : Long.valueOf(timestampMs(written)),
                start.nodeId(),
                receivedMs,
                placement(),
                new Leader(image.leader(), image.leaderEpoch()),
                leaderNow(),
                image.replicas(),
                image.isr(),
                stages(known),
                standing(sightings.newest()),
                sightings.looks(),
                rejected == null
                        ? null
                        : new Refusal(rejected.reason().name(), rejected.message()));
    }

    private long timestampMs(Outcome written) {
        boolean isTimeOfLog = written.logAppendTimeMs() >= 0;
        return isTimeOfLog ? written.logAppendTimeMs() : start.placed().timestampMs();
    }

    private Placement placement() {
        byte[] key = start.record().key();
        boolean isAsked = start.record().partition() != NewRecord.ANY_PARTITION;
        return new Placement(
                isAsked ? "asked" : key != null ? "key" : "any",
                key == null ? null : Long.valueOf(Murmur2.hash(key) & 0x7fffffff),
                start.topic().partitions().size());
    }

    private Leader leaderNow() {
        TopicImage now = topics.image().topic(partition.topic());
        PartitionImage here = now == null ? image : now.partitions().get(partition.partition());
        return new Leader(here.leader(), here.leaderEpoch());
    }

    private List<Stage> stages(@Nullable Outcome known) {
        List<Stage> stages = new ArrayList<>();
        stages.add(exact("received", start.receivedNs()));
        if (start.topicMadeNs() != null) {
            stages.add(exact("topic_made", start.topicMadeNs()));
        }
        stages.add(exact("sent", sentNs));
        if (known == null || !known.isWritten()) {
            return stages;
        }
        long offset = known.offset();
        int leader = image.leader();
        stages.add(implied("appended", leader, known, PartitionStanding::endOffset));
        // Not implied by the acknowledgement where a topic does not wait for its disks.
        stages.add(seen("synced", leader, offset, PartitionStanding::syncedOffset));
        for (int replica : image.replicas()) {
            if (replica != leader) {
                stages.add(
                        seen(
                                "replicated",
                                replica,
                                offset,
                                standing -> Sightings.endOf(standing, replica)));
            }
        }
        stages.add(implied("readable", leader, known, PartitionStanding::highWatermark));
        stages.add(exact("acknowledged", known.atNs()));
        return stages;
    }

    private Stage exact(String name, long atNs) {
        return new Stage(name, null, us(atNs), us(atNs));
    }

    private Stage seen(
            String name, int broker, long offset, ToLongFunction<PartitionStanding> end) {
        Span span = sightings.passed(offset, end);
        return span == null
                ? new Stage(name, broker, null, null)
                : stage(name, broker, span.notBefore(sentNs));
    }

    /** It was acknowledged because this had happened. */
    private Stage implied(
            String name, int broker, Outcome known, ToLongFunction<PartitionStanding> end) {
        Span span = sightings.passed(known.offset(), end);
        Span widest = span == null ? new Span(sentNs, known.atNs()) : span;
        return stage(name, broker, widest.notBefore(sentNs).notAfter(known.atNs()));
    }

    private Stage stage(String name, int broker, Span span) {
        return new Stage(name, broker, us(span.afterNs()), us(span.byNs()));
    }

    private long us(long atNs) {
        return TimeUnit.NANOSECONDS.toMicros(atNs - start.receivedNs());
    }

    private static @Nullable Standing standing(@Nullable PartitionStanding now) {
        if (now == null) {
            return null;
        }
        Map<Integer, @Nullable String> followers = new TreeMap<>();
        now.followers()
                .forEach(each ->
                        followers.put(
                                each.id(),
                                each.endOffset() < 0 ? null : String.valueOf(each.endOffset())));
        return new Standing(
                now.leaderEpoch(),
                String.valueOf(now.endOffset()),
                String.valueOf(now.syncedOffset()),
                String.valueOf(now.highWatermark()),
                followers);
    }
}
