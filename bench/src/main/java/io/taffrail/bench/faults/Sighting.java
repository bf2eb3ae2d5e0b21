package io.taffrail.bench.faults;

/**
 * One record as a reader saw it.
 *
 * @param atNs when, of {@link System#nanoTime}
 */
record Sighting(String reader, int partition, long offset, String value, long atNs) {}
