package io.taffrail.gateway.ws;

import io.micrometer.core.instrument.Counter;
import io.taffrail.gateway.consume.GroupServices;
import io.taffrail.gateway.lag.LagWatch;
import io.taffrail.gateway.produce.BatchingProducer;
import io.taffrail.gateway.produce.TopicDirectory;
import io.taffrail.gateway.stream.Subscriptions;
import io.taffrail.kernel.runtime.Clock;

/**
 * What sessions work with.
 *
 * @param dropped counts records that slow readers lost
 */
public record SocketServices(
        TopicDirectory topics,
        BatchingProducer producer,
        Subscriptions subscriptions,
        GroupServices groups,
        LagWatch lags,
        Clock clock,
        SocketLimits limits,
        Counter dropped) {}
