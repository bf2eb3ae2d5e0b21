package io.taffrail.gateway.produce;

/**
 * The bounds of the batching producer.
 *
 * @param bufferBytes what records may take in memory, in all, until they are acknowledged
 * @param requestTimeoutMs how long a leader may wait for its followers
 * @param deliveryTimeoutMs how long a record is tried before its sender hears that it failed
 */
public record ProducerLimits(long bufferBytes, int requestTimeoutMs, int deliveryTimeoutMs) {}
