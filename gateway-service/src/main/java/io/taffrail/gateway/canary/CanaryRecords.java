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
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
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
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The canary's topic, and small records that take the way of everybody's through it. */
public final class CanaryRecords {

    static final TopicPartition PARTITION = new TopicPartition(CanaryTopic.NAME, 0);

    private static final int TIMEOUT_MS = 5_000;
    private static final int WAIT_MS = 1_000;
    private static final int BYTES_MAX = 4_096;
    private static final Map<String, String> SETTINGS =
            Map.of("retention.ms", "600000", "segment.bytes", "1048576");

    private final ClusterMetadata metadata;
    private final ClusterAdmin admin;
    private final PartitionWriter writer;
    private final PartitionReader reader;
    private final Clock clock;
    private final AtomicBoolean isAsking = new AtomicBoolean();

    public CanaryRecords(
            ClusterMetadata metadata,
            ClusterAdmin admin,
            PartitionWriter writer,
            PartitionReader reader,
            Clock clock) {
        this.metadata = metadata;
        this.admin = admin;
        this.writer = writer;
        this.reader = reader;
        this.clock = clock;
    }

    /**
     * Why no record can be written yet, or null when one can. Asks for the topic where that is all
     * that is missing, and says LEADER_NOT_AVAILABLE until it is there; any other reason stays
     * until somebody does something about it.
     */
    @Nullable Rejected obstacle() {
        MetadataImage image = metadata.image();
        TopicImage topic = image.topic(CanaryTopic.NAME);
        if (topic != null) {
            return topic.internal() ? null : notOurs();
        }
        if (image.brokers().isEmpty()) {
            return new Rejected(Rejection.LEADER_NOT_AVAILABLE, "no broker is registered yet");
        }
        if (image.featureLevel(RulesLevels.FEATURE) < CanaryTopic.INTERNAL_FROM_LEVEL) {
            return tooEarly();
        }
        create();
        return new Rejected(
                Rejection.LEADER_NOT_AVAILABLE, "topic " + CanaryTopic.NAME + " is being made");
    }

    private static Rejected notOurs() {
        return new Rejected(
                Rejection.TOPIC_ALREADY_EXISTS,
                "topic "
                        + CanaryTopic.NAME
                        + " exists and is somebody's own: the canary does not write there");
    }

    private static Rejected tooEarly() {
        return new Rejected(
                Rejection.UNSUPPORTED_VERSION,
                "the canary waits for "
                        + RulesLevels.FEATURE
                        + " "
                        + CanaryTopic.INTERNAL_FROM_LEVEL
                        + ", from which on its topic "
                        + CanaryTopic.NAME
                        + " is internal: raise it with kafka-features upgrade");
    }

    private void create() {
        if (isAsking.compareAndSet(false, true)) {
            var topic = new NewTopic(CanaryTopic.NAME, 1, (short) -1, Map.of(), SETTINGS);
            admin.createTopic(topic, false).whenComplete((_, _) -> isAsking.set(false));
        }
    }

    /** Writes one with acks=all and reads it back: whether it came through. */
    CompletableFuture<Boolean> pass(long number) {
        return writer.produce(PARTITION, batch(number), Acks.ALL, TIMEOUT_MS)
                .thenCompose(this::read)
                .exceptionally(_ -> false);
    }

    private CompletableFuture<Boolean> read(Answer<Produced> written) {
        return switch (written) {
            case Answer.Refused<Produced> _ -> CompletableFuture.completedFuture(false);
            case Answer.Given<Produced> given ->
                    reader.fetch(PARTITION, given.value().baseOffset(), BYTES_MAX, WAIT_MS)
                            .thenApply(CanaryRecords::holdsSomething);
        };
    }

    private static boolean holdsSomething(Answer<Fetched> answer) {
        return answer instanceof Answer.Given<Fetched> given
                && given.value().batches().hasRemaining();
    }

    private ByteBuffer batch(long number) {
        byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
        var batch = new BatchWriter(Compression.NONE, BYTES_MAX);
        batch.append(clock.nowMs(), null, value, List.of());
        return batch.build();
    }
}
