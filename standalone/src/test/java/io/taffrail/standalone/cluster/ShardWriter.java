package io.taffrail.standalone.cluster;

import static org.awaitility.Awaitility.await;

import io.taffrail.protocol.client.NodeAddress;
import io.taffrail.protocol.client.NodeClient;
import io.taffrail.protocol.records.BatchHeader;
import io.taffrail.protocol.records.BatchWriter;
import io.taffrail.protocol.records.Compression;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;

/**
 * Writes to a shard as whoever owns it does, one batch after the other, always in the epoch that
 * the cluster says is current; and takes the time from the first refusal of an epoch to the first
 * batch that is acknowledged in the next.
 */
final class ShardWriter implements AutoCloseable {

    private static final String TOPIC = "__consumer_offsets";
    private static final int TIMEOUT_MS = 5_000;

    private final NodeClient client;
    private final LocalCluster cluster;
    private final int shard;
    private final Thread thread;
    private final AtomicInteger written = new AtomicInteger();
    private final List<Long> gapsMs = new CopyOnWriteArrayList<>();
    private volatile boolean isStopped;

    ShardWriter(NodeClient client, LocalCluster cluster, int shard) {
        this.client = client;
        this.cluster = cluster;
        this.shard = shard;
        this.thread = Thread.ofPlatform().name("shard-writer").start(this::run);
    }

    List<Long> gapsMs() {
        return gapsMs;
    }

    void awaitWritten(int more) {
        int target = written.get() + more;
        await().atMost(Duration.ofSeconds(60)).until(() -> written.get() >= target);
    }

    void stop() throws InterruptedException {
        isStopped = true;
        thread.join();
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }

    private record Place(Uuid topicId, NodeAddress leader, int leaderEpoch) {}

    private void run() {
        try {
            Place place = look();
            long refusedNs = 0;
            while (!isStopped) {
                Errors error = write(place);
                if (error == Errors.NONE) {
                    written.incrementAndGet();
                    if (refusedNs != 0) {
                        gapsMs.add((System.nanoTime() - refusedNs) / 1_000_000);
                        refusedNs = 0;
                    }
                } else {
                    refusedNs = refusedNs == 0 ? System.nanoTime() : refusedNs;
                    place = look();
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException("the writer ends", e);
        }
    }

    private Place look() throws Exception {
        var request =
                new MetadataRequestData()
                        .setTopics(
                                List.of(
                                        new MetadataRequestData.MetadataRequestTopic()
                                                .setName(TOPIC)))
                        .setAllowAutoTopicCreation(false);
        var answer =
                client.send(
                                new NodeAddress("127.0.0.1", cluster.brokerPort(1)),
                                0,
                                request,
                                TIMEOUT_MS,
                                MetadataResponseData.class)
                        .get(10, TimeUnit.SECONDS);
        var topic = answer.topics().iterator().next();
        var partition =
                topic.partitions().stream()
                        .filter(each -> each.partitionIndex() == shard)
                        .findFirst()
                        .orElseThrow();
        var leader = answer.brokers().find(partition.leaderId());
        return new Place(
                topic.topicId(),
                new NodeAddress(leader.host(), leader.port()),
                partition.leaderEpoch());
    }

    private Errors write(Place place) throws Exception {
        var data =
                new ProduceRequestData.PartitionProduceData()
                        .setIndex(shard)
                        .setRecords(MemoryRecords.readableRecords(batch(place.leaderEpoch())));
        var topics = new ProduceRequestData.TopicProduceDataCollection();
        topics.add(
                new ProduceRequestData.TopicProduceData()
                        .setName(TOPIC)
                        .setTopicId(place.topicId())
                        .setPartitionData(List.of(data)));
        var request =
                new ProduceRequestData()
                        .setAcks((short) -1)
                        .setTimeoutMs(TIMEOUT_MS)
                        .setTopicData(topics);
        var answer =
                client.send(place.leader(), 0, request, TIMEOUT_MS, ProduceResponseData.class)
                        .get(10, TimeUnit.SECONDS);
        return Errors.forCode(
                answer.responses().iterator().next().partitionResponses().getFirst().errorCode());
    }

    private static ByteBuffer batch(int leaderEpoch) {
        var writer = new BatchWriter(Compression.NONE, 1 << 10);
        writer.append(1_700_000_000_000L, new byte[] {1}, new byte[] {2}, List.of());
        ByteBuffer batch = writer.build();
        new BatchHeader().wrap(batch, 0).partitionLeaderEpoch(leaderEpoch);
        return batch;
    }
}
