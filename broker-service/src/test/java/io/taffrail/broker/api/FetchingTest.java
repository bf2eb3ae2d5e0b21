package io.taffrail.broker.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taffrail.broker.partition.LoneBroker;
import io.taffrail.broker.replication.ReplicationThrottle;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.api.Ids;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A consumer's fetch over a connection that finds nothing at first, and waits for a minute. */
class FetchingTest {

    private static final int WAIT_MS = 60_000;

    @TempDir Path root;

    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicBoolean isBroken = new AtomicBoolean();
    private LoneBroker broker;
    private OneHandler handler;

    @BeforeEach
    void listen() throws Exception {
        broker = new LoneBroker(root);
        var replicas =
                new ReadReplicas(
                        LoneBroker.ID,
                        this::look,
                        image -> new EffectiveConfigs(image, LoneBroker.ID, Map.of()));
        var throttle = new ReplicationThrottle(LoneBroker.ID, Clock.system());
        handler =
                new OneHandler(
                        new FetchHandler(
                                broker.partitions(),
                                replicas,
                                throttle,
                                Clock.system(),
                                new Random(1)));
    }

    @AfterEach
    void close() {
        handler.close();
    }

    @Test
    void whoWaitsGetsWhatComes() throws Exception {
        CompletableFuture<FetchResponseData> answer = fetch();
        oneRecordComes();
        assertThat(answer.get(10, TimeUnit.SECONDS).responses())
                .singleElement()
                .satisfies(topic ->
                        assertThat(topic.partitions())
                                .singleElement()
                                .satisfies(data ->
                                        assertThat(data.records().sizeInBytes()).isPositive()));
    }

    @Test
    void whoWaitsIsNotLeftWaitingWhenWhatComesCannotBeRead() {
        CompletableFuture<FetchResponseData> answer = fetch();
        isBroken.set(true);
        oneRecordComes();
        assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
                .as("its connection ends, long before its time is over")
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    private CompletableFuture<FetchResponseData> fetch() {
        Uuid topicId = Ids.wire(broker.partition().id().topicId());
        var asked =
                new FetchPartition()
                        .setPartition(0)
                        .setFetchOffset(0)
                        .setPartitionMaxBytes(1 << 20);
        var answer =
                handler.send(
                        new FetchRequestData()
                                .setMaxWaitMs(WAIT_MS)
                                .setMinBytes(1)
                                .setMaxBytes(1 << 20)
                                .setRackId("here")
                                .setTopics(
                                        List.of(
                                                new FetchTopic()
                                                        .setTopic(LoneBroker.TOPIC)
                                                        .setTopicId(topicId)
                                                        .setPartitions(List.of(asked)))),
                        FetchResponseData.class);
        await().until(() -> looks.get() > 0);
        return answer;
    }

    private void oneRecordComes() {
        broker.append(1);
        broker.otherHasAll();
    }

    /** A fetch looks for the replica in its consumer's rack each time that it reads. */
    private MetadataImage look() {
        boolean fails = isBroken.get();
        looks.incrementAndGet();
        if (fails) {
            throw new IllegalStateException("broken on purpose");
        }
        return MetadataImage.EMPTY;
    }
}
