package io.taffrail.broker.api;

import io.taffrail.broker.partition.Partition;
import io.taffrail.broker.partition.PartitionView;
import io.taffrail.broker.partition.Partitions;
import io.taffrail.broker.replication.LeaderState.FollowerLag;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.errors.ErrorTable;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import io.taffrail.protocol.wire.ApiCatalog;
import io.taffrail.protocol.wire.PartitionStanding;
import io.taffrail.protocol.wire.PartitionStanding.Follower;
import io.taffrail.protocol.wire.PartitionStandingRequest;
import io.taffrail.protocol.wire.PartitionStandingResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * PartitionStanding 0, our own: how far the replicas of a partition are, for a gateway that follows
 * one record. Asked many times in a row, so it looks at one partition only, and opens no log.
 */
final class PartitionStandingHandler implements ApiHandler {

    private final Partitions partitions;

    PartitionStandingHandler(Partitions partitions) {
        this.partitions = partitions;
    }

    @Override
    public ApiRange range() {
        return ApiRange.ours(ApiCatalog.PARTITION_STANDING);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(PartitionStandingRequest.class);
        Partition partition = partitions.find(request.topic(), request.partition());
        if (partition == null) {
            Rejection absence = partitions.absence(request.topic(), request.partition());
            exchange.respond(PartitionStandingResponse.error(ErrorTable.code(absence)));
            return;
        }
        // On the partition's loop, so that the view is of the same moment as the followers.
        partition
                .followerLags()
                .thenAccept(lags -> exchange.respond(standing(partition.view(), lags)));
    }

    private static PartitionStandingResponse standing(
            @Nullable PartitionView view, Map<Integer, FollowerLag> lags) {
        if (view == null || !view.isLeader()) {
            return PartitionStandingResponse.error(
                    ErrorTable.code(Rejection.NOT_LEADER_OR_FOLLOWER));
        }
        List<Follower> followers =
                lags.entrySet().stream()
                        .map(entry -> new Follower(entry.getKey(), entry.getValue().endOffset()))
                        .toList();
        return PartitionStandingResponse.of(
                new PartitionStanding(
                        view.leaderEpoch(),
                        view.log().endOffset(),
                        view.log().syncedOffset(),
                        view.highWatermark(),
                        followers));
    }
}
