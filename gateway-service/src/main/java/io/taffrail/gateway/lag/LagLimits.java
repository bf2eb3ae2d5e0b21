package io.taffrail.gateway.lag;

/**
 * The bounds of what is measured all the time.
 *
 * @param intervalMs how often; a round that takes longer delays the next one
 * @param partitionsMax how many partitions of groups have series of their own; above it there is
 *     one for each topic
 * @param readsMax how many records a round may read for their time
 */
public record LagLimits(int intervalMs, int partitionsMax, int readsMax) {}
