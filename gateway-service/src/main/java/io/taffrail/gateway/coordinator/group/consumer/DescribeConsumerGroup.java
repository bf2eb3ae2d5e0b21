package io.taffrail.gateway.coordinator.group.consumer;

/** Asks for all about one group. */
public record DescribeConsumerGroup(String groupId)
        implements ConsumerRequest<ConsumerGroupDescription> {}
