package io.taffrail.kernel.fault;

/**
 * A request that was refused, with a message for the person who sent it.
 *
 * @param reason the refusal, as the Kafka protocol names it
 * @param message names the thing, the value, the bound and the remedy
 */
public record Rejected(Rejection reason, String message) {}
