package io.taffrail.broker.api;

import io.taffrail.broker.partition.LogStore;
import io.taffrail.broker.partition.Partitions;
import io.taffrail.broker.replication.ReplicationThrottle;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.api.DescribeClusterHandler;
import io.taffrail.protocol.api.DescribeConfigsHandler;
import io.taffrail.protocol.api.DescribeTopicPartitionsHandler;
import io.taffrail.protocol.api.FindCoordinatorHandler;
import io.taffrail.protocol.api.ForwardingHandler;
import io.taffrail.protocol.api.InitProducerIdHandler;
import io.taffrail.protocol.api.MetadataHandler;
import io.taffrail.protocol.api.NoGroupsHandler;
import io.taffrail.protocol.api.NotCoordinatorHandler;
import io.taffrail.protocol.api.ProducerIdBlock;
import io.taffrail.protocol.api.TopicCreation;
import io.taffrail.protocol.link.ControllerLink;
import io.taffrail.protocol.server.ApiHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The table of what a broker answers. */
public final class BrokerHandlers {

    private BrokerHandlers() {}

    public static List<ApiHandler> all(
            int nodeId,
            Partitions partitions,
            LogStore store,
            ReplicationThrottle throttle,
            ControllerLink link,
            Function<MetadataImage, EffectiveConfigs> configs,
            Clock clock,
            RandomGenerator random) {
        var handlers = new ArrayList<ApiHandler>();
        handlers.add(new ProduceHandler(partitions, link::image));
        var replicas = new ReadReplicas(nodeId, link::image, configs);
        handlers.add(new FetchHandler(partitions, replicas, throttle, clock, random));
        handlers.add(new ListOffsetsHandler(partitions));
        handlers.add(new OffsetForLeaderEpochHandler(partitions));
        handlers.add(new InitProducerIdHandler(new ProducerIdBlock(nodeId, link)));
        handlers.add(new DeleteRecordsHandler(partitions));
        handlers.add(new DescribeLogDirsHandler(store));
        handlers.add(new DescribeProducersHandler(partitions));
        handlers.add(new BrokerCountersHandler(partitions, store::directories, clock));
        handlers.add(new PartitionStandingHandler(partitions));
        var creation = new TopicCreation(link);
        handlers.add(new MetadataHandler(link::image, configs, creation));
        handlers.add(new FindCoordinatorHandler(link::image, creation));
        handlers.add(new NoGroupsHandler());
        handlers.addAll(NotCoordinatorHandler.all());
        handlers.add(new DescribeClusterHandler(link::image));
        handlers.add(new DescribeTopicPartitionsHandler(link::image));
        handlers.add(new DescribeConfigsHandler(nodeId, link::image, configs));
        handlers.addAll(ForwardingHandler.all(link));
        return handlers;
    }
}
