package io.taffrail.broker.storage;

/** A record that a look-up by time found. */
public record TimestampOffset(long offset, long timestamp, int leaderEpoch) {}
