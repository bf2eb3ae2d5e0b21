package io.taffrail.gateway.api;

import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.protocol.api.DescribeClusterHandler;
import io.taffrail.protocol.api.DescribeConfigsHandler;
import io.taffrail.protocol.api.DescribeTopicPartitionsHandler;
import io.taffrail.protocol.api.FindCoordinatorHandler;
import io.taffrail.protocol.api.ForwardingHandler;
import io.taffrail.protocol.api.InitProducerIdHandler;
import io.taffrail.protocol.api.MetadataHandler;
import io.taffrail.protocol.api.NoGroupsHandler;
import io.taffrail.protocol.api.NoLogDirsHandler;
import io.taffrail.protocol.api.NotLeaderHandler;
import io.taffrail.protocol.api.ProducerIdBlock;
import io.taffrail.protocol.api.TopicCreation;
import io.taffrail.protocol.link.ControllerLink;
import io.taffrail.protocol.server.ApiHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The table of what a gateway answers on a listener of its own: what clients ask any node for, and
 * what its coordinators answer. Records are the brokers'.
 */
final class GatewayHandlers {

    private GatewayHandlers() {}

    /**
     * @param coordinators go before the others
     * @param configs the settings that hold on this node
     */
    static List<ApiHandler> all(
            int nodeId,
            ControllerLink link,
            Function<MetadataImage, EffectiveConfigs> configs,
            List<ApiHandler> coordinators) {
        var creation = new TopicCreation(link);
        var handlers = new ArrayList<>(coordinators);
        handlers.add(new MetadataHandler(link::image, configs, creation));
        handlers.add(new FindCoordinatorHandler(link::image, creation));
        handlers.add(new DescribeClusterHandler(link::image));
        handlers.add(new DescribeTopicPartitionsHandler(link::image));
        handlers.add(new DescribeConfigsHandler(nodeId, link::image, configs));
        handlers.add(new InitProducerIdHandler(new ProducerIdBlock(nodeId, link)));
        handlers.add(new NoLogDirsHandler());
        handlers.add(new NoGroupsHandler());
        handlers.addAll(NotLeaderHandler.all());
        handlers.addAll(ForwardingHandler.all(link));
        return handlers;
    }
}
