package io.taffrail.gateway.coordinator.api;

import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.protocol.server.ApiHandler;
import java.util.List;
import java.util.function.Supplier;

/** What a coordinator answers on the Kafka wire. */
public final class CoordinatorHandlers {

    private CoordinatorHandlers() {}

    public static List<ApiHandler> of(Shards shards, Supplier<MetadataImage> image) {
        return List.of(
                new JoinGroupHandler(shards),
                new SyncGroupHandler(shards),
                new HeartbeatHandler(shards),
                new LeaveGroupHandler(shards),
                new DescribeGroupsHandler(shards),
                new ConsumerGroupHeartbeatHandler(shards),
                new ConsumerGroupDescribeHandler(shards, image),
                new OffsetCommitHandler(shards, image),
                new OffsetFetchHandler(shards, image),
                new OffsetDeleteHandler(shards, image),
                new ListGroupsHandler(shards),
                new DeleteGroupsHandler(shards));
    }
}
