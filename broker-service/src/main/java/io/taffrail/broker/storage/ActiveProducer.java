package io.taffrail.broker.storage;

/**
 * A producer as DescribeProducers shows it.
 *
 * @param lastSequence the sequence of its newest record, or -1
 * @param txnFirstOffset where its open transaction begins, or -1
 */
public record ActiveProducer(
        long producerId, int epoch, int lastSequence, long lastTimestamp, long txnFirstOffset) {}
