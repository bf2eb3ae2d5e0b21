package io.taffrail.gateway;

import io.taffrail.gateway.consume.PullLimits;
import io.taffrail.gateway.dashboard.OpenListeners;
import io.taffrail.gateway.lag.LagLimits;
import io.taffrail.gateway.produce.ProducerLimits;
import io.taffrail.gateway.stream.FeedLimits;
import io.taffrail.gateway.ws.SocketLimits;
import java.util.List;
import java.util.Map;

/**
 * What a gateway is told at its start.
 *
 * @param nodeId from 1000
 * @param brokerProperties settings in Kafka's names that hold where the cluster has none
 * @param allowedOrigins browser origins beside our own that may open sockets
 * @param bodyBytesMax the largest HTTP body
 * @param topicCreationTimeoutMs how long a new topic may take to get its leaders
 * @param pulls bounds on REST consumers
 * @param lags bounds on what is measured of groups
 * @param listensOn what its own listeners are bound to
 */
public record GatewayConfig(
        int nodeId,
        Map<String, String> brokerProperties,
        List<String> allowedOrigins,
        int bodyBytesMax,
        int topicCreationTimeoutMs,
        ProducerLimits producer,
        FeedLimits feeds,
        SocketLimits sockets,
        PullLimits pulls,
        LagLimits lags,
        OpenListeners.Bound listensOn) {}
