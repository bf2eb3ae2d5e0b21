package io.taffrail.broker.api;

import io.taffrail.broker.link.LeaderSource;
import io.taffrail.broker.partition.PartitionId;
import io.taffrail.broker.partition.PeerRecords;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.protocol.api.Ids;
import io.taffrail.protocol.api.Listeners;
import io.taffrail.protocol.client.NodeAddress;
import io.taffrail.protocol.client.NodeClient;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** The other brokers, as this one asks them: for what it follows, and for what it has lost. */
public final class WirePeers implements PeerRecords {

    private static final int LANE = 11;

    /** Of the first loop that follows; one for each of them. */
    private static final int FOLLOWING_LANE = 12;

    private static final short VERSION = 17;
    private static final int BYTES_MAX = 1024 * 1024;
    private static final int WITHOUT_SESSION = -1;

    /** While the other opens its log. */
    private static final int WAIT_MS = 500;

    private static final int TIMEOUT_MS = 5_000;

    private final NodeClient client;
    private final int localId;
    private final LongSupplier localNodeEpoch;
    private final Supplier<MetadataImage> image;

    /**
     * @param localNodeEpoch this broker's registration
     */
    public WirePeers(
            NodeClient client,
            int localId,
            LongSupplier localNodeEpoch,
            Supplier<MetadataImage> image) {
        this.client = client;
        this.localId = localId;
        this.localNodeEpoch = localNodeEpoch;
        this.image = image;
    }

    /**
     * Follows that broker.
     *
     * @param turn of the loop that does
     */
    public LeaderSource leaderSource(NodeImage leader, int turn) {
        return new WireLeaderSource(
                client, address(leader), FOLLOWING_LANE + turn, localId, localNodeEpoch);
    }

    private static NodeAddress address(NodeImage node) {
        var at = Objects.requireNonNull(node.endpoint(Listeners.KAFKA));
        return new NodeAddress(at.host(), at.port());
    }

    @Override
    public CompletableFuture<ByteBuffer> read(
            int brokerId, PartitionId id, int leaderEpoch, long offset) {
        NodeImage peer = image.get().node(brokerId);
        if (peer == null || !peer.isActive()) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("broker " + brokerId + " is away"));
        }
        var asked =
                new FetchPartition()
                        .setPartition(id.partition())
                        .setCurrentLeaderEpoch(leaderEpoch)
                        .setFetchOffset(offset)
                        .setPartitionMaxBytes(BYTES_MAX);
        // As a consumer that names no rack, so that it answers itself, follower or leader.
        var request =
                new FetchRequestData()
                        .setMaxWaitMs(WAIT_MS)
                        .setMinBytes(1)
                        .setMaxBytes(BYTES_MAX)
                        .setSessionEpoch(WITHOUT_SESSION)
                        .setTopics(
                                List.of(
                                        new FetchTopic()
                                                .setTopicId(Ids.wire(id.topicId()))
                                                .setPartitions(List.of(asked))));
        return client.sendExactly(
                        address(peer), LANE, request, VERSION, TIMEOUT_MS, FetchResponseData.class)
                .thenApply(response -> recordsOf(brokerId, response));
    }

    private static ByteBuffer recordsOf(int brokerId, FetchResponseData response) {
        for (var topic : response.responses()) {
            for (var partition : topic.partitions()) {
                if (partition.errorCode() == Errors.NONE.code()
                        && partition.records() instanceof MemoryRecords records) {
                    return records.buffer();
                }
                throw new IllegalStateException(
                        "broker %d answers %s"
                                .formatted(brokerId, Errors.forCode(partition.errorCode())));
            }
        }
        throw new IllegalStateException(
                "broker %d answers %s".formatted(brokerId, Errors.forCode(response.errorCode())));
    }
}
