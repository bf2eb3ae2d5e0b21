package io.taffrail.gateway.coordinator;

/**
 * What a machine can be asked.
 *
 * @param <R> the answer
 */
public interface ShardRequest<R> {}
