package io.taffrail.gateway.canary;

import io.taffrail.gateway.link.Acks;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.ClusterAdmin;
import io.taffrail.gateway.link.ClusterAdmin.NewTopic;
import io.taffrail.gateway.link.ClusterMetadata;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.PartitionReader.Fetched;
import io.taffrail.gateway.link.PartitionWriter;
import io.taffrail.gateway.link.PartitionWriter.Produced;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.metadata.CanaryTopic;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.RulesLevels;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.records.BatchWriter;
import io.taffrail.protocol.records.Compression;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one small record with acks=all to a topic of its own and reads it back, again and again.
 * What it says is what a user feels: how long a record takes from its producer to a consumer, and
 * for how many seconds none came through. Apart from the nodes' own numbers, which are all well
 * while a cable is cut.
 *
 * <p>Time counts as lost from the last record that came through on, once it is later than {@link
 * #LATE_NS}; before the first one nothing is known and nothing is counted.
 */
public final class Canary {

    private static final Logger LOG = LoggerFactory.getLogger(Canary.class);

    /** A record a second, and a second more for it to come: less is no outage. */
    static final long LATE_NS = 2_000_000_000L;

    private static final long GIVEN_UP_NS = 10_000_000_000L;
    private static final int TIMEOUT_MS = 5_000;
    private static final int WAIT_MS = 1_000;
    private static final int BYTES_MAX = 4_096;
    private static final TopicPartition PARTITION = new TopicPartition(CanaryTopic.NAME, 0);

    private final ClusterMetadata metadata;
    private final ClusterAdmin admin;
    private final PartitionWriter writer;
    private final PartitionReader reader;
    private final Clock clock;
    private final CanaryObserver observer;

    // All guarded by this: ticks and answers come on different threads.
    private boolean isAsking;
    private boolean hasComplained;
    private boolean isUnderWay;
    private long attempt;
    private long attemptBeganNs;
    private boolean hasEverCome;
    private long lastCameNs;
    private long countedUpToNs;

    public Canary(
            ClusterMetadata metadata,
            ClusterAdmin admin,
            PartitionWriter writer,
            PartitionReader reader,
            Clock clock,
            CanaryObserver observer) {
        this.metadata = metadata;
        this.admin = admin;
        this.writer = writer;
        this.reader = reader;
        this.clock = clock;
        this.observer = observer;
    }

    /** To be called once a second. */
    public void tick() {
        long nowNs = clock.nanoTime();
        countLost(nowNs);
        MetadataImage image = metadata.image();
        TopicImage topic = image.topic(CanaryTopic.NAME);
        if (topic == null) {
            create(image);
        } else if (topic.internal()) {
            send(nowNs);
        } else {
            complain("topic {} exists and is somebody's own: the canary does not write there");
        }
    }

    private synchronized void countLost(long nowNs) {
        if (hasEverCome && nowNs - lastCameNs > LATE_NS) {
            observer.onLost(nowNs - Math.max(lastCameNs, countedUpToNs));
            countedUpToNs = nowNs;
        }
    }

    private void create(MetadataImage image) {
        if (image.brokers().isEmpty()) {
            return;
        }
        if (image.featureLevel(RulesLevels.FEATURE) < CanaryTopic.INTERNAL_FROM_LEVEL) {
            complain(
                    "the canary waits for "
                            + RulesLevels.FEATURE
                            + " "
                            + CanaryTopic.INTERNAL_FROM_LEVEL
                            + ", from which on its topic {} is internal: raise it with"
                            + " kafka-features upgrade");
            return;
        }
        synchronized (this) {
            if (isAsking) {
                return;
            }
            isAsking = true;
        }
        var settings = Map.of("retention.ms", "600000", "segment.bytes", "1048576");
        admin.createTopic(new NewTopic(CanaryTopic.NAME, 1, (short) -1, Map.of(), settings), false)
                .whenComplete((_, _) -> {
                    synchronized (this) {
                        isAsking = false;
                    }
                });
    }

    private synchronized void complain(String message) {
        if (!hasComplained) {
            hasComplained = true;
            LOG.warn(message, CanaryTopic.NAME);
        }
    }

    private void send(long nowNs) {
        long mine;
        synchronized (this) {
            if (isUnderWay && nowNs - attemptBeganNs < GIVEN_UP_NS) {
                return;
            }
            isUnderWay = true;
            attemptBeganNs = nowNs;
            mine = ++attempt;
        }
        writer.produce(PARTITION, batch(mine), Acks.ALL, TIMEOUT_MS)
                .thenCompose(this::read)
                .whenComplete((hasCome, failure) ->
                        end(mine, nowNs, failure == null && Boolean.TRUE.equals(hasCome)));
    }

    private CompletableFuture<Boolean> read(Answer<Produced> written) {
        return switch (written) {
            case Answer.Refused<Produced> _ -> CompletableFuture.completedFuture(false);
            case Answer.Given<Produced> given ->
                    reader.fetch(PARTITION, given.value().baseOffset(), BYTES_MAX, WAIT_MS)
                            .thenApply(Canary::holdsSomething);
        };
    }

    private static boolean holdsSomething(Answer<Fetched> answer) {
        return answer instanceof Answer.Given<Fetched> given
                && given.value().batches().hasRemaining();
    }

    private synchronized void end(long which, long beganNs, boolean hasCome) {
        if (which == attempt) {
            isUnderWay = false;
        }
        if (hasCome) {
            long nowNs = clock.nanoTime();
            countLost(nowNs);
            hasEverCome = true;
            lastCameNs = nowNs;
            observer.onCame(nowNs - beganNs);
        }
    }

    private ByteBuffer batch(long number) {
        byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
        var batch = new BatchWriter(Compression.NONE, BYTES_MAX);
        batch.append(clock.nowMs(), null, value, List.of());
        return batch.build();
    }
}
