package io.taffrail.gateway.stream;

/**
 * The bounds of streaming reads.
 *
 * @param fetchBytes what one fetch may bring
 * @param fetchWaitMs how long a fetch at the end of a partition waits for records
 * @param ringBytes the record batches kept for subscribers of one partition who are a little behind
 */
public record FeedLimits(int fetchBytes, int fetchWaitMs, long ringBytes) {}
