package io.taffrail.gateway.consume;

/**
 * Bounds on the pull consumers of one gateway.
 *
 * @param instancesMax how many there may be
 * @param bytesMax the records, as they are sent, of all polls that are being answered
 * @param idleMs after how long without a request an instance goes
 */
public record PullLimits(int instancesMax, long bytesMax, long idleMs) {}
