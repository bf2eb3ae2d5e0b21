/**
 * Loads over the Kafka wire with the stock Java client, the same for every server that speaks it.
 * Each is a process of its own; its main thread consumes, and {@code LatencyLoad} sends from a
 * second.
 */
@NullMarked
package io.taffrail.bench.load;

import org.jspecify.annotations.NullMarked;
