package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.group.GroupRequest;

/**
 * What can be asked about groups of this protocol.
 *
 * @param <R> the answer
 */
public sealed interface ConsumerRequest<R> extends GroupRequest<R>
        permits Heartbeat, DescribeConsumerGroup {}
